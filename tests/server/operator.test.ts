// The operator's command on both databases, beside an open one as beside a running server; backup, restore, check and copy.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { submittedSchema } from '../../src/contract/api.ts';
import { operate } from '../../src/operator/operate.ts';
import { fingerprints } from '../../src/operator/fingerprint.ts';
import type { Database } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { openPostgresql } from '../../src/server/database/postgresql.ts';
import { openSqlite } from '../../src/server/database/sqlite.ts';
import { compressDocument } from '../../src/server/document.ts';
import { RunStore } from '../../src/server/run-store.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { openApplication, submissionOf } from './application.ts';
import { plantedRow } from './planted-row.ts';
import { findPostgresql, startPostgresql, type PostgresqlServer } from './postgresql.ts';
import { temporaryFolder } from './temporary-folder.ts';

const NOW = new Date('2026-07-01T00:00:00.000Z');
const ID = 'a'.repeat(32);

type Environment = Readonly<Record<string, string>>;
interface Ended {
  readonly exit: string;
  readonly text: string;
}

async function run(environment: Environment, ...argv: readonly string[]): Promise<Ended> {
  const lines: string[] = [];
  const add = (line: string) => lines.push(line);
  const exit = await operate(argv, environment, { say: add, complain: add });
  return { exit, text: lines.join('\n') };
}

/** Runs with documents that are submissions, one of them held. */
async function plant(database: Database, count = 12): Promise<RunStore> {
  await migrate(database);
  const runs = new RunStore(database);
  const text = JSON.stringify(submissionOf(buildRun()));
  for (let index = 0; index < count; index++)
    await runs.add(plantedRow({ gpu: `gpu ${index % 3}`, verified_flop_per_second: index % 2 ? null : 1e12 }), text, NOW);
  await runs.add(plantedRow({ id: ID, gpu: 'gpu held', standing: 'held', reason: 'Too steady.' }), text, NOW);
  return runs;
}

const binaries = findPostgresql();
let server: PostgresqlServer | undefined;
beforeAll(async () => {
  if (binaries !== undefined) server = await startPostgresql(binaries);
}, 60_000);
afterAll(() => server?.stop(), 60_000);

async function openPlanted(
  kind: 'sqlite' | 'postgresql',
): Promise<{ readonly environment: Environment; readonly database: Database }> {
  const folder = temporaryFolder();
  const url = kind === 'postgresql' ? await server?.createDatabase() : undefined;
  const database = url === undefined ? openSqlite(folder) : await openPostgresql(url, () => {});
  onTestFinished(() => database.close().catch(() => {}));
  await plant(database);
  return { environment: url === undefined ? { DATA_DIR: folder } : { DATABASE_URL: url }, database };
}

for (const kind of ['sqlite', 'postgresql'] as const) {
  const isMissing = kind === 'postgresql' && binaries === undefined;
  describe.skipIf(isMissing)(`on ${kind}${isMissing ? ' is skipped: not installed (no initdb found)' : ''}`, () => {
    test('a held run is reviewed, shown, restored, hidden and logged while the server has the database open', async () => {
      const { environment, database } = await openPlanted(kind);
      const runs = new RunStore(database);
      expect((await run(environment, 'review')).text).toMatch(new RegExp(`${ID} .* gpu held\\n  Too steady\\.$`));
      expect((await run(environment, 'show', `https://scalewall.example/runs/${ID}`)).text).toContain('held: Too steady.');
      expect(await run(environment, 'restore', ID, '--reason', 'A steady clock.')).toEqual({
        exit: 'done',
        text: `Run ${ID} is restored.`,
      });
      expect(await runs.count()).toBe(13);
      expect(await run(environment, 'hide', ID, '--reason=Not a run.')).toMatchObject({ exit: 'done' });
      expect(await runs.count()).toBe(12);
      expect((await run(environment, 'review')).text).toBe('No run is held.');
      const { text } = await run(environment, 'log', '--limit', '2');
      expect(text.split('\n').map((line) => line.slice(18))).toEqual([
        `hidden    ${ID}  Not a run.`,
        `restored  ${ID}  A steady clock.`,
      ]);
      expect(await run(environment, 'hide', 'f'.repeat(32), '--reason', 'x')).toMatchObject({ exit: 'notFound' });
      expect(await run(environment, 'show', 'f'.repeat(32))).toMatchObject({ exit: 'notFound' });
    });

    test('the check finds counts that differ from the rows and documents that are missing, and mends the counts', async () => {
      const { environment, database } = await openPlanted(kind);
      expect(await run(environment, 'check')).toMatchObject({ exit: 'done' });
      await database.queries
        .updateTable('device_counts')
        .set({ runs: sql`runs + 1` })
        .where('gpu', '=', 'gpu 1')
        .execute();
      await database.queries.updateTable('devices').set({ runs: 99 }).where('gpu', '=', 'gpu 2').execute();
      await sql`insert into devices (gpu, suite_major, population, runs, changes) values ('ghost', 0, 'verified', 3, 1)`.execute(
        database.queries,
      );
      const found = await run(environment, 'check');
      expect(found.exit).toBe('faults');
      expect(found.text).toContain('ghost, verified, major 0: the rows give 0');
      expect(found.text).toContain('gpu 2, unverified, major 0: the rows give 2');
      if (kind === 'sqlite') {
        expect((await run(environment, 'check', '--repair')).text).toContain('is in use by another Scalewall server');
        await database.close();
      }
      expect(await run(environment, 'check', '--repair')).toMatchObject({ exit: 'done' });
      expect(await run(environment, 'check')).toMatchObject({
        exit: 'done',
        text: expect.stringContaining('13 runs were checked'),
      });
    });

    test('the check finds a document that is missing, and with --documents one that is not its run’s', async () => {
      const { environment, database } = await openPlanted(kind);
      const digests = await run(environment, 'check', '--documents');
      expect(digests.text).toContain(`the document ${ID} holds another run: ${submissionOf(buildRun()).digest.slice(7, 39)}`);
      const application = await openApplication(database);
      const { id } = submittedSchema.parse(await (await application.submit(submissionOf(buildRun()))).json());
      expect((await run(environment, 'check', '--documents')).text).not.toContain(`the document ${id}`);
      await database.queries
        .updateTable('documents')
        .set({ sizes: compressDocument('[]') })
        .where('id', '=', id)
        .execute();
      const sizes = await run(environment, 'check', '--documents');
      expect(sizes.text).toContain(`the document ${id} has other sizes beside it than in it`);
      await database.queries.deleteFrom('documents').where('id', '=', ID).execute();
      expect(await run(environment, 'check')).toMatchObject({
        exit: 'faults',
        text: expect.stringContaining(`run ${ID} has no document`),
      });
    });
  });
}

