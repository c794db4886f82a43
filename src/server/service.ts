// The running service: database, application and socket, started and stopped as one.
import { createAdaptorServer } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createApp } from './app.ts';
import { ladderComposition } from './composition.ts';
import type { Database } from './database/database.ts';
import { migrate } from './database/migrations.ts';
import { openPostgresql } from './database/postgresql.ts';
import { openSqlite } from './database/sqlite.ts';
import { RequestLimit } from './request-limit.ts';
import { DeviceStore } from './device-store.ts';
import { LogStore } from './log-store.ts';
import { RunStore } from './run-store.ts';
import type { Settings } from './settings.ts';
import { StartError } from './start-error.ts';
import type { Summarise } from './validate.ts';

/** What the suite of this checkout brings. */
export interface Suite {
  readonly version: string;
  readonly summarise: Summarise;
}

export interface Service {
  /** Where it listens, e.g. `http://127.0.0.1:8711`. */
  readonly address: string;
  /** Ends open requests (at most STOP_MILLISECONDS long), then the database. */
  stop(): Promise<void>;
}

const STOP_MILLISECONDS = 5_000;

/** Throws StartError for whatever the operator can mend, with nothing left open. */
export async function startService(settings: Settings, suite: Suite, log: (line: string) => void): Promise<Service> {
  const database =
    settings.DATABASE_URL === undefined
      ? openSqlite(resolve(settings.DATA_DIR))
      : await openPostgresql(settings.DATABASE_URL, log);
  try {
    await migrate(database);
    const address = { text: '' };
    const app = createApp({
      runs: new RunStore(database),
      devices: new DeviceStore(database),
      publicLog: new LogStore(database),
      summarise: suite.summarise,
      knowledge: { suiteVersions: [suite.version], composition: ladderComposition },
      limit: new RequestLimit({ database, kind: 'submissions', most: settings.SUBMISSIONS_PER_MINUTE }),
      publicUrl: () => settings.PUBLIC_URL ?? address.text,
      now: () => new Date(),
      clientOf: (context) => getConnInfo(context).remote.address ?? '',
      suiteVersion: suite.version,
      distFolder: resolve(settings.PAGE_DIR),
      log,
    });
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    address.text = await listen(server, settings);
    return { address: address.text, stop: () => stop(server, database) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function listen(server: Server, { PORT, HOST }: Settings): Promise<string> {
  return new Promise((resolveAddress, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? `port ${PORT} is in use` : error.message;
      reject(
        new StartError(`PORT and HOST must be an address to listen on; ${HOST}:${PORT} is not: ${reason}.`, { cause: error }),
      );
    });
    server.listen(PORT, HOST, () => {
      const { port } = server.address() as AddressInfo;
      resolveAddress(`http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`);
    });
  });
}

async function stop(server: Server, database: Database): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  // A connection that answers its last request now turns idle only later.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const impatience = setTimeout(() => server.closeAllConnections(), STOP_MILLISECONDS);
  await closed;
  clearInterval(idle);
  clearTimeout(impatience);
  await database.close();
}
