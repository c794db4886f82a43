// Liveness and readiness, for whoever starts, stops and balances servers. The API's own /health is for clients.
import { Hono } from 'hono';

/** Why the service should get no requests now. */
export type Unready = 'stopping' | 'database' | 'schema';

/** An answer is kept this long, so that asking cannot load the database. */
const KEPT_MILLISECONDS = 1_000;
const PATIENCE_MILLISECONDS = 2_000;
const NOT_KEPT = { 'Cache-Control': 'no-store' };

export interface ReadinessParts {
  /** Whether the schema is this version's. Rejects where the database does not answer. */
  readonly isSchemaCurrent: () => Promise<boolean>;
  readonly onDatabaseError: (error: unknown) => void;
}

export class Readiness {
  readonly #parts: ReadinessParts;
  #isStopping = false;
  #answer: Promise<Unready | undefined> | undefined;
  #until = 0;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Undefined where the service is ready. */
  async whyNot(): Promise<Unready | undefined> {
    if (this.#isStopping) return 'stopping';
    if (this.#answer === undefined || performance.now() > this.#until) {
      this.#answer = this.#ask();
      this.#until = performance.now() + KEPT_MILLISECONDS;
    }
    return this.#answer;
  }

  async #ask(): Promise<Unready | undefined> {
    const impatience = Promise.withResolvers<never>();
    const timer = setTimeout(() => impatience.reject(new Error('no answer in time')), PATIENCE_MILLISECONDS);
    try {
      return (await Promise.race([this.#parts.isSchemaCurrent(), impatience.promise])) ? undefined : 'schema';
    } catch (error) {
      this.#parts.onDatabaseError(error);
      return 'database';
    } finally {
      clearTimeout(timer);
    }
  }
}

/** `/healthz`: the process answers. `/readyz`: 200 where it can serve, else 503 with the reason. */
export function createHealth(readiness: Readiness): Hono {
  const app = new Hono();
  app.get('/healthz', (context) => context.json({ status: 'ok' }, 200, NOT_KEPT));
  app.get('/readyz', async (context) => {
    const reason = await readiness.whyNot();
    if (reason === undefined) return context.json({ status: 'ready' }, 200, NOT_KEPT);
    return context.json({ status: 'unready', reason }, 503, { ...NOT_KEPT, 'Retry-After': '5' });
  });
  for (const path of ['/healthz', '/readyz'])
    app.all(path, (context) => context.text('Only GET and HEAD\n', 405, { Allow: 'GET, HEAD' }));
  return app;
}
