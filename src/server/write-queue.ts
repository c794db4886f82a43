// Group commit: what arrives while a write is under way is written together by the next, so one fsync serves them all.
// A write under no load waits for nobody; one that follows another closely waits a little for company. Knows nothing of what is
// written.
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

export interface WriteQueueParts<Entry, Outcome> {
  /** Writes all or nothing; one outcome for each entry, in order. */
  readonly write: (batch: readonly Entry[]) => Promise<readonly Outcome[]>;
  /** Whether an error is one entry's own fault, so that the others are worth writing without it. */
  readonly isEntryFault: (error: unknown) => boolean;
  readonly most: number;
  /** From the beginning of one write to that of the next, where entries come that closely; 0 where absent. */
  readonly apartMilliseconds?: number;
}

interface Waiting<Entry, Outcome> {
  readonly entry: Entry;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export class WriteQueue<Entry, Outcome> {
  readonly #parts: WriteQueueParts<Entry, Outcome>;
  readonly #waiting: Waiting<Entry, Outcome>[] = [];
  #isWriting = false;
  /** When the next write may begin, on the clock of `performance`. */
  #next = 0;

  constructor(parts: WriteQueueParts<Entry, Outcome>) {
    this.#parts = parts;
  }

  /** Resolves after the commit that holds the entry; rejects with the error of the write that failed. */
  add(entry: Entry): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const early = this.#next - performance.now();
      if (early > 0) await pause(early);
      // Requests whose bodies have arrived meanwhile come along.
      await turn();
      this.#next = performance.now() + (this.#parts.apartMilliseconds ?? 0);
      await this.#write(this.#waiting.splice(0, this.#parts.most));
    }
    this.#isWriting = false;
  }

  async #write(batch: readonly Waiting<Entry, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#parts.write(batch.map(({ entry }) => entry));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error(`the write of ${batch.length} entries has ${outcomes.length} outcomes`));
        else resolve(outcome);
      }
    } catch (error) {
      if (batch.length > 1 && this.#parts.isEntryFault(error)) for (const waiting of batch) await this.#write([waiting]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
