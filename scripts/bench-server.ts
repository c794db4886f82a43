// What the results service bears: submissions a second, and reading while a million runs are stored, on SQLite with one server
// process and on PostgreSQL (fsync on) with two. Prints tables with the bars beside them. Needs TMPDIR on a real disk.
// Usage: npm run bench:server -- [--quick] [--runs N] [--seconds N] [--database sqlite|postgresql]
//   --quick      20,000 runs and loads of 2 s: whether it works, not how fast it is
// Exit codes: 0 measured, whatever the bars say; 1 a wrong answer or a lost run; 2 an unknown flag.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { submissionSchema } from '../src/contract/api.ts';
import type { Database } from '../src/server/database/database.ts';
import { migrate } from '../src/server/database/migrations.ts';
import { openPostgresql } from '../src/server/database/postgresql.ts';
import { openSqlite } from '../src/server/database/sqlite.ts';
import { DeviceStore } from '../src/server/device-store.ts';
import { storedDocument } from '../src/server/document.ts';
import { findPostgresql, startPostgresql } from '../tests/server/postgresql.ts';
import { conditions, temporaryRoot } from './bench-server/conditions.ts';
import { full, oneSize, recorded, twoSizes, type Documents } from './bench-server/documents.ts';
import { fill, gpuOf, GPU_COUNT } from './bench-server/filler.ts';
import { pace, saturate, type Load } from './bench-server/load.ts';
import { COMPARED, readings, type Reading, type StoredDocuments } from './bench-server/reading.ts';
import { startServer, type Server } from './bench-server/servers.ts';
import { sizesTable } from './bench-server/sizes.ts';
import { isHeld, tableOf, type Bar, type Row } from './bench-server/table.ts';

const CONNECTIONS = 50;
const READS_PER_SECOND = 50;
/** In which every device is asked for once. */
const READING_WARM_UP_SECONDS = Math.ceil(GPU_COUNT / READS_PER_SECOND);
const SUBMISSION_BAR = { leastPerSecond: 400, mostP99Seconds: 0.1 };
/** A little above the bar, so that one late answer at the end does not decide it. */
const PACED_PER_SECOND = 404;
/** `min_wal_size`: a log segment is used again instead of made anew, for which every commit would wait some 65 ms each 16 MB (docs/operation.md). */
const POSTGRESQL_SETTINGS = ['fsync=on', 'shared_buffers=512MB', 'max_wal_size=4GB', 'min_wal_size=2GB'];
/** Documents that are made before a load of as many as can be, and the memory they may take; what is sent beyond them is made meanwhile. */
const AHEAD_PER_SECOND = 1000;
const AHEAD_BYTES = 1e9;
const READING_BAR = { mostP99Seconds: 0.02 };

const given = flags();
const runs = Number(given.runs ?? (given.quick ? 20_000 : 1_000_000));
const seconds = Number(given.seconds ?? (given.quick ? 2 : 15));
const warmUpSeconds = given.quick ? 1 : 6;
const readingWarmUpSeconds = given.quick ? 1 : READING_WARM_UP_SECONDS;
/** No run is asked for twice in a comparison of runs. */
const comparedRuns = Math.min(Math.floor(runs / 2), COMPARED * READS_PER_SECOND * (readingWarmUpSeconds + seconds));
if (!(runs >= 1000 && seconds >= 1 && ['sqlite', 'postgresql', undefined].includes(given.database))) {
  process.stderr.write('--runs must be 1000 or more, --seconds 1 or more, --database sqlite or postgresql\n');
  process.exit(2);
}