describe('backup and restore', () => {
  test('a backup is taken while runs are added, is sound, and holds what was committed before it began', async () => {
    const { environment, database } = await openPlanted('sqlite');
    const runs = new RunStore(database);
    const file = join(temporaryFolder(), 'backup.sqlite');
    const adding = Promise.all(Array.from({ length: 100 }, () => runs.add(plantedRow(), '{}', NOW)));
    const taken = await run(environment, 'backup', file);
    await adding;
    expect(taken).toMatchObject({ exit: 'done', text: expect.stringMatching(/ runs, sound\.$/) });
    expect(await run(environment, 'backup', file)).toMatchObject({
      exit: 'usage',
      text: expect.stringContaining('never overwrites'),
    });
    const folder = temporaryFolder();
    expect(await run({ DATA_DIR: folder }, 'restore-backup', file)).toMatchObject({ exit: 'done' });
    expect(await run({ DATA_DIR: folder }, 'check')).toMatchObject({ exit: 'done' });
    expect(await run({ DATA_DIR: folder }, 'show', ID)).toMatchObject({ exit: 'done' });
  });

  test('a restore refuses while a server runs, puts the backup in place and keeps what was there', async () => {
    const { environment, database } = await openPlanted('sqlite');
    const file = join(temporaryFolder(), 'backup.sqlite');
    await run(environment, 'backup', file);
    const before = await fingerprints(database.queries);
    await new RunStore(database).add(plantedRow(), '{}', NOW);
    const after = await fingerprints(database.queries);
    expect(await run(environment, 'restore-backup', file)).toMatchObject({
      exit: 'usage',
      text: expect.stringContaining('is in use'),
    });
    await database.close();
    const restored = await run(environment, 'restore-backup', file);
    expect(restored.exit).toBe('done');
    const folder = environment['DATA_DIR'] ?? '';
    const kept = readdirSync(folder).find((name) => name.includes('.before-')) ?? '';
    const contentOf = async (name: string) => {
      const place = temporaryFolder();
      copyFileSync(join(folder, name), join(place, 'scalewall.sqlite'));
      const opened = openSqlite(place);
      const found = await fingerprints(opened.queries);
      await opened.close();
      return found;
    };
    expect(await contentOf('scalewall.sqlite')).toEqual(before);
    expect(await contentOf(kept)).toEqual(after);
  });

  test.each([
    ['no file', () => join(temporaryFolder(), 'none')],
    ['a text', () => write('not a database, although long enough to be taken for one'.repeat(40))],
    ['a truncated database', () => truncatedBackup()],
  ])('%s is not restored, and the database stays', async (_, make) => {
    const { environment, database } = await openPlanted('sqlite');
    await database.close();
    const file = await make();
    expect(await run(environment, 'restore-backup', file)).toMatchObject({
      exit: 'usage',
      text: expect.stringMatching(/FILE must be/),
    });
    expect(await run(environment, 'check')).toMatchObject({ exit: 'done' });
  });

  test('a damaged database ends the start in one line that says what to do, and its backup brings it back', async () => {
    const { environment, database } = await openPlanted('sqlite');
    const backup = join(temporaryFolder(), 'backup.sqlite');
    await run(environment, 'backup', backup);
    await database.close();
    const folder = environment['DATA_DIR'] ?? '';
    const file = join(folder, 'scalewall.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096 * 2, 4096 * 12);
    writeFileSync(file, bytes);
    expect(() => openSqlite(folder)).toThrow(
      /^The database .*scalewall\.sqlite is damaged: .+\. Restore a backup: npm run operator -- restore-backup FILE\.$/,
    );
    expect((await run(environment, 'check')).exit).not.toBe('done');
    expect(await run(environment, 'restore-backup', backup)).toMatchObject({ exit: 'done' });
    expect(await run(environment, 'check')).toMatchObject({ exit: 'done' });
    const reopened = openSqlite(folder);
    expect(await new RunStore(reopened).count()).toBe(12);
    await reopened.close();
  });

  function write(text: string): string {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, text);
    return file;
  }

  async function truncatedBackup(): Promise<string> {
    const { environment } = await openPlanted('sqlite');
    const file = join(temporaryFolder(), 'backup.sqlite');
    await run(environment, 'backup', file);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 3 * 4096));
    return file;
  }
});

