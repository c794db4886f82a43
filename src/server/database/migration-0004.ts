// The sizes of each run beside its document, so that comparing runs need not read whole documents. What was stored before keeps none:
// its sizes are read from its document (run-sizes.ts).
import { sql, type Kysely } from 'kysely';
import type { Database } from './database.ts';

export async function migrate0004(db: Kysely<unknown>, kind: Database['kind']): Promise<void> {
  if (kind === 'sqlite') await makeAnew(db);
  else await sql`alter table documents add column sizes bytea`.execute(db);
}

/**
 * SQLite reads a row from its start, and a new column would stand at its end, behind all pages of the document. So the table is made
 * again with the sizes first, which takes as much room as the documents until it is done.
 */
async function makeAnew(db: Kysely<unknown>): Promise<void> {
  await sql`create table documents_anew (id text primary key not null, sizes blob, body blob not null)`.execute(db);
  await sql`insert into documents_anew (id, body) select id, body from documents`.execute(db);
  await sql`drop table documents`.execute(db);
  await sql`alter table documents_anew rename to documents`.execute(db);
}
