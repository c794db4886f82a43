// Databases in trouble: full, moved away, stopped. Submissions are refused, reads that can go on do, nothing is half-stored.
import { globSync, renameSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorSchema, runListSchema } from '../../src/contract/api.ts';
import { openPostgresql } from '../../src/server/database/postgresql.ts';
import { openSqlite, openSqliteBeside } from '../../src/server/database/sqlite.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { openApplication, submissionOf } from './application.ts';
import { findPostgresql, startPostgresql, type PostgresqlServer } from './postgresql.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function expectUnavailable(answer: Response): Promise<void> {
  expect(answer.status).toBe(503);
  expect(errorSchema.parse(await answer.json()).error).toMatchObject({
    code: 'storage-unavailable',
    message: expect.stringContaining('nothing was stored'),
  });
}

describe('SQLite', () => {
  test('a full disk refuses submissions, keeps what is stored readable, and recovers', async () => {
    const database = openSqlite(temporaryFolder());
    const application = await openApplication(database);
    const [first, second] = [submissionOf(buildRun({ seed: 1 })), submissionOf(buildRun({ seed: 2 }))];
    await application.submit(first);
    // SQLite answers SQLITE_FULL at this limit as it does when the disk has no more pages.
    const limit = async (pages: number) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(database.queries);
    await limit(1);
    await expectUnavailable(await application.submit(second));
    const list = runListSchema.parse(await (await application.request('/api/v1/runs')).json());
    expect(list.runs.map(({ id }) => id)).toEqual([first.digest.slice(7, 39)]);
    expect((await application.request(`/api/v1/runs/${first.digest.slice(7, 39)}`)).status).toBe(200);
    await limit(1_000_000);
    expect((await application.submit(second)).status).toBe(201);
    await database.close();
  });

  test('a database file that was moved away under the service takes no more submissions', async () => {
    const folder = temporaryFolder();
    const database = openSqlite(folder);
    const application = await openApplication(database);
    renameSync(join(folder, 'scalewall.sqlite'), join(folder, 'elsewhere.sqlite'));
    await expectUnavailable(await application.submit(submissionOf(buildRun())));
    expect(application.log.join()).toContain('was moved, deleted or replaced');
    await database.close();
  });

  test('a write waits for another process’s short transaction, and the process goes on meanwhile', async () => {
    const folder = temporaryFolder();
    const database = openSqlite(folder);
    const application = await openApplication(database);
    const beside = openSqliteBeside(folder);
    const order: string[] = [];
    const operator = beside.queries.transaction().execute(async () => {
      order.push('begun');
      await pause(600);
      order.push('done');
    });
    await expect.poll(() => order).toEqual(['begun']);
    const answer = await application.submit(submissionOf(buildRun()));
    expect(answer.status).toBe(201);
    expect(order).toEqual(['begun', 'done']);
    await operator;
    await beside.close();
    await database.close();
  });

  test('writes reach the disk before they return: WAL with full synchronisation', async () => {
    const database = openSqlite(temporaryFolder());
    const pragma = async (name: string) =>
      (await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(database.queries)).rows[0];
    expect(await pragma('journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(await pragma('synchronous')).toEqual({ synchronous: 2 });
    await database.close();
  });
});

const binaries = findPostgresql();
describe.skipIf(binaries === undefined)(
  `PostgreSQL${binaries === undefined ? ' is skipped: not installed (no initdb found)' : ''}`,
  () => {
    test('a server that stops under the service makes submissions and lists 503, and the page goes on', async () => {
      const server = await startPostgresql(binaries ?? '');
      const logged: string[] = [];
      const database = await openPostgresql(await server.createDatabase(), (line) => logged.push(line));
      const application = await openApplication(database);
      expect((await application.submit(submissionOf(buildRun({ seed: 1 })))).status).toBe(201);
      await server.stop();
      await expectUnavailable(await application.submit(submissionOf(buildRun({ seed: 2 }))));
      await expectUnavailable(await application.request('/api/v1/runs'));
      expect((await application.request('/results')).status).toBe(200);
      await database.close();
      expect(logged.join()).toContain('a database connection ended');
    }, 60_000);
  },
);

describe.skipIf(binaries === undefined)(
  `connections to PostgreSQL${binaries === undefined ? ' are skipped: not installed (no initdb found)' : ''}`,
  () => {
    let server: PostgresqlServer | undefined;
    beforeAll(async () => {
      server = await startPostgresql(binaries ?? '');
    }, 60_000);
    afterAll(() => server?.stop(), 60_000);
    const databaseUrl = async () => (await server?.createDatabase()) ?? '';

    test('one that ends between two statements of a transaction fails the transaction, and nothing else', async () => {
      const database = await openPostgresql(await databaseUrl(), () => {});
      const own = sql<{ readonly pid: number }>`select pg_backend_pid() as pid`;
      const cut = database.queries.transaction().execute(async (transaction) => {
        const pid = (await own.execute(transaction)).rows[0]?.pid;
        await sql`select pg_terminate_backend(${pid})`.execute(database.queries);
        // Time for the news to arrive while no statement waits for it.
        await pause(200);
        return own.execute(transaction);
      });
      await expect(cut).rejects.toThrow(/terminat|not queryable/i);
      expect((await own.execute(database.queries)).rows).toHaveLength(1);
      await database.close();
    });

    test('those that a network swallows cost their time once; new ones serve again', async () => {
      const { url, freeze, close } = await relay(new URL(await databaseUrl()));
      const database = await openPostgresql(url, () => {}, { statementMilliseconds: 300 });
      const ask = () => sql`select 1`.execute(database.queries);
      await Promise.all([ask(), ask()]);
      freeze();
      const outcomes = await Promise.allSettled([ask(), ask(), database.queries.transaction().execute(() => ask())]);
      expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
      for (let again = 0; again < 5; again++) expect((await ask()).rows).toHaveLength(1);
      await database.close();
      close();
    });
  },
);

/** A way to the same database whose present connections can be made to swallow everything without ending. */
async function relay(to: URL): Promise<{ readonly url: string; freeze(): void; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    near.pipe(far).pipe(near);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(to);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    freeze: () => sockets.forEach((socket) => socket.unpipe().pause()),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('PostgreSQL is found wherever its server is installed, so that it is never skipped there', () => {
  const servers = globSync('/usr/lib/postgresql/*/bin/postgres');
  expect(servers.length === 0 || servers.includes(join(binaries ?? 'nowhere', 'postgres'))).toBe(true);
});
