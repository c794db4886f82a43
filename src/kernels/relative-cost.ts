// A guess of what a kernel costs on an operation beside its alternatives, in arbitrary units: the static rule of
// choose.ts as numbers. Rests on kernel.ts. Not a time: only the order within one operation means anything.
import type { Operation } from '../workload/operation.ts';
import type { Kernel } from './kernel.ts';

/** Cost per unit of padded work by the kernel's name without layout, bits and precision; from docs/log.md. */
interface Cost {
  readonly hardware: number;
  readonly software: number;
}

const COSTS: Readonly<Record<string, Cost>> = {
  'matmul-tile/128x128x8': { hardware: 1, software: 6 },
  'matmul-tile/128x64x16': { hardware: 1.05, software: 5 },
  'matmul-tile/64x64x16': { hardware: 1.15, software: 4 },
  'matmul-tile-small/64x64x16': { hardware: 1.6, software: 5 },
  'matmul-tile-small/32x32x16': { hardware: 2, software: 4 },
  'matmul-tile-ragged/32x32x16': { hardware: 3, software: 5 },
  'matmul-direct': { hardware: 4, software: 1 },
  // As fast as matmul-direct on SwiftShader, within a factor of 1.6, but another four seconds to compile: left out there.
  'matmul-subgroup': { hardware: 3, software: 4 },
  'matmul-split/64': { hardware: 4, software: 5 },
  // Guesses: units of 16 do about four times what the same device's other arithmetic does.
  'matmul-subgroup-matrix/16x16x16': { hardware: 0.3, software: 5 },
  'matmul-subgroup-matrix/8x16x16': { hardware: 0.35, software: 5 },
  'matmul-subgroup-matrix/8x8x8': { hardware: 0.8, software: 5 },
  'matmul-split-grid/64x1024': { hardware: 4.2, software: 14 },
  'matmul-naive': { hardware: 10, software: 8 },
  'matvec/64': { hardware: 1, software: 5 },
  'matvec/128': { hardware: 1.01, software: 8 },
  'matvec/256': { hardware: 1.05, software: 16 },
  'matvec/32': { hardware: 1.1, software: 4 },
  'matvec-subgroup/64': { hardware: 1, software: 5 },
  'matvec-subgroup/128': { hardware: 1, software: 8 },
  'matvec-subgroup/32': { hardware: 1.1, software: 4 },
  'matvec-ragged/64': { hardware: 2, software: 10 },
  'matvec-direct/8': { hardware: 4, software: 1 },
  // Per pass over the weights.
  'matvec-quantised/64x1': { hardware: 1, software: 4 },
  'matvec-quantised/64x4': { hardware: 1.3, software: 7.5 },
  'matvec-quantised/4x1': { hardware: 8, software: 1 },
  'matvec-quantised/4x4': { hardware: 10, software: 1.7 },
  'matvec-quantised-int8-packed/64x1': { hardware: 1, software: 6 },
  'matvec-quantised-int8-packed/64x4': { hardware: 1.3, software: 8 },
  'matvec-quantised-int8-packed/4x1': { hardware: 8, software: 1 },
  'matvec-quantised-int8/64x1': { hardware: 1.2, software: 6 },
  'matvec-quantised-int8/64x4': { hardware: 1.8, software: 8 },
  'matvec-quantised-int8/4x1': { hardware: 9, software: 1.5 },
  'matmul-quantised-int8-packed/64x64': { hardware: 8, software: 30 },
  'matmul-quantised-int8/64x64': { hardware: 14, software: 40 },
  'matmul-quantised/32x64x16': { hardware: 8, software: 6 },
  'matmul-quantised/64x64x16': { hardware: 11, software: 10 },
  'attention-prefill/64x32-d64': { hardware: 1, software: 3 },
  'attention-prefill/64x32-d96': { hardware: 1, software: 3 },
  'attention-prefill/64x32-d128': { hardware: 1, software: 3 },
  'attention-prefill/64x32-d256': { hardware: 1.2, software: 3 },
  'attention-prefill/32x32-d64': { hardware: 1.1, software: 2 },
  'attention-prefill/32x32-d96': { hardware: 1.1, software: 2 },
  'attention-prefill/32x32-d128': { hardware: 1.1, software: 2 },
  'attention-prefill/32x32-d256': { hardware: 1.1, software: 2 },
  'attention-prefill-direct/d64': { hardware: 6, software: 1 },
  'attention-prefill-direct/d96': { hardware: 6, software: 1 },
  'attention-prefill-direct/d128': { hardware: 6, software: 1 },
  'attention-prefill-direct/d256': { hardware: 6, software: 1 },
  'attention-decode/256': { hardware: 1, software: 10 },
  'attention-decode/128': { hardware: 1.1, software: 6 },
  'attention-decode-split/128x256': { hardware: 1.2, software: 7 },
  'attention-decode-direct/4': { hardware: 10, software: 1 },
  'rmsnorm/128': { hardware: 1, software: 14 },
  'rmsnorm/4': { hardware: 6, software: 1 },
  'rmsnorm-ragged/128': { hardware: 2, software: 14 },
  'rmsnorm-ragged/4': { hardware: 8, software: 2 },
  'layernorm/128': { hardware: 1, software: 14 },
  'layernorm/4': { hardware: 6, software: 1 },
  'layernorm-ragged/128': { hardware: 2, software: 14 },
  'layernorm-ragged/4': { hardware: 8, software: 2 },
  'rotary/4': { hardware: 1, software: 1 },
  'rotary/1': { hardware: 2, software: 2 },
  'swiglu/4': { hardware: 1, software: 1 },
  'swiglu/1': { hardware: 2, software: 3 },
  'gelu/4': { hardware: 1, software: 1 },
  'gelu/1': { hardware: 2, software: 2.5 },
  'residual/4': { hardware: 1, software: 1 },
  'residual/1': { hardware: 2, software: 1.6 },
  'embedding/4': { hardware: 1, software: 1 },
  'embedding/1': { hardware: 2, software: 5 },
  'rmsnorm-backward/128': { hardware: 1, software: 14 },
  'rmsnorm-backward/4': { hardware: 6, software: 1 },
  'rmsnorm-backward-ragged/128': { hardware: 2, software: 14 },
  'rmsnorm-backward-ragged/4': { hardware: 8, software: 2 },
  'layernorm-backward/128': { hardware: 1, software: 14 },
  'layernorm-backward/4': { hardware: 6, software: 1 },
  'layernorm-backward-ragged/128': { hardware: 2, software: 14 },
  'layernorm-backward-ragged/4': { hardware: 8, software: 2 },
  'cross-entropy/256': { hardware: 1, software: 14 },
  'cross-entropy/4': { hardware: 20, software: 1 },
  'cross-entropy-ragged/256': { hardware: 2, software: 14 },
  'cross-entropy-ragged/4': { hardware: 30, software: 2 },
  'cross-entropy-backward/256': { hardware: 1, software: 14 },
  'cross-entropy-backward/4': { hardware: 20, software: 1 },
  'cross-entropy-backward-ragged/256': { hardware: 2, software: 14 },
  'cross-entropy-backward-ragged/4': { hardware: 30, software: 2 },
  'rotary-backward/4': { hardware: 1, software: 1 },
  'rotary-backward/1': { hardware: 2, software: 2.5 },
  'swiglu-backward/4': { hardware: 1, software: 1 },
  'swiglu-backward/1': { hardware: 2, software: 2.5 },
  'gelu-backward/4': { hardware: 1, software: 1 },
  'gelu-backward/1': { hardware: 2, software: 2.5 },
  'adamw/4': { hardware: 1, software: 1 },
  'adamw/1': { hardware: 2, software: 2 },
  'embedding-backward/4x64': { hardware: 1, software: 6 },
  'embedding-backward/4x4': { hardware: 6, software: 1 },
  'embedding-backward/1x64': { hardware: 2, software: 8 },
  'gain-backward/4x16x16': { hardware: 1, software: 6 },
  'gain-backward/4x4x1': { hardware: 6, software: 1 },
  'gain-backward/1x16x16': { hardware: 2, software: 8 },
  'attention-backward-rows-tile/32x16': { hardware: 1, software: 4 },
  'attention-backward-queries-tile/32x16-d64': { hardware: 1, software: 4 },
  'attention-backward-queries-tile/32x16-d96': { hardware: 1, software: 4 },
  'attention-backward-queries-tile/32x16-d128': { hardware: 1, software: 4 },
  'attention-backward-queries-tile/32x16-d256': { hardware: 1, software: 4 },
  'attention-backward-keys-tile/32x8-d64': { hardware: 1, software: 4 },
  'attention-backward-keys-tile/32x8-d96': { hardware: 1, software: 4 },
  'attention-backward-keys-tile/32x8-d128': { hardware: 1, software: 4 },
  'attention-backward-rows-direct/4-d64': { hardware: 6, software: 1 },
  'attention-backward-rows-direct/64-d64': { hardware: 3, software: 2 },
  'attention-backward-rows-direct/4-d128': { hardware: 6, software: 1 },
  'attention-backward-rows-direct/64-d128': { hardware: 3, software: 2 },
  'attention-backward-rows-direct/4-d256': { hardware: 6, software: 1 },
  'attention-backward-rows-direct/64-d256': { hardware: 3, software: 2 },
  'attention-backward-queries-direct/4-d64': { hardware: 6, software: 1 },
  'attention-backward-queries-direct/64-d64': { hardware: 3, software: 2 },
  'attention-backward-queries-direct/4-d128': { hardware: 6, software: 1 },
  'attention-backward-queries-direct/64-d128': { hardware: 3, software: 2 },
  'attention-backward-queries-direct/4-d256': { hardware: 6, software: 1 },
  'attention-backward-queries-direct/64-d256': { hardware: 3, software: 2 },
  'attention-backward-keys-direct/4-d64': { hardware: 6, software: 1 },
  'attention-backward-keys-direct/64-d64': { hardware: 3, software: 2 },
  'attention-backward-keys-direct/4-d128': { hardware: 6, software: 1 },
  'attention-backward-keys-direct/64-d128': { hardware: 3, software: 2 },
  'attention-backward-keys-direct/4-d256': { hardware: 6, software: 1 },
  'attention-backward-keys-direct/64-d256': { hardware: 3, software: 2 },
  'stream-copy/4x4': { hardware: 1, software: 1 },
  'stream-copy/4x1': { hardware: 1.1, software: 1.5 },
  'stream-copy/1x4': { hardware: 1.5, software: 2.3 },
  'fma-chain/8x4': { hardware: 1, software: 1 },
  'empty/1': { hardware: 1, software: 1 },
};

