// Honest proofs that must be accepted: by the page's prover on the software adapter, through Dawn in Node, at several sizes.
import { create, globals } from 'webgpu';
import { openGpu } from '../../src/gpu/adapter.ts';
import { productKernels, type ProofTraits } from '../../src/gpu/proof-calibration.ts';
import { Prover } from '../../src/gpu/prover.ts';
import type { Outcome } from '../../src/gpu/trainer.ts';
import { decodeOpening } from '../../src/proof/opening.ts';
import { firstOperandRow, foldKey, foldRow, weights, type SeedWords, type Work } from '../../src/proof/chain.ts';
import { worstOverBound } from '../../src/proof/row-check.ts';
import { seedWords } from '../../src/proof/seed.ts';
import { randomDigest } from './arithmetic-attacks.ts';
import { outcomeOf } from './attack.ts';
import type { Target } from './target.ts';

export interface HonestResult {
  readonly name: string;
  readonly tried: number;
  readonly accepted: number;
  /** Largest error of an opened row over the bound. */
  readonly overBound: number;
  readonly faults: readonly string[];
}

type HonestWork = { readonly rows: 256 | 512 | 1024 | 2048; readonly links: number };

/** Kept for the whole process: collecting an instance while its devices live crashes. */
let instance: GPU | undefined;

/** The software adapter's prover; throws where there is no adapter. */
export async function openHonest(): Promise<{ readonly device: GPUDevice; readonly traits: ProofTraits }> {
  Object.assign(globalThis, globals);
  instance ??= create(['backend=vulkan']);
  const host = { kind: 'node', browser: 'Node', os: process.platform, is_isolated: true, is_headless: true } as const;
  const opened = await openGpu(instance, host);
  if (opened.kind === 'unsupported') throw new Error(`no adapter: ${opened.detail}`);
  const { device, features, profile } = opened;
  return { device, traits: { features, limits: profile.limits, isSoftware: profile.gpu.is_fallback, preferred: [] } };
}

export async function honestProofs(
  target: Target,
  { device, traits }: Awaited<ReturnType<typeof openHonest>>,
  work: HonestWork,
  count: number,
  kernelAt = 0,
): Promise<HonestResult> {
  const kernels = productKernels(work.rows, traits);
  const kernel = kernels[kernelAt % Math.max(1, kernels.length)];
  if (kernel === undefined) throw new Error(`no kernel multiplies ${work.rows} rows`);
  const prover = new Prover({ device, traits, now: () => performance.now() / 1000 });
  const faults: string[] = [];
  let overBound = 0;
  try {
    valueOf(await prover.prepare({ work, kernel, secondsPerLink: 0.05 }));
    for (let at = 0; at < count; at++) {
      const challenge = (await target.challenge({ digest: randomDigest(), ...work })).value;
      if (challenge === undefined) throw new Error('no challenge was given');
      const began = performance.now();
      const seed = seedWords(challenge);
      const root = Buffer.from(valueOf(await prover.commit(seed))).toString('hex');
      const seconds = (performance.now() - began) / 1000;
      const leaves = (await target.commit(challenge.id, { root })).value?.leaves ?? [];
      const opening = valueOf(await prover.open(leaves));
      const reply = await target.open(challenge.id, opening);
      const outcome = outcomeOf(
        { name: '', tries: 1, refusedBy: [], mayBeTrue: true, run: () => Promise.reject(new Error()) },
        { reply, doneShare: 1, seconds },
      );
      if (outcome.kind !== 'true') faults.push(outcome.kind === 'missed' ? outcome.why : reply.message);
      // Every opened row would take the time of a judgement; the first proof of a size stands for the others.
      if (at === 0) overBound = Math.max(overBound, worst(seed, work, leaves, opening));
    }
  } finally {
    prover.destroy();
  }
  const name = `${work.rows} rows, ${work.links} links, ${kernel.id}`;
  return { name, tried: count, accepted: count - faults.length, overBound, faults };
}

function worst(seed: SeedWords, work: Work, leaves: readonly number[], opening: Uint8Array): number {
  const matrix = weights(seed, work);
  const over = (decodeOpening(work, leaves, opening) ?? []).map(({ product, sources }) => {
    const link = Math.floor(product.leaf / work.rows);
    const row = product.leaf % work.rows;
    const operand =
      sources === undefined
        ? firstOperandRow(seed, work, row)
        : foldRow(foldKey(seed, link - 1), row, sources.own.bits, sources.partner.bits);
    return worstOverBound(operand, matrix, new Float32Array(product.bits.buffer, product.bits.byteOffset, work.rows));
  });
  return Math.max(...over);
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind === 'failed') throw new Error(outcome.detail);
  return outcome.value;
}
