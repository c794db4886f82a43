// How fast this device goes through a chain, and with which of the catalogue's products: short chains of a seed of its own.
// Rests on proof-chain.ts; proof/size.ts decides. Nothing it times is sent: the server has its own clock.
import { PROOF_ROWS } from '../contract/proof.ts';
import { candidates, type Capabilities } from '../kernels/choose.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { batchOf, fits, linksFor, mayDouble } from '../proof/size.ts';
import type { Work } from '../proof/chain.ts';
import { openChain, productOf, type ProofChain } from './proof-chain.ts';
import type { ProofPipelines } from './proof-pipelines.ts';
import type { Outcome } from './trainer.ts';

export interface ProofTraits extends Capabilities {
  readonly isSoftware: boolean;
  /** Kernels that a run chose on this device, which come first where they can run the product. */
  readonly preferred: readonly string[];
}

export interface Calibrated {
  readonly work: Work;
  readonly kernel: Kernel;
  readonly secondsPerLink: number;
}

/** Seconds that one timing of a chain takes at the least. */
const TIMED_SECONDS = 0.15;
/** Kernels that compete at the size that was chosen. Software compiles each for seconds, and its order is well known. */
const CONTESTANTS = 3;
const TRIAL_SEED = [1, 2, 3, 4, 5, 6, 7, 8];

/** Kernels for the product of this size in f32, best guess first; one dispatch each, as all of the same operands must be. */
export function productKernels(rows: number, traits: ProofTraits): readonly Kernel[] {
  const all = candidates(productOf(rows), 'f32', traits, traits.isSoftware).filter(({ merge }) => merge === undefined);
  const chosen = all.filter(({ id }) => traits.preferred.includes(id));
  return [...chosen, ...all.filter((kernel) => !chosen.includes(kernel))];
}

/** The largest size of which the fewest links fit, the fastest of a few kernels there, and the links that fill the time. */
export async function calibrate(
  device: GPUDevice,
  pipelines: ProofPipelines,
  traits: ProofTraits,
  now: () => number,
  signal: AbortSignal | undefined,
): Promise<Outcome<Calibrated>> {
  let best: { rows: number; kernel: Kernel; seconds: number } | undefined;
  // Before anything is known, a link of the smallest size is taken to fill a submission of eight.
  let expected = 1 / 32;
  for (const rows of PROOF_ROWS) {
    const [kernel] = productKernels(rows, traits);
    if (kernel === undefined || signal?.aborted) break;
    const timed = await secondsPerLink(device, pipelines, kernel, rows, expected, now);
    // A larger size may be refused for memory; the smaller one stands.
    if (timed.kind === 'failed' && best === undefined) return timed;
    if (timed.kind === 'failed' || (best !== undefined && !fits(timed.value))) break;
    best = { rows, kernel, seconds: timed.value };
    if (!mayDouble(timed.value)) break;
    expected = 8 * timed.value;
  }
  if (best === undefined) return { kind: 'failed', detail: 'no kernel of the catalogue runs the product on this device' };
  const others = productKernels(best.rows, traits).slice(1, traits.isSoftware ? 1 : CONTESTANTS);
  for (const kernel of others) {
    if (signal?.aborted) break;
    const timed = await secondsPerLink(device, pipelines, kernel, best.rows, best.seconds, now);
    if (timed.kind === 'done' && timed.value < best.seconds) best = { rows: best.rows, kernel, seconds: timed.value };
  }
  const { rows, kernel, seconds } = best;
  return { kind: 'done', value: { work: { rows, links: linksFor(seconds) }, kernel, secondsPerLink: seconds } };
}

async function secondsPerLink(
  device: GPUDevice,
  pipelines: ProofPipelines,
  kernel: Kernel,
  rows: number,
  expected: number,
  now: () => number,
): Promise<Outcome<number>> {
  const work = { rows, links: 8 };
  const opened = await openChain(device, pipelines, kernel, work, batchOf(work, expected));
  if (opened.kind === 'failed') return opened;
  const chain = opened.value;
  try {
    chain.start(TRIAL_SEED);
    // The first submission compiles, wakes the device up, and says how many the second takes.
    const first = await timeSubmissions(device, chain, 1, now);
    const count = Math.max(1, Math.min(64, Math.ceil(TIMED_SECONDS / Math.max(first, 1e-3))));
    const seconds = await timeSubmissions(device, chain, count, now);
    return { kind: 'done', value: seconds / (count * chain.batch) };
  } finally {
    chain.destroy();
  }
}

async function timeSubmissions(device: GPUDevice, chain: ProofChain, count: number, now: () => number): Promise<number> {
  await device.queue.onSubmittedWorkDone();
  const began = now();
  for (let at = 0; at < count; at++) chain.advance(TRIAL_SEED, 0);
  await device.queue.onSubmittedWorkDone();
  return now() - began;
}