/** Workgroups that keep a small GPU busy; a grid of fewer leaves part of it idle. */
const BUSY_WORKGROUPS = 64;

export function relativeCost(kernel: Kernel, operation: Operation, isSoftware: boolean): number {
  const cost = costOf(kernel);
  if ('bits' in operation) return (isSoftware ? cost.software : cost.hardware) * passes(kernel, operation.m);
  if (isSoftware) return cost.software;
  const [x, y, z] = kernel.grid(operation);
  const busyShare = Math.min(1, (x * y * z) / BUSY_WORKGROUPS);
  if (operation.kind === 'attention-decode') return cost.hardware / busyShare;
  if (operation.kind !== 'matmul') return cost.hardware;
  return (cost.hardware * paddedShare(kernel, operation.m, operation.n)) / busyShare;
}

function costOf(kernel: Kernel): Cost {
  const parts = kernel.id
    .split('/')
    .slice(0, -1)
    .filter((part) => !['nn', 'nt', 'tn', 'int4', 'int8'].includes(part));
  const cost = COSTS[parts.join('/')];
  if (cost === undefined) throw new Error(`relative cost: ${kernel.id} has no entry`);
  return cost;
}

/** Elements of the tiles of one matrix over elements of C; at least 1. */
function paddedShare(kernel: Kernel, m: number, n: number): number {
  const { TILE_M: rows = 1, TILE_N: columns = 1 } = kernel.constants;
  return (Math.ceil(m / Number(rows)) * Number(rows) * Math.ceil(n / Number(columns)) * Number(columns)) / (m * n);
}

/** How often a kernel goes through all the weights for `rows` rows. */
function passes(kernel: Kernel, rows: number): number {
  const { TOKENS, TILE_M = 1 } = kernel.constants;
  return Math.ceil(rows / Number(TOKENS ?? TILE_M));
}
