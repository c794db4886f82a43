// A dump, and a dump loaded into an empty database, from each database into each.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { parquetMetadataAsync, parquetReadObjects, asyncBufferFromFile } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpLineSchema } from '../../src/contract/dumps.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { dump, type Dumped } from '../../src/operator/dump.ts';
import { load } from '../../src/operator/load.ts';
import { RUN_COLUMNS } from '../../src/operator/run-columns.ts';
import { withSnapshot } from '../../src/operator/snapshot.ts';
import { gpuName } from '../../src/report/gpu-name.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import type { Database } from '../../src/server/database/database.ts';
import { DeviceStore } from '../../src/server/device-store.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { openSqlite } from '../../src/server/database/sqlite.ts';
import { NOW, openApplication, summarise } from './application.ts';
import { postgresqlKind, sqliteKind, type DatabaseKind } from './databases.ts';
import { DELETE_HASH, fill, HIDDEN_NAME, LISTED_RUNS, NAMES, VERIFIED, VERIFIED_RUNS } from './open-data.ts';
import { temporaryFolder } from './temporary-folder.ts';

const JUDGE = { knowledge: { suiteVersions: [SUITE_VERSION], composition: ladderComposition }, summarise };
const DATA_FILES = [
  'LICENSE',
  'README.md',
  'devices.csv',
  'log.jsonl',
  'runs.csv',
  'runs.jsonl.gz',
  'runs.parquet',
  'schema.json',
  'sizes.csv',
  'sizes.parquet',
];

const ANONYMOUS = { vendor: '', architecture: '', device: '', is_fallback: false };

const kinds = [sqliteKind(), postgresqlKind()].filter(({ missing }) => missing === undefined);
const opened: Database[] = [];
beforeAll(async () => {
  for (const kind of kinds) await kind.start();
}, 60_000);
afterAll(async () => {
  for (const database of opened) await database.close();
  for (const kind of kinds) await kind.stop();
}, 60_000);

async function openEmpty(kind: DatabaseKind): Promise<Database> {
  const database = await kind.open();
  opened.push(database);
  await migrate(database);
  return database;
}

async function openFilled(kind: DatabaseKind = sqliteKind()): Promise<Database> {
  const database = await openEmpty(kind);
  await fill(database);
  return database;
}

const bytesOf = (folder: string, files: readonly string[] = DATA_FILES) =>
  Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));

async function countsOf(database: Database) {
  const rows = await database.queries.selectFrom('device_counts').selectAll().where('runs', '>', 0).execute();
  return rows.map((row) => JSON.stringify({ ...row, runs: String(row.runs) })).toSorted();
}

async function devicesOf(database: Database): Promise<string> {
  const devices = new DeviceStore(database);
  const lists = [];
  for (const major of await devices.majors()) lists.push(await devices.list(major));
  expect(lists.flat().length).toBeGreaterThan(NAMES.length);
  return JSON.stringify(lists);
}

for (const from of kinds) {
  for (const to of kinds) {
    test(`from ${from.name} to ${to.name}, a loaded dump counts the same and dumps to the same bytes`, async () => {
      const source = await openFilled(from);
      const first = await dump(source, temporaryFolder(), SUITE_VERSION, NOW);
      const target = await openEmpty(to);
      const loaded = await load(target, first.folder, JUDGE);
      expect(loaded).toEqual({ runs: first.manifest.counts.runs, log_entries: 3, doubts: [] });
      expect(await countsOf(target)).toEqual(await countsOf(source));
      expect(await devicesOf(target)).toEqual(await devicesOf(source));
      const second = await dump(target, temporaryFolder(), SUITE_VERSION, NOW);
      expect(bytesOf(second.folder)).toEqual(bytesOf(first.folder));
      const [ofSource, ofTarget] = [await openApplication(source), await openApplication(target)];
      const anyRun = /"id":"([0-9a-f]{32})"/.exec(gunzipSync(readFileSync(join(first.folder, 'runs.jsonl.gz'))).toString());
      for (const path of [
        '/api/v1/runs?limit=100',
        `/api/v1/runs/${anyRun?.[1]}`,
        `/api/v1/compare?run=${anyRun?.[1]}`,
        '/api/v1/devices',
        ...NAMES.map((description) => `/api/v1/devices/${encodeURIComponent(gpuName({ ...ANONYMOUS, description }))}`),
        '/api/v1/gpus',
        '/api/v1/log',
      ]) {
        const answer = await ofTarget.request(path);
        expect(answer.status).toBe(200);
        expect(await answer.text()).toBe(await (await ofSource.request(path)).text());
      }
    });
  }
}

