// One chain of products on a device: its buffers, its bindings, and how some links of it are sent in one submission.
// Rests on kernels/ and proof/; prover.ts says which links. What each dispatch computes: src/proof/chain.ts and tree.ts.
import type { Kernel } from '../kernels/kernel.ts';
import { PROOF_FOLD, PROOF_NODES, PROOF_OPERAND, PROOF_ROWS_SHADER, PROOF_SEGMENTS } from '../kernels/proof.ts';
import { foldKey, partnerRow, type SeedWords, type Work } from '../proof/chain.ts';
import { levelStart } from '../proof/levels.ts';
import { HASH_BYTES } from '../proof/tree.ts';
import type { Operation } from '../workload/operation.ts';
import { allocateProofBuffers, GROUP, groupsOf, SLOT_BYTES, type ProofBuffers } from './proof-buffers.ts';
import type { ProofPipelines } from './proof-pipelines.ts';
import type { Outcome } from './trainer.ts';

/** Yᵢ = Xᵢ · W. */
export function productOf(rows: number): Operation {
  return { kind: 'matmul', m: rows, n: rows, k: rows, transpose: 'nn' };
}

/** What is to be kept of a submission beside the roots: rows of products, and the row hashes of groups of 256 rows. */
export interface Wanted {
  readonly rows: readonly { readonly link: number; readonly row: number; readonly to: number }[];
  readonly groups: readonly { readonly link: number; readonly group: number; readonly to: number }[];
  /** Where they go: [rows] of 4 · n bytes, and [groups] of 256 hashes; `to` counts in these. */
  readonly rowBuffer: GPUBuffer;
  readonly groupBuffer: GPUBuffer;
}

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: readonly [number, number, number];
}

/** Levels of a lower tree: 256 rows to one hash. The upper one has at most 19, of 65,536 links of 2,048 rows. */
const LOWER_LEVELS = Math.log2(GROUP);

/** Slots of the uniforms: these, then one for each link's fold, then one for each link's segments. */
const SLOTS = { weights: 0, operand: 1, product: 2, rows: 3, lower: 4, upper: 12, links: 31 } as const;

/** Compiles, allocates and binds; `batch` links go into one submission and divide `work.links`. */
export async function openChain(
  device: GPUDevice,
  pipelines: ProofPipelines,
  kernel: Kernel,
  work: Work,
  batch: number,
): Promise<Outcome<ProofChain>> {
  const shaders = await pipelines.shaders();
  if (shaders.kind === 'failed') return shaders;
  const product = await pipelines.kernel(kernel);
  if (product.kind === 'failed') return product;
  const allocated = await allocateProofBuffers(device, work, batch, SLOTS.links + 2 * batch);
  if (allocated.kind === 'failed') return allocated;
  const { uniforms, weights, operand, product: y, segments, lower, upper } = allocated.value;
  const step = (
    pipeline: GPUComputePipeline,
    slot: number,
    buffers: readonly GPUBuffer[],
    grid: readonly [number, number, number],
  ): Step => {
    const uniform = { buffer: uniforms, offset: SLOT_BYTES * slot, size: SLOT_BYTES };
    const entries = [uniform, ...buffers.map((buffer) => ({ buffer }))].map((resource, binding) => ({ binding, resource }));
    return { pipeline, grid, group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) };
  };
  const { rows } = work;
  const each = Array.from({ length: batch }, (_, link) => link);
  const steps = {
    weights: step(shaders.value.operand, SLOTS.weights, [weights], PROOF_OPERAND.grid(rows)),
    operand: step(shaders.value.operand, SLOTS.operand, [operand], PROOF_OPERAND.grid(rows)),
    product: step(product.value, SLOTS.product, [operand, weights, y], kernel.grid(productOf(rows))),
    folds: each.map((link) => step(shaders.value.fold, SLOTS.links + link, [y, operand], PROOF_FOLD.grid(rows))),
    segments: each.map((link) =>
      step(shaders.value.segments, SLOTS.links + batch + link, [y, segments], PROOF_SEGMENTS.grid(rows)),
    ),
    rows: step(shaders.value.rows, SLOTS.rows, [segments, lower], PROOF_ROWS_SHADER.grid(batch * rows)),
    lower: levels(batch * rows, LOWER_LEVELS).map(({ count }, level) =>
      step(shaders.value.nodes, SLOTS.lower + level, [lower], PROOF_NODES.grid(count)),
    ),
    upper: levels(groupsOf(work), Math.log2(groupsOf(work))).map(({ count }, level) =>
      step(shaders.value.nodes, SLOTS.upper + level, [upper], PROOF_NODES.grid(count)),
    ),
  };
  const chain = new ProofChain(device, work, batch, allocated.value, steps);
  chain.writeFixed(kernel);
  return { kind: 'done', value: chain };
}

/** The levels above the leaves of a tree, and the shapes that make them. */
function levels(leaves: number, height: number) {
  return Array.from({ length: height }, (_, below) => {
    const count = leaves / 2 ** (below + 1);
    return { count, shape: PROOF_NODES.shape(count, levelStart(leaves, below), levelStart(leaves, below + 1)) };
  });
}

interface Steps {
  readonly weights: Step;
  readonly operand: Step;
  readonly product: Step;
  readonly folds: readonly Step[];
  readonly segments: readonly Step[];
  readonly rows: Step;
  readonly lower: readonly Step[];
  readonly upper: readonly Step[];
}

export class ProofChain {
  readonly work: Work;
  readonly batch: number;
  readonly buffers: ProofBuffers;
  private readonly device: GPUDevice;
  private readonly steps: Steps;

