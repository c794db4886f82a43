// Loads a dump into an empty database, whole or not at all: everything is one transaction. What comes out counts the same, bit for
// bit (docs/open-data.md). Not an operator's backup: tombstones come back as log entries only, and secrets that delete a run do not.
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database, Tables } from '../server/database/database.ts';
import { transact } from '../server/database/transaction.ts';
import { storedDocument } from '../server/document.ts';
import { insertRuns, type NewRun } from '../server/run-insert.ts';
import { StartError } from '../server/start-error.ts';
import { linesOf, verifiedManifest } from './dump-folder.ts';
import { dumpLogLineSchema } from './dump-schema.ts';
import { judgeLine, type Judge } from './load-line.ts';

export interface Loaded {
  readonly runs: number;
  readonly log_entries: number;
  /** Runs that this version would refuse or hold today, each with its reason; they are loaded. At most MOST_DOUBTS. */
  readonly doubts: readonly { readonly id: string; readonly reason: string }[];
}

const MOST_DOUBTS = 100;
/** Runs of one statement. */
const RUNS_TOGETHER = 50;

/** Throws StartError, with nothing stored, where the database holds anything or the dump is not what it says. */
export async function load(database: Database, folder: string, judge: Judge): Promise<Loaded> {
  const manifest = await verifiedManifest(folder);
  return transact(database, async (transaction) => {
    await assertEmpty(transaction);
    const { runs, doubts } = await loadRuns(transaction, join(folder, 'runs.jsonl.gz'), judge);
    const log_entries = await loadLog(transaction, join(folder, 'log.jsonl'));
    const { counts } = manifest;
    if (runs !== counts.runs || log_entries !== counts.log_entries)
      throw new StartError(
        `The dump must hold ${counts.runs} runs and ${counts.log_entries} log entries; it holds ${runs} and ${log_entries}.`,
      );
    return { runs, log_entries, doubts };
  });
}

async function assertEmpty(transaction: Kysely<Tables>): Promise<void> {
  for (const table of ['runs', 'log'] as const) {
    const found = await transaction.selectFrom(table).select('id').limit(1).executeTakeFirst();
    if (found !== undefined)
      throw new StartError(`The database must be empty to load a dump; its table ${table} is not. Nothing was changed.`);
  }
}

async function loadRuns(transaction: Kysely<Tables>, path: string, judge: Judge): Promise<Omit<Loaded, 'log_entries'>> {
  const doubts: { readonly id: string; readonly reason: string }[] = [];
  let runs = 0;
  let batch: NewRun[] = [];
  const store = async () => {
    if (batch.length === 0) return;
    const outcomes = await insertRuns(transaction, batch);
    const twice = batch[outcomes.findIndex((outcome) => outcome !== 'stored')];
    if (twice !== undefined) throw new StartError(`The run ${twice.row.id} stands twice in runs.jsonl.gz.`);
    batch = [];
  };
  for await (const line of linesOf(path)) {
    runs++;
    const judged = judgeLine(line, judge);
    if (judged.kind === 'refused') throw new StartError(`Line ${runs} of runs.jsonl.gz is refused: ${judged.reason}.`);
    const { row, document, sizes, doubt } = judged;
    if (doubt !== undefined && doubts.length < MOST_DOUBTS) doubts.push({ id: row.id, reason: doubt });
    batch.push({ row, document: storedDocument(document, sizes), proof: undefined });
    if (batch.length === RUNS_TOGETHER) await store();
  }
  await store();
  return { runs, doubts };
}

async function loadLog(transaction: Kysely<Tables>, path: string): Promise<number> {
  let entries = 0;
  for await (const line of linesOf(path)) {
    entries++;
    const parsed = dumpLogLineSchema.safeParse(JSON.parse(line));
    if (!parsed.success) throw new StartError(`Line ${entries} of log.jsonl does not fit its schema: ${parsed.error.message}`);
    await transaction.insertInto('log').values(parsed.data).execute();
  }
  return entries;
}
