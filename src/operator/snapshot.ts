// What a dump is made of, read from one transaction, so that every file of it says the same moment. Pages are small and read
// one after the other, so memory does not grow with the table. Nothing is read that is not published: no delete hash, no
// challenge, no limit; of hidden and deleted runs only what the public log says.
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { submissionSchema } from '../contract/api.ts';
import { verificationSchema, type Verification } from '../contract/proof.ts';
import { runSchema } from '../contract/run.ts';
import type { Database, DeviceCountRow, LogRow, Tables } from '../server/database/database.ts';
import { readDocument } from '../server/document.ts';

/** Runs in memory at once; a document is at most 4 MiB before compression. */
const RUNS_PER_PAGE = 32;
const LOG_ENTRIES_PER_PAGE = 1_000;

/** What tables need of a document. Samples are not looked at: the service checked the whole when it stored it. */
const excerptSchema = z.object({
  digest: submissionSchema.shape.digest,
  run: runSchema
    .pick({
      started_at: true,
      duration_seconds: true,
      length: true,
      precision: true,
      sequence_length: true,
      suite: true,
      device: true,
    })
    .strip(),
  summary: submissionSchema.shape.summary,
});

export interface SnapshotRun {
  readonly id: string;
  readonly created_at: string;
  readonly gpu: string;
  readonly suite_major: number;
  readonly sizes_measured: number;
  readonly verification: Verification | null;
  /** The submission's JSON text, character for character as it is stored. */
  readonly document: string;
  readonly excerpt: z.infer<typeof excerptSchema>;
}

export interface Snapshot {
  /** Listed runs, the oldest first. Throws where a document is missing or broken, naming the run. */
  runs(): AsyncGenerator<SnapshotRun>;
  /** The oldest first. */
  logEntries(): AsyncGenerator<LogRow>;
  /** Counts of listed runs, in no order. They grow with the number of devices, not of runs. */
  deviceCounts(): Promise<readonly DeviceCountRow[]>;
}

/** Reads from one moment of the database, which goes on taking writes of others meanwhile. */
export function withSnapshot<T>(database: Database, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const begin = database.queries.transaction().setAccessMode('read only');
  // SQLite knows one level, which is a snapshot from the first read on.
  const leveled = database.kind === 'postgresql' ? begin.setIsolationLevel('repeatable read') : begin;
  return leveled.execute((transaction) =>
    read({
      runs: () => readRuns(transaction),
      logEntries: () => readLog(transaction),
      deviceCounts: () => readCounts(transaction),
    }),
  );
}

async function* readRuns(transaction: Kysely<Tables>): AsyncGenerator<SnapshotRun> {
  let after = { created_at: '', id: '' };
  for (;;) {
    const rows = await transaction
      .selectFrom('runs')
      .leftJoin('documents', 'documents.id', 'runs.id')
      .select(['runs.id', 'created_at', 'gpu', 'suite_major', 'sizes_measured', 'verification', 'documents.body'])
      .where('standing', '=', 'listed')
      .where((where) =>
        where.or([
          where('created_at', '>', after.created_at),
          where.and([where('created_at', '=', after.created_at), where('runs.id', '>', after.id)]),
        ]),
      )
      .orderBy('created_at')
      .orderBy('runs.id')
      .limit(RUNS_PER_PAGE)
      .execute();
    for (const { body, verification, ...row } of rows) {
      if (body === null) throw new Error(`run ${row.id} is listed and has no document`);
      const document = await readDocument(body);
      yield {
        ...row,
        verification: verification === null ? null : verificationSchema.parse(JSON.parse(verification)),
        document,
        excerpt: excerptSchema.parse(JSON.parse(document)),
      };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

async function* readLog(transaction: Kysely<Tables>): AsyncGenerator<LogRow> {
  let after = { at: '', id: '' };
  for (;;) {
    const rows = await transaction
      .selectFrom('log')
      .select(['id', 'run_id', 'at', 'action', 'reason'])
      .where((where) =>
        where.or([where('at', '>', after.at), where.and([where('at', '=', after.at), where('id', '>', after.id)])]),
      )
      .orderBy('at')
      .orderBy('id')
      .limit(LOG_ENTRIES_PER_PAGE)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** Counts are 64-bit, which PostgreSQL gives as texts and SQLite as numbers; so both are asked for texts. */
async function readCounts(transaction: Kysely<Tables>): Promise<readonly DeviceCountRow[]> {
  const rows = await transaction
    .selectFrom('device_counts')
    .select((select) => ['gpu', 'suite_major', 'population', 'metric', 'bucket', select.cast<string>('runs', 'text').as('runs')])
    .where('runs', '>', 0)
    .execute();
  return rows.map((row) => ({ ...row, runs: Number(row.runs) }));
}