describe.skipIf(binaries === undefined)(
  `copy${binaries === undefined ? ' is skipped: PostgreSQL is not installed (no initdb found)' : ''}`,
  () => {
    test('PostgreSQL holds the same afterwards, row for row; again after changes; and after a copy that was cut off', async () => {
      const { environment, database } = await openPlanted('sqlite');
      const runs = new RunStore(database);
      const url = (await server?.createDatabase()) ?? '';
      const first = await run(environment, 'copy', '--to', url);
      expect(first).toMatchObject({ exit: 'done', text: expect.stringContaining('A server runs on the source') });
      await runs.setStanding(ID, { standing: 'hidden', reason: 'Later.', action: 'hidden' });
      await runs.add(plantedRow({ gpu: 'gpu later' }), '{}', NOW);
      const target = await openPostgresql(url, () => {});
      onTestFinished(() => target.close());
      // As if the first copy had ended early.
      const { id } = await target.queries.selectFrom('runs').selectAll().where('gpu', '=', 'gpu 1').executeTakeFirstOrThrow();
      await new RunStore(target).setStanding(id, { standing: 'hidden', reason: 'Gone astray.', action: 'hidden' });
      await target.queries.deleteFrom('log').execute();
      await database.close();
      const second = await run(environment, 'copy', '--to', url);
      expect(second).toMatchObject({ exit: 'done', text: expect.stringContaining('14 runs read, 3 written.') });
      expect(second.text).toContain('Both hold the same.');
      const source = openSqlite(environment['DATA_DIR'] ?? '');
      onTestFinished(() => source.close());
      expect(await fingerprints(target.queries)).toEqual(await fingerprints(source.queries));
      expect(await run({ DATABASE_URL: url }, 'check')).toMatchObject({ exit: 'done' });
      // The comparison can fail.
      await target.queries.updateTable('runs').set({ browser: 'Other 1' }).where('id', '=', ID).execute();
      expect(await fingerprints(target.queries)).not.toEqual(await fingerprints(source.queries));
    });
  },
);

describe('usage', () => {
  test.each([
    [['reviw'], 'There is no verb "reviw"; there are review, show,'],
    [['hide', ID], '--reason is needed'],
    [['hide', 'x', '--reason', 'y'], 'ID must be'],
    [['review', '--limt', '3'], 'review has no flag --limt.'],
    [['review', '--limit', '0'], '--limit must be a whole number'],
    [['log', 'everything'], 'log takes no words; found everything.'],
    [['backup'], 'backup takes FILE; found none.'],
    [['copy', '--to', 'mysql://x'], '--to must be a URL such as postgresql'],
    [['review'], 'must be the folder of a database'],
  ])('%j is refused with what was found', async (words, text) => {
    expect(await run({ DATA_DIR: temporaryFolder() }, ...words)).toEqual({ exit: 'usage', text: expect.stringContaining(text) });
  });

  test('npm run operator’s process prints the help, and exits with the code of how it ended', () => {
    const start = (...words: readonly string[]) =>
      execFileSync(process.execPath, ['--import', './scripts/wgsl-hook.mjs', 'src/operator/main.ts', ...words], {
        env: { PATH: process.env['PATH'], DATA_DIR: temporaryFolder() },
        stdio: 'pipe',
        encoding: 'utf8',
      });
    expect(start('--help')).toContain('  restore-backup FILE ');
    expect(() => start('review')).toThrow(
      expect.objectContaining({ status: 2, stderr: expect.stringMatching(/^operator: .*\n$/) }),
    );
  });

  test('a database with older tables is left alone, with the advice to start the server', async () => {
    const folder = temporaryFolder();
    const database = openSqlite(folder);
    await database.close();
    expect(existsSync(join(folder, 'scalewall.sqlite'))).toBe(true);
    expect((await run({ DATA_DIR: folder }, 'review')).text).toContain('it has none: start the server once.');
  });
});
