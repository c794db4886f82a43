// `check`: is what is stored sound? SQLite's own check, counts against rows, documents against runs, and if asked every digest.
import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { Tables } from '../server/database/database.ts';
import { allFaults } from '../server/database/integrity.ts';
import { lockFolder, sqliteFile } from '../server/database/sqlite.ts';
import { findCountFaults, mendCounts, type CountFaults } from '../server/recount.ts';
import { formatWhole } from '../units/format.ts';
import { documentFaults, unreadableDocuments } from './document-faults.ts';
import type { ExitName } from './exit-codes.ts';
import { dataFolder } from './sqlite-only.ts';
import type { Call, Verb } from './verb.ts';

export const check: Verb = {
  purpose: 'check the database: its file, its counts, its documents',
  operands: [],
  flags: {
    documents: { type: 'boolean', purpose: 'also read every document and compare its digest; slow' },
    repair: { type: 'boolean', purpose: 'set counts to what the rows say; on SQLite the server must be stopped' },
  },
  run: async (call) => {
    const isSqlite = call.settings.DATABASE_URL === undefined;
    const folder = isSqlite ? dataFolder(call.settings, '') : undefined;
    const lock = folder !== undefined && call.flags.has('repair') ? lockFolder(folder) : undefined;
    try {
      const database = await call.open();
      const fileFaults = folder === undefined ? [] : faultsOfFile(folder);
      if (folder !== undefined) tell(call, 'file', fileFaults);
      if (fileFaults.length > 0) return 'faults';
      return await database.patiently((queries) => checkContent(call, queries));
    } finally {
      lock?.close();
    }
  },
};

async function checkContent(call: Call, queries: Kysely<Tables>): Promise<ExitName> {
  // One snapshot, so that what a server stores meanwhile is no fault.
  const snapshot = queries.transaction().setIsolationLevel('repeatable read');
  const inSnapshot = call.flags.has('repair') ? snapshot : snapshot.setAccessMode('read only');
  return inSnapshot.execute(async (transaction) => {
    const counts = await findCountFaults(transaction);
    const countLines = [...counts.devices, ...counts.counts].map(
      (row) =>
        `${[row.gpu, row.population, `major ${row.suite_major}`, ...('bucket' in row ? [row.metric, `step ${row.bucket}`] : [])].join(', ')}: the rows give ${row.runs}`,
    );
    tell(call, 'counts', countLines);
    const isMended = countLines.length > 0 && call.flags.has('repair');
    if (isMended) await mend(call, transaction, counts);
    const documents = await documentFaults(transaction);
    tell(call, 'documents', documents);
    const unreadable = call.flags.has('documents') ? await unreadableDocuments(transaction) : [];
    if (call.flags.has('documents')) tell(call, 'digests', unreadable);
    const runs = await transaction
      .selectFrom('runs')
      .select((select) => select.fn.countAll().as('runs'))
      .executeTakeFirst();
    call.say(`${formatWhole(Number(runs?.runs ?? 0))} runs were checked.`);
    const isSound = (countLines.length === 0 || isMended) && documents.length + unreadable.length === 0;
    return isSound ? 'done' : 'faults';
  });
}

function faultsOfFile(folder: string): readonly string[] {
  const connection = new DatabaseSync(sqliteFile(folder), { readOnly: true });
  try {
    return allFaults(connection);
  } finally {
    connection.close();
  }
}

async function mend(call: Call, transaction: Kysely<Tables>, faults: CountFaults): Promise<void> {
  await mendCounts(transaction, faults);
  call.say(`  set to what the rows give.`);
}

const MOST_LINES = 20;

function tell(call: Call, what: string, faults: readonly string[]): void {
  call.say(`${what.padEnd(10)}${faults.length === 0 ? 'sound' : `${formatWhole(faults.length)} faults`}`);
  for (const fault of faults.slice(0, MOST_LINES)) call.say(`  ${fault}`);
  if (faults.length > MOST_LINES) call.say('  …');
}
