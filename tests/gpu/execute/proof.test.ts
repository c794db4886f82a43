// A whole proof on a device, judged as the server judges it: held where it is honest, refused where a bit was changed.
import { afterAll, describe, expect, it } from 'vitest';
import { Prover } from '../../../src/gpu/prover.ts';
import { productKernels, type ProofTraits } from '../../../src/gpu/proof-calibration.ts';
import type { Outcome } from '../../../src/gpu/trainer.ts';
import { openingBytes } from '../../../src/proof/opening.ts';
import { seedWords } from '../../../src/proof/seed.ts';
import { fits } from '../../../src/proof/size.ts';
import { judge, type Question } from '../../../src/proof/verdict.ts';
import { createRandom } from '../../../src/statistics/random.ts';
import { openDevice } from '../dawn.ts';
import { openDevice as openOwnDevice } from '../instance.ts';

const device = await openDevice('vulkan');
const traits: ProofTraits = { features: [], limits: {}, isSoftware: true, preferred: [] };
const now = () => performance.now() / 1000;
const provers: Prover[] = [];

afterAll(() => {
  for (const prover of provers) prover.destroy();
});

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind === 'failed') throw new Error(outcome.detail);
  return outcome.value;
}

function proverOf(more: { signal?: AbortSignal } = {}): Prover {
  if (!device) throw new Error('no device');
  const prover = new Prover({ device, traits, now, ...more });
  provers.push(prover);
  return prover;
}

function askedLeaves(count: number, start: number): readonly number[] {
  const random = createRandom(start);
  const leaves = new Set([0, count - 1]);
  while (leaves.size < 64) leaves.add(random.integer(count));
  return [...leaves].toSorted((a, b) => a - b);
}

async function proof(rows: 256 | 512, links: number): Promise<{ question: Question; opening: Uint8Array }> {
  const prover = proverOf();
  const [kernel] = productKernels(rows, traits);
  if (kernel === undefined) throw new Error('no kernel');
  const work = { rows, links };
  valueOf(await prover.prepare({ work, kernel, secondsPerLink: 0.05 }));
  const digest = `sha256:${'ab'.repeat(32)}`;
  const seed = seedWords({ nonce: '0f'.repeat(32), digest, ...work });
  const root = valueOf(await prover.commit(seed));
  const leaves = askedLeaves(rows * links, rows + links);
  return { question: { seed, work, root, leaves }, opening: valueOf(await prover.open(leaves)) };
}

describe.skipIf(!device)('a proof made on a Vulkan device', () => {
  it.each([
    [256, 8],
    [512, 2],
  ] as const)(
    'of %i rows and %i links holds, and no longer with one bit of a committed row or of a path flipped',
    async (rows, links) => {
      const { question, opening } = await proof(rows, links);
      expect(opening.length).toBe(openingBytes(question.work, question.leaves));
      expect(judge(question, opening)).toEqual({ kind: 'holds' });
      for (const at of [3, 4 * rows + 1, opening.length - 1]) {
        const flipped = Uint8Array.from(opening, (byte, place) => (place === at ? byte ^ 1 : byte));
        expect(judge(question, flipped).kind, `byte ${at}`).toBe('refused');
      }
      expect(judge({ ...question, root: question.root.map((byte, at) => (at === 0 ? byte ^ 128 : byte)) }, opening).kind).toBe(
        'refused',
      );
    },
  );

  it('is sized by a calibration so that its fewest links fit and its chain takes a few seconds at most', async ({ annotate }) => {
    const { work, secondsPerLink } = valueOf(await proverOf().calibrate());
    expect(work.links).toBeGreaterThanOrEqual(8);
    expect(fits(secondsPerLink) || work.rows === 256).toBe(true);
    if (work.links > 8) expect(work.links * secondsPerLink).toBeLessThanOrEqual(4);
    await annotate(`${work.rows} rows, ${work.links} links, ${(secondsPerLink * 1e3).toFixed(1)} ms a link`);
  });

  it('ends with a reason, and without what it made, where the device is lost or it is stopped on the way', async () => {
    const own = await openOwnDevice();
    const stopped = new AbortController();
    for (const [on, end, reason] of [
      [own, () => own.destroy(), /^the device was lost/],
      [device, () => stopped.abort(), /^it was stopped$/],
    ] as const) {
      if (!on) throw new Error('no device');
      const prover = new Prover({ device: on, traits, now, signal: stopped.signal, onProgress: end });
      const [kernel] = productKernels(256, traits);
      if (kernel === undefined) throw new Error('no kernel');
      valueOf(await prover.prepare({ work: { rows: 256, links: 64 }, kernel, secondsPerLink: 0.1 }));
      const ended = await prover.commit([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(ended).toMatchObject({ kind: 'failed', detail: expect.stringMatching(reason) });
      expect(await prover.open([0])).toMatchObject({ kind: 'failed' });
      prover.destroy();
    }
  });

  it('fails with a reason where it is stopped, where nothing was prepared, and where nothing was committed to', async () => {
    const stopped = new AbortController();
    const prover = proverOf({ signal: stopped.signal });
    expect(await prover.commit([1, 2, 3, 4, 5, 6, 7, 8])).toEqual({ kind: 'failed', detail: 'nothing was prepared' });
    expect(await prover.open([0])).toEqual({ kind: 'failed', detail: 'nothing was committed to' });
    stopped.abort();
    expect(await prover.calibrate()).toEqual({ kind: 'failed', detail: 'it was stopped' });
  });
});
