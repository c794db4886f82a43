// The court: judges openings one after another in a worker thread, with a bounded queue. What does not fit into it is `busy`;
// what takes too long or crashes the thread is `failed`, and the next one gets a new thread.
import { Worker } from 'node:worker_threads';
import type { Question, Verdict } from '../proof/verdict.ts';
import type { Judgement } from './judgement.ts';

/** `busy` and `failed` say nothing about the opening. */
export type JudgeOutcome = Verdict | { readonly kind: 'busy' } | { readonly kind: 'failed'; readonly detail: string };

export interface JudgeParts {
  readonly worker: URL;
  /** Waiting and in judgement. */
  readonly most: number;
  readonly milliseconds: number;
}

interface Waiting {
  readonly judgement: Judgement;
  readonly resolve: (outcome: JudgeOutcome) => void;
}

/** Eight openings of at most 2 MiB and a second each: none waits longer than a client's patience. */
const DEFAULTS: JudgeParts = { worker: new URL('./proof-worker.ts', import.meta.url), most: 8, milliseconds: 15_000 };

export class ProofJudge {
  readonly #parts: JudgeParts;
  readonly #waiting: Waiting[] = [];
  #worker: Worker | undefined;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: Partial<JudgeParts> = {}) {
    this.#parts = { ...DEFAULTS, ...parts };
  }

  /** Whether another one would be `busy`. */
  get isFull(): boolean {
    return this.#isClosed || this.waiting >= this.#parts.most;
  }

  /** Openings that wait or are in judgement. */
  get waiting(): number {
    return this.#waiting.length + (this.#current === undefined ? 0 : 1);
  }

  judge(question: Question, opening: Uint8Array): Promise<JudgeOutcome> {
    if (this.isFull) return Promise.resolve({ kind: 'busy' });
    return new Promise((resolve) => {
      this.#waiting.push({ judgement: { question, opening }, resolve });
      this.#next();
    });
  }

  /** Ends the thread; whatever still waits has failed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve({ kind: 'busy' });
    await this.#drop('the service stops');
  }

  #next(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#waiting.shift();
    if (this.#current === undefined) return;
    this.#timer = setTimeout(
      () => void this.#drop(`no verdict within ${this.#parts.milliseconds} ms`),
      this.#parts.milliseconds,
    ).unref();
    this.#worker ??= this.#start();
    this.#worker.postMessage(this.#current.judgement, []);
  }

  #start(): Worker {
    // Without the flags of this process: the worker needs none of its loaders.
    const worker = new Worker(this.#parts.worker, { execArgv: [], env: {}, stdout: false, stderr: false });
    worker.unref();
    // The verdict of a thread that was given up may still arrive; it is not that of the opening which another thread has now.
    worker.on('message', (verdict: Verdict) => {
      if (this.#worker === worker) this.#settle(verdict);
    });
    worker.on('error', (error) => {
      if (this.#worker === worker)
        void this.#drop(`the thread failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) void this.#drop('the thread ended');
    });
    return worker;
  }

  #settle(outcome: JudgeOutcome): void {
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = undefined;
    current?.resolve(outcome);
    this.#next();
  }

  async #drop(detail: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#settle({ kind: 'failed', detail });
    await worker?.terminate();
  }
}
