// The running service: database, application and sockets, started and stopped as one.
import { createAdaptorServer } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createApp } from './app.ts';
import { ChallengeStore } from './challenge-store.ts';
import { clientAddress, clientKey } from './client-address.ts';
import { ladderComposition } from './composition.ts';
import { serverOptions } from './connections.ts';
import { migrate } from './database/migrations.ts';
import { openPostgresql } from './database/postgresql.ts';
import { openSqlite } from './database/sqlite.ts';
import { ExaminerPool } from './examiner-pool.ts';
import { DumpShelf } from './published-dump.ts';
import type { Log } from './log.ts';
import { serveMetrics } from './metrics-server.ts';
import { createOperation } from './operation.ts';
import { ProofJudge } from './proof-judge.ts';
import { PROOF_RANDOM } from './proof-random.ts';
import { forgetLimits } from './limit-counts.ts';
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
  /** Where the metrics are; undefined where they are off. */
  readonly metricsAddress: string | undefined;
  /** Turns readiness off, takes no new connections, ends open requests (at most STOP_MILLISECONDS long), then the database. */
  stop(): Promise<void>;
}

interface Closing {
  close(): Promise<void>;
}

/** Clients aim at two to four. */
const LEAST_PROOF_SECONDS = 1;
const STOP_MILLISECONDS = 5_000;

/** Throws StartError for whatever the operator can mend, with nothing left open. */
export async function startService(settings: Settings, suite: Suite, log: Log): Promise<Service> {
  /** In the order of their making; closed in the reverse. */
  const opened: Closing[] = [];
  try {
    const database =
      settings.DATABASE_URL === undefined
        ? openSqlite(resolve(settings.DATA_DIR))
        : await openPostgresql(settings.DATABASE_URL, (line) => log.write('warn', line));
    opened.push(database);
    await migrate(database);
    await forgetLimits(database);
    const judge = new ProofJudge();
    opened.push(judge);
    const operation = createOperation(settings, database, log, () => judge.waiting);
    const examiners = new ExaminerPool();
    opened.push(examiners);
    const address = { text: '' };
    const app = createApp({
      runs: new RunStore(database),
      devices: new DeviceStore(database),
      publicLog: new LogStore(database),
      summarise: suite.summarise,
      knowledge: { suiteVersions: [suite.version], composition: ladderComposition },
      limit: new RequestLimit({ database, kind: 'submissions', most: settings.SUBMISSIONS_PER_MINUTE }),
      challenges: new ChallengeStore(database),
      judge,
      proofRandom: PROOF_RANDOM,
      leastProofSeconds: LEAST_PROOF_SECONDS,
      challengeLimit: new RequestLimit({ database, kind: 'challenges', most: settings.CHALLENGES_PER_MINUTE }),
      publicUrl: () => settings.PUBLIC_URL ?? address.text,
      now: () => new Date(),
      clientOf: (context) => clientOf(context, settings),
      suiteVersion: suite.version,
      dumps: new DumpShelf(settings.DUMP_DIR === undefined ? undefined : resolve(settings.DUMP_DIR)),
      distFolder: resolve(settings.PAGE_DIR),
      log: (line, request) => log.write('error', line, request),
      watch: operation.watch,
      examiners,
    });
    const server = createAdaptorServer({ fetch: app.fetch, serverOptions: serverOptions(settings) }) as Server;
    operation.connections.watch(server, operation.metrics);
    const { METRICS_PORT: port } = settings;
    const metrics =
      port === undefined ? undefined : await serveMetrics(operation.metrics, port, settings.METRICS_HOST ?? '127.0.0.1');
    if (metrics !== undefined) opened.push(metrics);
    address.text = await listen(server, settings);
    const stop = async () => {
      operation.readiness.stop();
      await stopListening(server);
      await closeAll(opened);
    };
    let stopped: Promise<void> | undefined;
    return { address: address.text, metricsAddress: metrics?.address, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

function clientOf(context: Context, { TRUSTED_PROXIES, FORWARDED_HEADER = 'X-Forwarded-For' }: Settings): string {
  const peer = getConnInfo(context).remote.address ?? '';
  if (TRUSTED_PROXIES === undefined) return clientKey(peer);
  return clientAddress(peer, context.req.header(FORWARDED_HEADER) ?? '', FORWARDED_HEADER, TRUSTED_PROXIES);
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

async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  // A connection that answers its last request now turns idle only later.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const impatience = setTimeout(() => server.closeAllConnections(), STOP_MILLISECONDS);
  await closed;
  clearInterval(idle);
  clearTimeout(impatience);
}

async function closeAll(opened: readonly Closing[]): Promise<void> {
  for (const one of opened.toReversed()) await one.close();
}
