// The buffers of one proof: three matrices, the hashes of some links, the roots of all. Rests on kernels/proof.ts and proof/.
// At most 48 MiB of matrices and 52 MiB of hashes, each buffer within what WebGPU grants by default. Whoever allocates destroys.
import type { Work } from '../proof/chain.ts';
import { hashesOfTree } from '../proof/levels.ts';
import { HASH_BYTES, SEGMENT_ELEMENTS } from '../proof/tree.ts';
import type { Outcome } from './trainer.ts';

/** Bytes at which uniforms may start. */
export const SLOT_BYTES = 256;

export interface ProofBuffers {
  /** Uniforms in slots; their order is proof-chain.ts's. */
  readonly uniforms: GPUBuffer;
  /** W, X and Y: [rows, rows] f32. */
  readonly weights: GPUBuffer;
  readonly operand: GPUBuffer;
  readonly product: GPUBuffer;
  /** Hashes of the segments of one submission's links, and the tree over their rows, up to one hash a group and no further. */
  readonly segments: GPUBuffer;
  readonly lower: GPUBuffer;
  /** The tree over the groups of the whole chain. */
  readonly upper: GPUBuffer;
}

/** Rows that are one leaf of the upper tree; the lower trees stop there, so that little is kept of a long chain. */
export const GROUP = 256;

/** Groups of the whole chain. */
export function groupsOf({ rows, links }: Work): number {
  return (rows * links) / GROUP;
}

export async function allocateProofBuffers(
  device: GPUDevice,
  work: Work,
  batch: number,
  slots: number,
): Promise<Outcome<ProofBuffers>> {
  const { STORAGE, UNIFORM, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const made: GPUBuffer[] = [];
  const bufferOf = (label: string, size: number, usage = STORAGE | COPY_SRC | COPY_DST) => {
    const buffer = device.createBuffer({ label: `proof ${label}`, size, usage });
    made.push(buffer);
    return buffer;
  };
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  let wrong: string | undefined;
  let buffers: ProofBuffers | undefined;
  try {
    const matrix = 4 * work.rows ** 2;
    buffers = {
      uniforms: bufferOf('uniforms', SLOT_BYTES * slots, UNIFORM | COPY_DST),
      weights: bufferOf('weights', matrix),
      operand: bufferOf('operand', matrix),
      product: bufferOf('product', matrix),
      segments: bufferOf('segments', (batch * work.rows ** 2 * HASH_BYTES) / SEGMENT_ELEMENTS),
      lower: bufferOf('lower tree', hashesOfTree(batch * work.rows) * HASH_BYTES),
      upper: bufferOf('upper tree', hashesOfTree(groupsOf(work)) * HASH_BYTES),
    };
  } catch (error) {
    wrong = String(error);
  }
  const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  const message = wrong ?? errors.find((error) => error !== null)?.message;
  if (buffers !== undefined && message === undefined) return { kind: 'done', value: buffers };
  for (const buffer of made) buffer.destroy();
  return { kind: 'failed', detail: `no memory for a proof of ${work.rows} rows: ${message ?? 'nothing was said'}` };
}
