// What watches and bounds all requests, put together: observer, health, connections. The application mounts it before all else.
import type { Hono, MiddlewareHandler } from 'hono';
import { Connections } from './connections.ts';
import { isSchemaCurrent } from './database/migrations.ts';
import type { Database } from './database/database.ts';
import { createHealth, Readiness } from './health.ts';
import type { Log } from './log.ts';
import { Metrics } from './metrics.ts';
import { observer } from './observer.ts';
import type { Settings } from './settings.ts';

/** What the application mounts, in this order. */
export interface Watch {
  readonly observe: MiddlewareHandler;
  readonly health: Hono;
  readonly guard: MiddlewareHandler;
}

export interface Operation {
  readonly watch: Watch;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly connections: Connections;
}

/** `judgeQueue` counts the proofs that wait. */
export function createOperation(settings: Settings, database: Database, log: Log, judgeQueue: () => number): Operation {
  const connections = new Connections(settings.MAX_CONNECTIONS);
  const metrics = new Metrics({ openConnections: () => connections.open, judgeQueue });
  const readiness = new Readiness({
    isSchemaCurrent: async () => {
      database.assertDurable();
      return isSchemaCurrent(database);
    },
    onDatabaseError: (error) => {
      metrics.databaseError();
      log.write('warn', `not ready, as the database fails: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
  return {
    watch: {
      observe: observer(log, metrics),
      health: createHealth(readiness),
      guard: connections.guard(() => readiness.isStopping),
    },
    readiness,
    metrics,
    connections,
  };
}