const folder = mkdtempSync(join(temporaryRoot(), 'scalewall-bench-'));
let hasFailed = false;
try {
  say(conditions(folder).join('\n'));
  if (given.quick) say('--quick: this shows that it works, not how fast it is');
  if (given.database !== 'postgresql') await onSqlite();
  if (given.database !== 'sqlite') await onPostgresql();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = hasFailed ? 1 : 0;

async function onSqlite(): Promise<void> {
  const DATA_DIR = join(folder, 'sqlite');
  await measure('SQLite, one server process', async () => openSqlite(DATA_DIR), [{ DATA_DIR }]);
}

async function onPostgresql(): Promise<void> {
  const binaries = findPostgresql();
  if (binaries === undefined) return say('\nPostgreSQL is not installed here (no initdb found): not measured.');
  const postgresql = await startPostgresql(
    binaries,
    POSTGRESQL_SETTINGS.flatMap((setting) => ['-c', setting]),
  );
  say(`\nPostgreSQL with ${POSTGRESQL_SETTINGS.join(', ')}`);
  try {
    const DATABASE_URL = await postgresql.createDatabase();
    const open = () => openPostgresql(DATABASE_URL, say);
    await measure('PostgreSQL with fsync, two server processes, requests alternating', open, [
      { DATABASE_URL },
      { DATABASE_URL },
    ]);
  } finally {
    await postgresql.stop();
  }
}

async function measure(
  title: string,
  open: () => Promise<Database>,
  processes: readonly Readonly<Record<string, string>>[],
): Promise<void> {
  say(`\n## ${title}\n`);
  const { filled, asked } = await prepare(open);
  const servers: Server[] = [];
  for (const [index, settings] of processes.entries()) servers.push(await startServer(folder, `server-${index}`, settings));
  const addresses = servers.map(({ address }) => address);
  const rows: Row[] = [];
  let acknowledged = 0;
  try {
    const note = async (name: string, bar: Bar | undefined, run: () => Promise<Load>): Promise<Load> => {
      const before = cpuOf(servers);
      const load = await run();
      const after = cpuOf(servers);
      rows.push(noted({ name, load, bar, cpuSeconds: before === undefined || after === undefined ? undefined : after - before }));
      return load;
    };
    for (const { name, path, hasBar } of asked)
      await note(name, hasBar ? READING_BAR : undefined, () =>
        pace({ addresses, perSecond: READS_PER_SECOND, warmUpSeconds: readingWarmUpSeconds, seconds }, path),
      );
    const smallest = oneSize();
    for (const [documents, bar] of [
      [smallest, undefined],
      [smallest, SUBMISSION_BAR],
      [twoSizes(), undefined],
      [recorded(), undefined],
      [full(), undefined],
    ] as const) {
      const rate = bar === undefined ? 'as many as can be' : `${PACED_PER_SECOND} due a second`;
      const name = `submit ${documents.name}, ${(documents.bytes / 1000).toFixed(0)} kB, ${rate}`;
      acknowledged += (
        await note(name, bar, () => submissions(addresses, documents, bar === undefined ? undefined : PACED_PER_SECOND))
      ).acknowledged;
    }
  } finally {
    const peaks = servers.map((server) => server.peakMemory());
    for (const server of servers) await server.stop();
    say(
      `peak memory of the servers: ${peaks.map((bytes) => (bytes === undefined ? 'unknown' : `${(bytes / 2 ** 20).toFixed(0)} MiB`)).join(', ')}`,
    );
  }
  say(
    `reading at ${READS_PER_SECOND} requests/s for ${seconds} s each, after ${readingWarmUpSeconds} s; submitting at ${CONNECTIONS} connections for ${seconds} s each, after ${warmUpSeconds} s\n`,
  );
  say(tableOf(rows));
  await assertNothingLost(open, filled + acknowledged);
  say(`${rows.filter((row) => !isHeld(row)).length} of ${rows.filter(({ bar }) => bar !== undefined).length} bars missed`);
}

/** Fills the database; some runs of each GPU get a document, those that stand for it. */
async function prepare(open: () => Promise<Database>): Promise<{ readonly filled: number; readonly asked: readonly Reading[] }> {
  const database = await open();
  try {
    await migrate(database);
    const start = performance.now();
    await fill(database, runs, (stored) => process.stderr.write(`\r${stored} of ${runs} runs filled in`));
    process.stderr.write('\n');
    const stored = await storeDocuments(database);
    await settle(database);
    say(
      `${runs} runs of ${GPU_COUNT} GPUs filled in directly, with their counts, in ${((performance.now() - start) / 1000).toFixed(0)} s; ` +
        `planted rows, of which only ${stored.flatMap(({ ids }) => ids).length} have a document: those that stand for their devices, and those of the comparisons of runs\n`,
    );
    say(await sizesTable(database, runs));
    say('');
    return { filled: runs, asked: await readings(database, runs, stored) };
  } finally {
    await database.close();
  }
}

/** What a database does by itself in the minutes after so many rows, so that it does not do it beside what is measured. */
async function settle({ kind, queries }: Database): Promise<void> {
  const statements = kind === 'sqlite' ? ['pragma wal_checkpoint(truncate)'] : ['vacuum (analyze)', 'checkpoint'];
  for (const statement of statements) await sql.raw(statement).execute(queries);
}

/** For the runs that stand for their devices and for those that are compared: half of them a small document, half that of the recorded run. */
async function storeDocuments(database: Database): Promise<readonly StoredDocuments[]> {
  const { queries } = database;
  const kinds = [twoSizes(), recorded()].map((documents) => {
    const text = documents.next().toString();
    const { summary } = submissionSchema.parse(JSON.parse(text));
    return { bytes: documents.bytes, document: storedDocument(text, summary.sizes), ids: new Array<string>() };
  });
  const gpus = Array.from({ length: GPU_COUNT }, (_, index) => gpuOf(index));
  const standing = [...(await new DeviceStore(database).representatives(gpus)).values()];
  const listed = await queries.selectFrom('runs').select('id').where('standing', '=', 'listed').limit(comparedRuns).execute();
  for (const [index, id] of [...new Set([...standing, ...listed].map((run) => run.id))].entries()) {
    const kind = kinds[index % kinds.length];
    if (kind === undefined) continue;
    await queries
      .insertInto('documents')
      .values({ id, ...kind.document })
      .execute();
    kind.ids.push(id);
  }
  return kinds;
}

function submissions(addresses: readonly string[], documents: Documents, perSecond: number | undefined) {
  const load = {
    addresses,
    connections: CONNECTIONS,
    warmUpSeconds,
    seconds,
    expected: 201,
    ...(perSecond === undefined ? {} : { perSecond }),
  };
  documents.prepare(Math.min((perSecond ?? AHEAD_PER_SECOND) * (warmUpSeconds + seconds), AHEAD_BYTES / documents.bytes));
  return saturate(load, (wire) => wire.post('/api/v1/runs', 'application/json', documents.next()));
}

function cpuOf(servers: readonly Server[]): number | undefined {
  const times = servers.map((server) => server.cpuSeconds());
  return times.every((time) => time !== undefined) ? times.reduce((sum, time) => sum + time, 0) : undefined;
}

/** Tells what was answered otherwise than expected. */
function noted(row: Row): Row {
  process.stderr.write(`${row.name}\n`);
  for (const [what, count] of row.load.wrong) {
    hasFailed = true;
    say(`WRONG: ${row.name} answered ${count} times: ${what}`);
  }
  return row;
}

async function assertNothingLost(open: () => Promise<Database>, expected: number): Promise<void> {
  const database = await open();
  const { stored } = await database.queries
    .selectFrom('runs')
    .select((select) => select.fn.countAll().as('stored'))
    .executeTakeFirstOrThrow();
  await database.close();
  const isRight = Number(stored) === expected;
  if (!isRight) hasFailed = true;
  say(
    `\n${isRight ? 'every acknowledged submission is stored, and no other' : `LOST OR DOUBLED: expected ${expected} runs`}: ${Number(stored)} runs`,
  );
}

function flags() {
  const options = {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    database: { type: 'string' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(2);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