  constructor(device: GPUDevice, work: Work, batch: number, buffers: ProofBuffers, steps: Steps) {
    this.device = device;
    this.work = work;
    this.batch = batch;
    this.buffers = buffers;
    this.steps = steps;
  }

  /** The uniforms that no link and no seed changes. */
  writeFixed(kernel: Kernel): void {
    const { rows } = this.work;
    const groups = groupsOf(this.work);
    this.write(SLOTS.product, [kernel.shape(productOf(rows))]);
    this.write(SLOTS.rows, [PROOF_ROWS_SHADER.shape(rows, this.batch * rows)]);
    this.write(
      SLOTS.lower,
      levels(this.batch * rows, LOWER_LEVELS).map(({ shape }) => shape),
    );
    this.write(
      SLOTS.upper,
      levels(groups, Math.log2(groups)).map(({ shape }) => shape),
    );
    const shapes = Array.from({ length: this.batch }, (_, link) => PROOF_SEGMENTS.shape(rows, link));
    this.write(SLOTS.links + this.batch, shapes);
  }

  /** Fills W and X₀; what was there is gone. */
  start(seed: SeedWords): void {
    const { rows } = this.work;
    const [first = 0, second = 0, third = 0, fourth = 0] = seed;
    this.write(SLOTS.weights, [PROOF_OPERAND.shape(first, second, rows), PROOF_OPERAND.shape(third, fourth, rows)]);
    const encoder = this.device.createCommandEncoder({ label: 'proof, start' });
    const pass = encoder.beginComputePass();
    dispatch(pass, this.steps.weights);
    dispatch(pass, this.steps.operand);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** Submits `batch` links from `first` on, a multiple of it, and the hashes of their rows; keeps what is wanted of them. */
  advance(seed: SeedWords, first: number, wanted?: Wanted): void {
    const { work, batch, steps } = this;
    const links = Array.from({ length: batch }, (_, link) => first + link);
    const folds = links.map((link) => PROOF_FOLD.shape(work.rows, foldKey(seed, link), partnerRow(link, 0, work)));
    this.write(SLOTS.links, folds);
    const encoder = this.device.createCommandEncoder({ label: `proof, links from ${first}` });
    let pass = encoder.beginComputePass();
    for (const [slot, link] of links.entries()) {
      dispatch(pass, steps.product);
      dispatch(pass, steps.segments[slot]);
      if (wanted?.rows.some((row) => row.link === link)) {
        pass.end();
        this.copyRows(encoder, link, wanted);
        pass = encoder.beginComputePass();
      }
      dispatch(pass, steps.folds[slot]);
    }
    dispatch(pass, steps.rows);
    for (const level of steps.lower) dispatch(pass, level);
    pass.end();
    this.copySubroots(encoder, first);
    if (wanted) this.copyGroups(encoder, first, wanted);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Submits as many products as `advance` does, and nothing else: what hashing and folding are compared with. */
  multiply(): void {
    const encoder = this.device.createCommandEncoder({ label: 'proof, products' });
    const pass = encoder.beginComputePass();
    for (let link = 0; link < this.batch; link++) dispatch(pass, this.steps.product);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** Submits the upper tree: its last hash is the root of the chain. */
  reduce(): void {
    const encoder = this.device.createCommandEncoder({ label: 'proof, upper tree' });
    const pass = encoder.beginComputePass();
    for (const level of this.steps.upper) dispatch(pass, level);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    for (const buffer of Object.values(this.buffers) as GPUBuffer[]) buffer.destroy();
  }

  private copyRows(encoder: GPUCommandEncoder, link: number, wanted: Wanted): void {
    const bytes = 4 * this.work.rows;
    for (const { link: of, row, to } of wanted.rows)
      if (of === link) encoder.copyBufferToBuffer(this.buffers.product, bytes * row, wanted.rowBuffer, bytes * to, bytes);
  }

  /** The last level of the lower trees is the first of the upper one. */
  private copySubroots(encoder: GPUCommandEncoder, first: number): void {
    const { work, batch, buffers } = this;
    const from = levelStart(batch * work.rows, LOWER_LEVELS);
    const to = (first * work.rows) / GROUP;
    const count = (batch * work.rows) / GROUP;
    encoder.copyBufferToBuffer(buffers.lower, HASH_BYTES * from, buffers.upper, HASH_BYTES * to, HASH_BYTES * count);
  }

  private copyGroups(encoder: GPUCommandEncoder, first: number, wanted: Wanted): void {
    const bytes = GROUP * HASH_BYTES;
    const groupsOfLink = this.work.rows / GROUP;
    for (const { link, group, to } of wanted.groups) {
      if (link < first || link >= first + this.batch) continue;
      const from = bytes * ((link - first) * groupsOfLink + group);
      encoder.copyBufferToBuffer(this.buffers.lower, from, wanted.groupBuffer, bytes * to, bytes);
    }
  }

  /** Writes words into slots from `slot` on, one list each. */
  private write(slot: number, shapes: readonly (readonly number[])[]): void {
    const words = new Uint32Array((SLOT_BYTES / 4) * shapes.length);
    for (const [at, shape] of shapes.entries()) words.set(shape, (SLOT_BYTES / 4) * at);
    this.device.queue.writeBuffer(this.buffers.uniforms, SLOT_BYTES * slot, words);
  }
}

function dispatch(pass: GPUComputePassEncoder, step: Step | undefined): void {
  if (step === undefined) throw new Error('proof: a link without its step');
  pass.setPipeline(step.pipeline);
  pass.setBindGroup(0, step.group);
  pass.dispatchWorkgroups(...step.grid);
}
