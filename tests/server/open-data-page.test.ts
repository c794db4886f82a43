// What docs/open-data.md shows of reading a dump, run as it stands there; and the verbs that it names.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { operate } from '../../src/operator/operate.ts';
import { openSqlite } from '../../src/server/database/sqlite.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { RunStore } from '../../src/server/run-store.ts';
import { rowOf } from '../../src/server/run-row.ts';
import { idOf } from '../../src/server/validate.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { NOW, submissionOf } from './application.ts';
import { fill, LISTED_RUNS, NAMES, VERIFIED_RUNS } from './open-data.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const data = join(folder, 'data');
const dumps = join(folder, 'dumps');
/** A folder with a dump's files and a package, as a reader has it. */
const reader = join(folder, 'reader');

async function run(environment: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const lines: string[] = [];
  const add = (line: string) => lines.push(line);
  const exit = await operate(argv, environment, { say: add, complain: add });
  return { exit, text: lines.join('\n') };
}

let dumped: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  const database = openSqlite(data);
  await fill(database);
  // The database is open, as under a running server.
  dumped = await run({ DATA_DIR: data }, 'dump', dumps);
  await database.close();
  mkdirSync(reader);
  cpSync(realpathSync(join(dumps, 'latest')), reader, { recursive: true });
  symlinkSync(resolve('node_modules'), join(reader, 'node_modules'));
});

const snippets = [...readFileSync('docs/open-data.md', 'utf8').matchAll(/```js\n([^]*?)```/g)].map(([, code = '']) => code);

function runSnippet(code: string): readonly string[] {
  writeFileSync(join(reader, 'snippet.mjs'), code);
  const text = execFileSync(process.execPath, ['snippet.mjs'], { cwd: reader, encoding: 'utf8' });
  return text.trimEnd().split('\n');
}

test('the two snippets of the page read the dump as they stand there', () => {
  expect(snippets).toHaveLength(2);
  const [jsonLines = '', parquet = ''] = snippets;
  const counts = runSnippet(jsonLines);
  expect(counts).toContain(`${VERIFIED_RUNS} × plain GPU, verified, suite ${SUITE_VERSION}`);
  expect(counts).toContain('1 × plain GPU, unverified, suite 0.1.0');
  expect(counts).toHaveLength(NAMES.length + 2);
  const rates = runSnippet(parquet);
  expect(rates).toHaveLength(LISTED_RUNS);
  expect(rates.filter((line) => /^verified plain GPU: [\d.]+ tokens\/s$/.test(line))).toHaveLength(VERIFIED_RUNS);
});

test('dump says what it wrote, and where, beside an open database', () => {
  expect(dumped.exit).toBe('done');
  expect(dumped.text).toContain(`${LISTED_RUNS} runs, ${VERIFIED_RUNS} of them verified.`);
});

test('dump refuses a place where no folder can be, with one line', async () => {
  const ended = await run({ DATA_DIR: data }, 'dump', join(dumps, 'latest', 'runs.csv', 'below'));
  expect(ended).toEqual({ exit: 'usage', text: expect.stringContaining('must be a folder to write in') as string });
});

test('load makes a database, and refuses to load into it again', async () => {
  const copy = join(folder, 'copy');
  const loaded = await run({ DATA_DIR: copy }, 'load', join(dumps, 'latest'));
  expect(loaded).toEqual({
    exit: 'done',
    text: `${LISTED_RUNS} runs and 3 log entries loaded; every document has its digest.`,
  });
  expect(await run({ DATA_DIR: copy }, 'check')).toMatchObject({ exit: 'done' });
  const again = await run({ DATA_DIR: copy }, 'load', join(dumps, 'latest'));
  expect(again).toEqual({ exit: 'usage', text: expect.stringContaining('must be empty') as string });
});

test('load names what this version would not list today, and loads it', async () => {
  const old = join(folder, 'old');
  const database = openSqlite(old);
  await migrate(database);
  const honest = submissionOf(buildRun());
  const doubtful = { ...honest, summary: { ...honest.summary, launch_seconds: { value: 1, low: 1, high: 1 } } };
  const id = idOf(doubtful.digest);
  await new RunStore(database).add(rowOf(id, doubtful), JSON.stringify(doubtful), NOW);
  await database.close();
  await run({ DATA_DIR: old }, 'dump', join(folder, 'old-dumps'));
  const loaded = await run({ DATA_DIR: join(folder, 'new') }, 'load', join(folder, 'old-dumps', 'latest'));
  expect(loaded.exit).toBe('done');
  expect(loaded.text).toContain(
    `${id} is loaded, though a new submission like it would not be listed: The summary does not follow`,
  );
});