describe('a dump', () => {
  const parent = temporaryFolder();
  let dumped: Dumped;
  beforeAll(async () => {
    dumped = await dump(await openFilled(), parent, SUITE_VERSION, NOW);
  });

  test('is a whole folder of what its manifest lists, with checksums that sha256sum accepts', async () => {
    const { folder, manifest } = dumped;
    expect(readdirSync(folder).toSorted()).toEqual([...DATA_FILES, 'SHA256SUMS', 'manifest.json'].toSorted());
    expect(manifest.files.map(({ name }) => name).toSorted()).toEqual(DATA_FILES);
    expect(execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' }).match(/: OK/g)).toHaveLength(
      DATA_FILES.length + 1,
    );
    expect(readlinkSync(join(parent, 'latest'))).toBe('2026-07-01T00-00-00.000Z');
    expect(readdirSync(parent).toSorted()).toEqual(['2026-07-01T00-00-00.000Z', 'latest']);
  });

  test('holds every listed run whole and nothing of the others, no secret’s hash and no challenge', async () => {
    const { folder, manifest } = dumped;
    const text = gunzipSync(readFileSync(join(folder, 'runs.jsonl.gz'))).toString();
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(LISTED_RUNS);
    expect(manifest.counts).toEqual({ runs: LISTED_RUNS, verified_runs: VERIFIED_RUNS, log_entries: 3 });
    const names = lines.map((line) => dumpLineSchema.parse(JSON.parse(line)).gpu);
    expect(new Set(names).size).toBe(NAMES.length);
    const everything = DATA_FILES.map((name) => readFileSync(join(folder, name), 'latin1')).join() + text;
    expect(everything).not.toContain(HIDDEN_NAME);
    expect(everything).not.toContain(DELETE_HASH);
    expect(everything).not.toMatch(/delete_hash|nonce/);
    expect(readFileSync(join(folder, 'log.jsonl'), 'utf8').match(/"reason":"[^"]*"/g)).toEqual([
      '"reason":"too even"',
      '"reason":"spam"',
      '"reason":"Deleted by whoever submitted it."',
    ]);
  });

  test('says the same in Parquet and in CSV, typed, with nulls where a run is unverified', async () => {
    const { folder } = dumped;
    for (const table of ['runs', 'sizes'] as const) {
      const file = await asyncBufferFromFile(join(folder, `${table}.parquet`));
      const rows = await parquetReadObjects({ file });
      const [header = [], ...cells] = parseCsv(readFileSync(join(folder, `${table}.csv`), 'utf8'));
      expect(rows.map((row) => Object.values(row).map(asCell))).toEqual(cells);
      expect(Object.keys(rows[0] ?? {})).toEqual(header);
    }
    const file = await asyncBufferFromFile(join(folder, 'runs.parquet'));
    const runs = await parquetReadObjects({ file });
    expect(runs[0]).toMatchObject({ verified_flop_per_second: null, is_verified: false, created_at: NOW, suite_major: 0n });
    expect(runs[10]).toMatchObject({ is_verified: true, proof_links: 64n });
    expect(runs[10]?.['verified_flop_per_second']).toBe(VERIFIED.verified_flop_per_second);
    expect(runs.map(({ gpu }) => gpu)).toContain('=1+1');
    const { schema } = await parquetMetadataAsync(file);
    const verified = schema.find(({ name }) => name === 'verified_flop_per_second');
    expect(verified).toMatchObject({ type: 'DOUBLE', repetition_type: 'OPTIONAL' });
  });

  test('describes every column of every table with type and meaning', async () => {
    const { folder } = dumped;
    const { files } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
      files: Record<string, { properties: Record<string, { description: string }> }>;
    };
    for (const name of ['runs.csv', 'sizes.csv', 'devices.csv']) {
      const [header = []] = parseCsv(readFileSync(join(folder, name), 'utf8'));
      expect(Object.keys(files[name]?.properties ?? {})).toEqual(header);
      for (const { description } of Object.values(files[name]?.properties ?? {})) expect(description).toMatch(/\S/);
    }
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const { name } of RUN_COLUMNS) expect(readme).toContain(`| ${name} |`);
  });

  test('of an empty database is whole too, and loads', async () => {
    const { folder, manifest } = await dump(await openEmpty(sqliteKind()), temporaryFolder(), SUITE_VERSION, NOW);
    expect(manifest.counts.runs).toBe(0);
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'runs.parquet')) })).toEqual([]);
    expect(parseCsv(readFileSync(join(folder, 'runs.csv'), 'utf8'))).toEqual([RUN_COLUMNS.map(({ name }) => name)]);
    expect(await load(await openEmpty(sqliteKind()), folder, JUDGE)).toMatchObject({ runs: 0 });
  });

  test('that fails leaves the last one as the newest and nothing half-written', async () => {
    const folderOfDumps = temporaryFolder();
    const database = await openFilled();
    await dump(database, folderOfDumps, SUITE_VERSION, NOW);
    await database.queries.deleteFrom('documents').execute();
    await expect(dump(database, folderOfDumps, SUITE_VERSION, new Date(NOW.getTime() + 1))).rejects.toThrow(/has no document/);
    expect(readdirSync(folderOfDumps).toSorted()).toEqual(['2026-07-01T00-00-00.000Z', 'latest']);
  });
});

