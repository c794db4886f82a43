// How large a proof is made, and what it costs beside its products.
import { describe, expect, it } from 'vitest';
import { MAX_LINKS, MIN_LINKS, PROOF_ROWS } from '../../src/contract/proof.ts';
import { batchOf, fits, inFlight, linksFor, mayDouble, overheadOf } from '../../src/proof/size.ts';

const speeds = Array.from({ length: 60 }, (_, at) => 1e-6 * 1.3 ** at);

describe('the size of a proof', () => {
  it('is a power of two of links within the protocol, and takes 2 to 4 s wherever those bounds leave the choice', () => {
    for (const seconds of speeds) {
      const links = linksFor(seconds);
      expect(Number.isInteger(Math.log2(links))).toBe(true);
      expect(links).toBeGreaterThanOrEqual(MIN_LINKS);
      expect(links).toBeLessThanOrEqual(MAX_LINKS);
      if (links > MIN_LINKS) expect(links * seconds).toBeLessThanOrEqual(4);
      if (links > MIN_LINKS && links < MAX_LINKS) expect(links * seconds).toBeGreaterThan(2);
    }
  });

  it('grows while eight links of twice the rows may take 3 s, at twice the rate by their work', () => {
    for (const seconds of speeds) {
      expect(mayDouble(seconds)).toBe(fits(4 * seconds));
      if (fits(seconds)) expect(8 * seconds).toBeLessThanOrEqual(3);
    }
  });

  it('is sent in submissions that divide the chain, of at most a quarter of a second unless one link is more, and little memory', () => {
    for (const rows of PROOF_ROWS)
      for (const seconds of speeds) {
        const links = linksFor(seconds);
        const batch = batchOf({ rows, links }, seconds);
        expect(links % batch).toBe(0);
        if (batch > 1) expect(batch * seconds).toBeLessThanOrEqual(0.25);
        expect((batch * rows * rows) / 8).toBeLessThanOrEqual(16 * 2 ** 20);
        const waiting = inFlight(batch, seconds);
        expect(waiting).toBeGreaterThanOrEqual(2);
        expect(waiting).toBeLessThanOrEqual(16);
      }
  });
});

describe('hashing and folding', () => {
  it('take under an eighth of an integer operation for each multiply-add at 1,024 rows and under a sixteenth at 2,048', () => {
    expect(overheadOf(1024)).toBeLessThan(1 / 8);
    expect(overheadOf(2048)).toBeLessThan(1 / 16);
    // Elements are hashed once, whatever the depth of their products: the share halves with every doubling.
    for (const rows of [512, 1024]) expect(overheadOf(rows) / overheadOf(2 * rows)).toBeCloseTo(2, 1);
  });
});
