// What a challenge is drawn from: the system's generator of unpredictable numbers, and nothing else outside tests.
import { randomBytes, randomInt } from 'node:crypto';

export interface ProofRandom {
  /** Random bytes in hexadecimal. */
  hex(bytes: number): string;
  /** `count` different places below `end`, uniform, ascending. */
  places(count: number, end: number): readonly number[];
}

export const PROOF_RANDOM: ProofRandom = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  places: (count, end) => {
    const drawn = new Set<number>();
    while (drawn.size < count) drawn.add(randomInt(end));
    return [...drawn].toSorted((a, b) => a - b);
  },
};
