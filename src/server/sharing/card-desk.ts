// Cards by way of the thread that draws them: the last ones are kept, few wait, none waits long. Undefined stands for a card that
// was not drawn; the caller has another picture.
import { Worker } from 'node:worker_threads';
import { Recent } from '../recent.ts';
import type { CardAnswer, CardRequest } from './card-worker.ts';

type Png = Uint8Array<ArrayBuffer>;

/** Cards kept, each about 60 kB. */
const KEPT = 100;
/** More than these are not begun. */
const MOST_WAITING = 16;
const PATIENCE_MILLISECONDS = 5_000;

export class CardDesk {
  readonly #log: (line: string) => void;
  readonly #drawn = new Recent<Png>(KEPT);
  readonly #waiting = new Map<number, (png: Png | undefined) => void>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** The PNG of an SVG; the SVG is its key. */
  async draw(svg: string): Promise<Png | undefined> {
    const known = this.#drawn.get(svg);
    if (known !== undefined) return known;
    if (this.#waiting.size >= MOST_WAITING) return undefined;
    const png = await this.#ask(svg);
    if (png !== undefined) this.#drawn.set(svg, png);
    return png;
  }

  async #ask(svg: string): Promise<Png | undefined> {
    const id = this.#next++;
    const worker = (this.#worker ??= this.#start());
    const drawn = Promise.withResolvers<Png | undefined>();
    this.#waiting.set(id, drawn.resolve);
    const impatience = setTimeout(() => {
      this.#log('a card took too long to draw');
      void this.#stop(worker);
    }, PATIENCE_MILLISECONDS);
    worker.postMessage({ id, svg } satisfies CardRequest, []);
    try {
      return await drawn.promise;
    } finally {
      clearTimeout(impatience);
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL('card-worker.ts', import.meta.url));
    worker.on('message', (answer: CardAnswer) => {
      if (answer.kind === 'failed') this.#log(`a card could not be drawn: ${answer.message}`);
      this.#waiting.get(answer.id)?.(answer.kind === 'drawn' ? answer.png : undefined);
      this.#waiting.delete(answer.id);
    });
    worker.on('error', (error) => {
      this.#log(`the thread that draws cards failed: ${error instanceof Error ? error.message : String(error)}`);
      void this.#stop(worker);
    });
    // After the listeners, which would undo it: the thread alone keeps no process alive.
    worker.unref();
    return worker;
  }

  /** What waits gets nothing; the next card starts a new thread. */
  async #stop(worker: Worker): Promise<void> {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
    await worker.terminate();
  }
}
