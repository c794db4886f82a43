// Proves work on a device: measures it, runs the chain of a challenge and commits to it, runs it again and opens what is asked.
// Rests on proof-chain.ts and proof/. Trouble with the device is a value; whoever opens a prover destroys it.
import { encodeOpening, leavesToOpen, type OpenedRow } from '../proof/opening.ts';
import type { SeedWords } from '../proof/chain.ts';
import { inFlight, batchOf } from '../proof/size.ts';
import { HASH_BYTES } from '../proof/tree.ts';
import { GROUP } from './proof-buffers.ts';
import { calibrate, type Calibrated, type ProofTraits } from './proof-calibration.ts';
import { openChain, type ProofChain } from './proof-chain.ts';
import { openedRows, replayPlan } from './proof-opening.ts';
import { ProofPipelines } from './proof-pipelines.ts';
import { readBuffer } from './proof-readback.ts';
import type { Outcome } from './trainer.ts';

export interface ProverInput {
  readonly device: GPUDevice;
  readonly traits: ProofTraits;
  /** Seconds of any steady clock. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /** Links done, as a share of the chain. */
  readonly onProgress?: (fraction: number) => void;
}

/** What a device has committed to. */
interface Commitment {
  readonly seed: SeedWords;
  readonly root: Uint8Array;
}

export class Prover {
  private readonly input: ProverInput;
  private readonly pipelines: ProofPipelines;
  private chain: ProofChain | undefined;
  private secondsPerLink = 0;
  private commitment: Commitment | undefined;
  private lost: string | undefined;

  constructor(input: ProverInput) {
    this.input = input;
    this.pipelines = new ProofPipelines(input.device);
    void input.device.lost.then(({ message }) => {
      this.lost = `the device was lost: ${message || 'no reason was given'}`;
    });
  }

  /** Measures the device, chooses rows and links, and makes everything ready, so that `commit` only runs. */
  calibrate(): Promise<Outcome<Calibrated>> {
    return this.guarded(async () => {
      const { device, traits, now, signal } = this.input;
      const found = await calibrate(device, this.pipelines, traits, now, signal);
      if (found.kind === 'failed') return found;
      const ready = await this.ready(found.value);
      return ready.kind === 'failed' ? ready : found;
    });
  }

  /** Makes everything ready for a work that is known; what was ready before is given back. */
  prepare(calibrated: Calibrated): Promise<Outcome<Calibrated>> {
    return this.guarded(() => this.ready(calibrated));
  }

  /** Runs the whole chain of this seed; the root over every row of every product, 32 bytes. */
  commit(seed: SeedWords): Promise<Outcome<Uint8Array>> {
    return this.guarded(async () => {
      const { chain } = this;
      if (chain === undefined) return { kind: 'failed', detail: 'nothing was prepared' };
      const { work, batch } = chain;
      chain.start(seed);
      await this.paced(work.links / batch, (at) => chain.advance(seed, at * batch));
      chain.reduce();
      const { upper } = chain.buffers;
      const root = await readBuffer(this.input.device, upper, upper.size - HASH_BYTES, HASH_BYTES);
      this.commitment = { seed, root };
      return { kind: 'done', value: root };
    });
  }

  /** Runs the committed chain again as far as these leaves need it; the opening's bytes. */
  open(leaves: readonly number[]): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
    return this.guarded(async () => {
      const { chain, commitment } = this;
      if (chain === undefined || commitment === undefined) return { kind: 'failed', detail: 'nothing was committed to' };
      // Read before the chain runs again and writes them anew, so that they are those of the commitment.
      const upper = await readBuffer(this.input.device, chain.buffers.upper);
      const asked = leaves.flatMap((leaf) => leavesToOpen(chain.work, leaf));
      const replayed = await this.replay(chain, commitment, asked, upper);
      if (replayed.kind === 'failed') return replayed;
      return { kind: 'done', value: encodeOpening(chain.work, replayed.value) };
    });
  }

  destroy(): void {
    this.chain?.destroy();
    this.chain = undefined;
  }

  private async ready(calibrated: Calibrated): Promise<Outcome<Calibrated>> {
    this.destroy();
    this.commitment = undefined;
    const { work, kernel, secondsPerLink } = calibrated;
    const opened = await openChain(this.input.device, this.pipelines, kernel, work, batchOf(work, secondsPerLink));
    if (opened.kind === 'failed') return opened;
    this.chain = opened.value;
    this.secondsPerLink = secondsPerLink;
    return { kind: 'done', value: calibrated };
  }

  private async replay(
    chain: ProofChain,
    { seed, root }: Commitment,
    asked: readonly number[],
    upper: Uint8Array,
  ): Promise<Outcome<readonly OpenedRow[]>> {
    const { device } = this.input;
    const { work, batch } = chain;
    const plan = replayPlan(work, asked);
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const rowBuffer = device.createBuffer({ label: 'proof opened rows', size: 4 * work.rows * plan.rows.length, usage });
    const groupBuffer = device.createBuffer({
      label: 'proof opened hashes',
      size: GROUP * HASH_BYTES * plan.groups.length,
      usage,
    });
    try {
      const wanted = { ...plan, rowBuffer, groupBuffer };
      chain.start(seed);
      const submissions = Math.floor(plan.lastLink / batch) + 1;
      await this.paced(submissions, (at) => chain.advance(seed, at * batch, wanted));
      const rows = await readBuffer(device, rowBuffer);
      const groups = await readBuffer(device, groupBuffer);
      return openedRows(work, asked, plan, { rows, groups, upper, root });
    } finally {
      rowBuffer.destroy();
      groupBuffer.destroy();
    }
  }

  /** Submits one after another with a few waiting on the device, so that neither it nor the page stands still. */
  private async paced(count: number, submit: (at: number) => void): Promise<void> {
    const { device, signal, onProgress } = this.input;
    const waiting: Promise<undefined>[] = [];
    const most = inFlight(this.chain?.batch ?? 1, this.secondsPerLink);
    for (let at = 0; at < count; at++) {
      signal?.throwIfAborted();
      if (this.lost !== undefined) throw new Error(this.lost);
      submit(at);
      waiting.push(device.queue.onSubmittedWorkDone());
      if (waiting.length < most) continue;
      await waiting.shift();
      onProgress?.((at + 1) / count);
    }
    await Promise.all(waiting);
    onProgress?.(1);
  }

  /** What goes wrong on the device, in its scopes, by losing it or by being stopped, becomes the reason of a failure. */
  private async guarded<Value>(act: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    const { device, signal } = this.input;
    if (this.lost !== undefined) return { kind: 'failed', detail: this.lost };
    device.pushErrorScope('validation');
    device.pushErrorScope('out-of-memory');
    let outcome: Outcome<Value>;
    try {
      outcome = await act();
    } catch (error) {
      const reason = signal?.aborted ? 'it was stopped' : `the device did not finish: ${String(error)}`;
      outcome = { kind: 'failed', detail: this.lost ?? reason };
    }
    const scopes = [device.popErrorScope(), device.popErrorScope()];
    const errors = await Promise.all(scopes.map((scope) => scope.catch(() => null)));
    const message = this.lost ?? errors.find((error) => error !== null)?.message;
    if (signal?.aborted) return { kind: 'failed', detail: 'it was stopped' };
    return message === undefined || outcome.kind === 'failed' ? outcome : { kind: 'failed', detail: message };
  }
}
