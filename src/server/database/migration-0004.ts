// The sizes of each run beside its document, so that comparing runs need not read whole documents. What was stored before keeps none:
// its sizes are read from its document (run-sizes.ts).
import { sql, type Kysely } from 'kysely';
import type { Database } from './database.ts';

export async function migrate0004(db: Kysely<unknown>, kind: Database['kind']): Promise<void> {
  await db.schema
    .alterTable('documents')
    .addColumn('sizes', kind === 'sqlite' ? 'blob' : sql`bytea`)
    .execute();
}
