// Threads that examine submissions, so that a large document does not hold up every other request, and so that all cores work.
// Each has one document at a time. While all are at work small documents go back to the caller, who does them itself; large ones
// wait, a bounded number of them. The threads start with the first document.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { examine, type Examination, type Question } from './examination.ts';
import type { Knowledge } from './impossibility.ts';
import type { Summarise } from './validate.ts';

interface Task extends Question {
  readonly resolve: (examination: Examination) => void;
  readonly reject: (error: Error) => void;
}

export interface PoolOptions {
  /** One less than there are cores, and at least one, where not given. */
  readonly threads?: number;
  /** Characters up to which a document need not wait for a thread. */
  readonly mostInline?: number;
  readonly mostWaiting?: number;
}

export type Examined = Examination | { readonly kind: 'busy' };

/** In a thread of the pool where there is one and it wants the document, else here. */
export async function examineSomewhere(
  text: string,
  knowledge: Knowledge,
  summarise: Summarise,
  pool: ExaminerPool | undefined,
): Promise<Examined> {
  return (await pool?.examine(text, knowledge.now)) ?? examine(text, knowledge, summarise);
}

export class ExaminerPool {
  readonly #threads: number;
  readonly #mostInline: number;
  readonly #mostWaiting: number;
  readonly #all = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #tasks = new Map<Worker, Task>();
  readonly #waiting: Task[] = [];
  #isClosed = false;

  constructor({ threads, mostInline = 100_000, mostWaiting = 64 }: PoolOptions = {}) {
    this.#threads = threads ?? Math.max(1, availableParallelism() - 1);
    this.#mostInline = mostInline;
    this.#mostWaiting = mostWaiting;
  }

  /** Undefined where the caller should do it itself. Rejects where the thread ended, which is a bug. */
  async examine(text: string, now: Date): Promise<Examined | undefined> {
    while (this.#all.size < this.#threads && !this.#isClosed) this.#start();
    const isSmall = text.length <= this.#mostInline;
    if (this.#idle.length === 0 && isSmall) return undefined;
    if (this.#idle.length === 0 && this.#waiting.length >= this.#mostWaiting) return { kind: 'busy' };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, now: now.getTime(), resolve, reject });
      this.#assign();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the service stops'));
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #assign(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const [worker, task] = [this.#idle.pop(), this.#waiting.shift()];
      if (worker === undefined || task === undefined) return;
      this.#tasks.set(worker, task);
      worker.postMessage({ text: task.text, now: task.now } satisfies Question);
    }
  }

  #start(): void {
    const worker = new Worker(new URL('./examiner-worker.ts', import.meta.url));
    this.#all.add(worker);
    worker.on('message', (message: Examination | 'ready') => {
      if (message !== 'ready') this.#tasks.get(worker)?.resolve(message);
      this.#tasks.delete(worker);
      this.#idle.push(worker);
      this.#assign();
    });
    worker.on('error', (error) => this.#drop(worker, error));
    worker.on('exit', () => this.#drop(worker, new Error('a thread that examines submissions ended')));
  }

  /** The next submission starts another. What waits for no thread at all is given up. */
  #drop(worker: Worker, error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error));
    this.#all.delete(worker);
    this.#tasks.get(worker)?.reject(reason);
    this.#tasks.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place !== -1) this.#idle.splice(place, 1);
    if (this.#all.size === 0) for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
