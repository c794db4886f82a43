// The buffers of one proof: three matrices, the hashes of some links, the roots of all. Rests on kernels/proof.ts and proof/.
// At most 48 MiB of matrices and 33 MiB of hashes, each within what WebGPU grants by default. Whoever allocates destroys.
import { ROWS_OF_GROUP } from '../kernels/proof.ts';
import type { Work } from '../proof/chain.ts';
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
  /** Hashes of the segments and of the rows of one submission's links. */
  readonly segments: GPUBuffer;
  readonly rowHashes: GPUBuffer;
  /** A root for every 256 rows of the chain, and one for every 256 of those where there are as many. */
  readonly subroots: GPUBuffer;
  readonly tops: GPUBuffer;
}

/** Roots of groups of 256 rows in the whole chain. */
export function subrootsOf({ rows, links }: Work): number {
  return (rows * links) / ROWS_OF_GROUP;
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
      rowHashes: bufferOf('row hashes', batch * work.rows * HASH_BYTES),
      subroots: bufferOf('subroots', subrootsOf(work) * HASH_BYTES),
      tops: bufferOf('tops', Math.max(1, subrootsOf(work) / ROWS_OF_GROUP) * HASH_BYTES),
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