describe('a dump says one moment, though runs go meanwhile,', () => {
  async function moment(database: Database, remove: () => Promise<void>) {
    return withSnapshot(database, async (snapshot) => {
      const before = await snapshot.deviceCounts();
      await remove();
      const ids: string[] = [];
      for await (const { id } of snapshot.runs()) ids.push(id);
      expect(ids).toHaveLength(LISTED_RUNS);
      expect(await snapshot.deviceCounts()).toEqual(before);
    });
  }

  test('on sqlite', async () => {
    const folder = temporaryFolder();
    const database = openSqlite(folder);
    opened.push(database);
    await fill(database);
    await moment(database, async () => {
      const other = new DatabaseSync(join(folder, 'scalewall.sqlite'));
      other.exec('delete from device_counts; delete from runs;');
      other.close();
    });
    expect(await countsOf(database)).toEqual([]);
  });

  const postgresql = kinds.find(({ name }) => name === 'postgresql');
  test.skipIf(postgresql === undefined)('on postgresql', async () => {
    const database = await openFilled(postgresql);
    await moment(database, async () => {
      await database.queries.deleteFrom('device_counts').execute();
      await database.queries.deleteFrom('runs').execute();
    });
    expect(await countsOf(database)).toEqual([]);
  });
});

describe('a load is refused, with nothing stored,', () => {
  let original = '';
  let empty: Database | undefined;
  beforeAll(async () => {
    original = (await dump(await openFilled(), temporaryFolder(), SUITE_VERSION, NOW)).folder;
    empty = await openEmpty(sqliteKind());
  });

  async function refusal(spoil: (folder: string) => void, database?: Database): Promise<string> {
    const folder = join(temporaryFolder(), 'dump');
    cpSync(original, folder, { recursive: true });
    spoil(folder);
    const target = database ?? empty ?? (await openEmpty(sqliteKind()));
    const before = await target.queries.selectFrom('runs').select('id').execute();
    const message = await load(target, folder, JUDGE).then(
      () => 'loaded',
      (error: unknown) => (error instanceof Error ? `${error.constructor.name}: ${error.message}` : 'no error'),
    );
    expect(await target.queries.selectFrom('runs').select('id').execute()).toEqual(before);
    return message;
  }

  /** Edits a line of the runs and makes the checksums right again, as a forger would. */
  function forge(edit: (text: string) => string | undefined) {
    return (folder: string) => {
      const path = join(folder, 'runs.jsonl.gz');
      const lines = gunzipSync(readFileSync(path)).toString().split('\n');
      const place = lines.findIndex((line) => line.includes('"verified_flop_per_second"'));
      const edited = edit(lines[place] ?? '');
      lines.splice(place, 1, ...(edited === undefined ? [] : [edited]));
      writeFileSync(path, execFileSync('gzip', ['-c'], { input: lines.join('\n'), maxBuffer: 1e9 }));
      const names = [...DATA_FILES, 'manifest.json'];
      writeFileSync(join(folder, 'SHA256SUMS'), execFileSync('sha256sum', names, { cwd: folder }));
    };
  }

  test('into a database that is not empty', async () => {
    expect(await refusal(() => {}, await openFilled())).toMatch(/StartError: The database must be empty/);
  });

  test('where a file is not what its checksum says', async () => {
    expect(await refusal((folder) => writeFileSync(join(folder, 'sizes.csv'), 'x'))).toMatch(/StartError: sizes.csv .* checksum/);
  });

  test('where a run is missing, though every checksum is right', async () => {
    const withoutOne = forge(() => undefined);
    expect(await refusal(withoutOne)).toMatch(/StartError: The dump must hold 16 runs .* it holds 15/);
  });

  test('where a run stands twice, though every checksum is right', async () => {
    const doubled = forge((line) => `${line}\n${line}`);
    expect(await refusal(doubled)).toMatch(/StartError: The run [0-9a-f]{32} stands twice/);
  });

  test('where the folder is no dump', async () => {
    await expect(load(await openEmpty(sqliteKind()), temporaryFolder(), JUDGE)).rejects.toThrow(/no SHA256SUMS/);
  });

  test.each([
    [
      'a changed sample',
      (line: string) => line.replace('"duration_seconds":0.00', '"duration_seconds":0.01'),
      'digest of the run',
    ],
    ['another id', (line: string) => line.replace(/"id":"[0-9a-f]{32}"/, `"id":"${'0'.repeat(32)}"`), 'id of the run'],
    ['a faster proof', (line: string) => line.replace('"elapsed_seconds":0.1', '"elapsed_seconds":0.01'), 'proof shows'],
    ['a longer proof', (line: string) => line.replace('"links":64', '"links":128'), 'FLOP, not'],
    ['a key too many', (line: string) => line.replace('"standing"', '"more":1,"standing"'), 'more'],
    ['a key that parsing drops', (line: string) => line.replace('"standing"', '"__proto__":1,"standing"'), '__proto__'],
    ['a hidden run', (line: string) => line.replace('"standing":"listed"', '"standing":"hidden"'), 'standing'],
    ['a line that is no JSON', () => '{', 'Line 11'],
  ])('where a line has %s, though every checksum is right', async (_, edit, reason) => {
    const message = await refusal(forge(edit));
    expect(message).toMatch(/^StartError: Line 11 of runs.jsonl.gz is refused/);
    expect(message).toContain(reason);
  });
});

/** RFC 4180, without the mark that guards formulas. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows = text.split('\r\n').filter((row) => row !== '');
  return rows.map((row) =>
    [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      (quoted?.replaceAll('""', '"') ?? plain ?? '').replace(/^'(?=[=+\-@])/, ''),
    ),
  );
}

function asCell(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string'
    ? value
    : typeof value === 'bigint'
      ? value.toString()
      : JSON.stringify(value ?? '').replaceAll('"', '');
}
