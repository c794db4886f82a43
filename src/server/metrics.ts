// What Prometheus reads: requests, submissions, proofs, queue, database errors, connections, and the process itself.
// Labels come from the code alone: routes as they are written, classes of status, codes of contract/api.ts.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the gauges look up when they are read. */
export interface Gauges {
  readonly openConnections: () => number;
  /** Proofs that wait to be judged, and those being judged. */
  readonly judgeQueue: () => number;
}

export interface ObservedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** Code of contract/api.ts, where the request was refused. */
  readonly code: string | undefined;
}

/** Up to what a submission may take; requests beyond the last bound are counted all the same. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']);
const SUBMISSIONS = '/api/v1/runs';
const OPENINGS = '/api/v1/challenges/:id/opening';

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #submissions: Counter<'outcome'>;
  readonly #proofs: Counter<'outcome'>;
  readonly #databaseErrors: Counter;
  readonly #connectionErrors: Counter<'reason'>;

  constructor(gauges: Gauges) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'scalewall_http_request_duration_seconds',
      help: 'From the head of the request to the end of the answer, by method, route and class of status',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#submissions = new Counter({
      name: 'scalewall_submissions_total',
      help: 'Submitted results: stored, or the code of the refusal',
      labelNames: ['outcome'],
      registers,
    });
    this.#proofs = new Counter({
      name: 'scalewall_proofs_total',
      help: 'Opened proofs: held, or the code of the refusal',
      labelNames: ['outcome'],
      registers,
    });
    this.#databaseErrors = new Counter({
      name: 'scalewall_database_errors_total',
      help: 'Requests and checks that failed because the database did',
      registers,
    });
    this.#connectionErrors = new Counter({
      name: 'scalewall_connection_errors_total',
      help: 'Connections ended by the service before a whole request: timeout, overflow, malformed, full',
      labelNames: ['reason'],
      registers,
    });
    this.#registry.registerMetric(gauge('scalewall_judge_queue', 'Proofs waiting for or under judgement', gauges.judgeQueue));
    this.#registry.registerMetric(gauge('scalewall_open_connections', 'Open client connections', gauges.openConnections));
  }

  request({ method, route, status, seconds, code }: ObservedRequest): void {
    const known = METHODS.has(method) ? method : 'other';
    this.#requests.observe({ method: known, route, status: `${Math.floor(status / 100)}xx` }, seconds);
    if (method === 'POST' && route === SUBMISSIONS)
      this.#submissions.inc({ outcome: code ?? (status < 300 ? 'stored' : 'other') });
    if (method === 'POST' && route === OPENINGS) this.#proofs.inc({ outcome: code ?? (status < 300 ? 'held' : 'other') });
    if (code === 'storage-unavailable') this.databaseError();
  }

  databaseError(): void {
    this.#databaseErrors.inc();
  }

  connectionError(reason: 'timeout' | 'overflow' | 'malformed' | 'full'): void {
    this.#connectionErrors.inc({ reason });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

function gauge(name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read());
    },
  });
}
