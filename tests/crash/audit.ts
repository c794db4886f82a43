// What a database holds after trouble, against what the load was told: nothing lost, nothing doubled, nothing unknown, all of it sound.
import { DatabaseSync } from 'node:sqlite';
import { unreadableDocuments, documentFaults } from '../../src/operator/document-faults.ts';
import type { Database } from '../../src/server/database/database.ts';
import { allFaults } from '../../src/server/database/integrity.ts';
import { findCountFaults } from '../../src/server/recount.ts';
import type { LoadRecord } from './load.ts';

export interface Audit {
  readonly stored: number;
  /** Acknowledged runs that are not there. */
  readonly lost: number;
  /** Runs that are there more than once, or were acknowledged twice. */
  readonly doubled: number;
  /** Runs that are there and were never sent. */
  readonly unknown: number;
  /** What else is wrong: counts, documents, the file. */
  readonly faults: readonly string[];
}

export async function audit(database: Database, record: LoadRecord, sqliteFile: string | undefined): Promise<Audit> {
  const rows = await database.queries.selectFrom('runs').select('id').execute();
  const ids = new Set(rows.map(({ id }) => id));
  const counts = await findCountFaults(database.queries);
  return {
    stored: rows.length,
    lost: [...record.acknowledged].filter((id) => !ids.has(id)).length,
    doubled: rows.length - ids.size + record.doubled,
    unknown: [...ids].filter((id) => !record.sent.has(id)).length,
    faults: [
      ...(sqliteFile === undefined ? [] : fileFaults(sqliteFile)),
      ...[...counts.devices, ...counts.counts].map((row) => `counts: ${JSON.stringify(row)}`),
      ...(await documentFaults(database.queries)),
      ...(await unreadableDocuments(database.queries)),
    ],
  };
}

function fileFaults(file: string): readonly string[] {
  const connection = new DatabaseSync(file, { readOnly: true });
  try {
    return allFaults(connection);
  } finally {
    connection.close();
  }
}
