// Threads that examine submissions, so that a large document does not hold up every other request, and so that all cores work.
// This thread takes a small document at every turn of its event loop, never a large one: to hand it to another thread can cost as
// much as to examine it (docs/decisions/0552). The others get the large ones, and the small ones where more than a few wait; each has its next documents at
// hand, so that it need not wait for this thread. The threads start with the first document.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { examine, type Examination, type Question } from './examination.ts';
import type { Knowledge } from './impossibility.ts';
import type { Summarise } from './validate.ts';

interface Task extends Question {
  /** Undefined where the caller should do it itself. */
  readonly resolve: (examination: Examination | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** All sizes are in characters. */
export interface PoolOptions {
  /** One less than there are cores, and at least one, where not given. */
  readonly threads?: number;
  /** The largest document that need not wait for a thread. */
  readonly mostHere?: number;
  /** Small documents that may wait for this thread before others help. */
  readonly fewHere?: number;
  /** What a thread is given ahead; a first document may be larger. */
  readonly mostAhead?: number;
  readonly mostWaiting?: number;
}

export type Examined = Examination | { readonly kind: 'busy' };

/** In a thread of the pool or here, whoever is free first. Rejects where a thread ended, which is a bug. */
export async function examineSomewhere(
  text: string,
  knowledge: Knowledge,
  summarise: Summarise,
  pool: ExaminerPool | undefined,
): Promise<Examined> {
  return (await pool?.examine(text, knowledge.now)) ?? examine(text, knowledge, summarise);
}

export class ExaminerPool {
  readonly #options: Required<PoolOptions>;
  /** Threads that run, each with what it was given, in order. */
  readonly #threads = new Map<Worker, Task[]>();
  /** Those that have loaded what they need; until then a document is better done here. */
  readonly #ready = new Set<Worker>();
  readonly #waiting: Task[] = [];
  #waitingSize = 0;
  #turn: NodeJS.Immediate | undefined;
  #isClosed = false;

  constructor(options: PoolOptions = {}) {
    const threads = Math.max(1, availableParallelism() - 1);
    this.#options = { threads, mostHere: 100_000, fewHere: 4, mostAhead: 400_000, mostWaiting: 100_000_000, ...options };
  }

  /** Undefined where the caller should do it itself, now. */
  async examine(text: string, now: Date): Promise<Examined | undefined> {
    if (this.#isClosed || this.#waitingSize + text.length > this.#options.mostWaiting) return { kind: 'busy' };
    while (this.#threads.size < this.#options.threads) this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, now: now.getTime(), resolve, reject });
      this.#waitingSize += text.length;
      this.#share();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearImmediate(this.#turn);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the service stops'));
    await Promise.all([...this.#threads.keys()].map((worker) => worker.terminate()));
  }

  #share(): void {
    for (const [worker, tasks] of this.#threads)
      for (let next = this.#forThreads(); next !== undefined && this.#hasPlace(worker, tasks, next); next = this.#forThreads()) {
        this.#take(this.#waiting.indexOf(next));
        tasks.push(next);
        worker.postMessage({ text: next.text, now: next.now } satisfies Question);
      }
    this.#turn ??= this.#waiting.length === 0 ? undefined : setImmediate(() => this.#takeOneHere());
  }

  /** The first that should not wait for this thread: one that is large, or any while more wait than this one soon has done. */
  #forThreads(): Task | undefined {
    const { mostHere, fewHere } = this.#options;
    return this.#waiting.length > fewHere ? this.#waiting[0] : this.#waiting.find(({ text }) => text.length > mostHere);
  }

  #hasPlace(worker: Worker, tasks: readonly Task[], { text }: Task): boolean {
    if (!this.#ready.has(worker)) return false;
    const ahead = tasks.reduce((sum, task) => sum + task.text.length, 0);
    return tasks.length === 0 || ahead + text.length <= this.#options.mostAhead;
  }

  #takeOneHere(): void {
    this.#turn = undefined;
    const place = this.#waiting.findIndex(({ text }) => text.length <= this.#options.mostHere);
    if (place === -1) return;
    this.#take(place)?.resolve(undefined);
    this.#share();
  }

  #take(place: number): Task | undefined {
    const [task] = this.#waiting.splice(place, 1);
    this.#waitingSize -= task?.text.length ?? 0;
    return task;
  }

  #start(): void {
    const worker = new Worker(new URL('./examiner-worker.ts', import.meta.url));
    this.#threads.set(worker, []);
    worker.on('message', (message: Examination | 'ready') => {
      if (message === 'ready') this.#ready.add(worker);
      else this.#threads.get(worker)?.shift()?.resolve(message);
      this.#share();
    });
    worker.on('error', (error) => this.#drop(worker, error));
    worker.on('exit', () => this.#drop(worker, new Error('a thread that examines submissions ended')));
  }

  /** Its documents are lost with it, and the next submission starts another; what waits for no thread at all is given up. */
  #drop(worker: Worker, error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#threads.get(worker) ?? []) reject(reason);
    this.#threads.delete(worker);
    this.#ready.delete(worker);
    if (this.#threads.size > 0) return;
    this.#waitingSize = 0;
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
