// How many submissions one client may make in a minute, counted in this process only.
// Keeps no addresses: keys are salted hashes, and salt and counts are thrown away every minute.
import { createHash, randomBytes } from 'node:crypto';

const WINDOW_MILLISECONDS = 60_000;

export class SubmissionLimit {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  #salt = randomBytes(16);
  #windowEnd = 0;

  /** `most` a minute and client; 0 for no limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Counts one attempt; the seconds to wait where it is one too many. */
  refuse(client: string, now: Date): number | undefined {
    if (this.#most === 0) return undefined;
    if (now.getTime() >= this.#windowEnd) {
      this.#counts.clear();
      this.#salt = randomBytes(16);
      this.#windowEnd = now.getTime() + WINDOW_MILLISECONDS;
    }
    const key = createHash('sha256').update(this.#salt).update(client).digest('base64');
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count > this.#most ? Math.ceil((this.#windowEnd - now.getTime()) / 1000) : undefined;
  }
}
