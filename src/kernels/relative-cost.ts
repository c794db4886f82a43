// A guess of what a kernel costs on an operation beside its alternatives, in arbitrary units: the static rule of
// choose.ts as numbers. Rests on kernel.ts. Not a time: only the order within one operation means anything.
import type { Operation } from '../workload/operation.ts';
import type { Kernel } from './kernel.ts';

/** Cost per unit of padded work by the kernel's name without layout and precision; from docs/log.md. */
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
  'matmul-naive': { hardware: 10, software: 8 },
  'matvec/64': { hardware: 1, software: 5 },
  'matvec/128': { hardware: 1.01, software: 8 },
  'matvec/256': { hardware: 1.05, software: 16 },
  'matvec/32': { hardware: 1.1, software: 4 },
  'matvec-ragged/64': { hardware: 2, software: 10 },
  'matvec-direct/8': { hardware: 4, software: 1 },
  'attention-prefill/64x32-d64': { hardware: 1, software: 3 },
  'attention-prefill/64x32-d96': { hardware: 1, software: 3 },
  'attention-prefill/64x32-d128': { hardware: 1, software: 3 },
  'attention-prefill/32x32-d64': { hardware: 1.1, software: 2 },
  'attention-prefill/32x32-d96': { hardware: 1.1, software: 2 },
  'attention-prefill/32x32-d128': { hardware: 1.1, software: 2 },
  'attention-prefill-direct/d64': { hardware: 6, software: 1 },
  'attention-prefill-direct/d96': { hardware: 6, software: 1 },
  'attention-prefill-direct/d128': { hardware: 6, software: 1 },
  'attention-decode/256': { hardware: 1, software: 10 },
  'attention-decode/128': { hardware: 1.1, software: 6 },
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
  if (isSoftware) return cost.software;
  if (operation.kind !== 'matmul') return cost.hardware;
  const [x, y] = kernel.grid(operation);
  return (cost.hardware * paddedShare(kernel, operation.m, operation.n)) / Math.min(1, (x * y) / BUSY_WORKGROUPS);
}

function costOf(kernel: Kernel): Cost {
  const parts = kernel.id
    .split('/')
    .slice(0, -1)
    .filter((part) => !['nn', 'nt', 'tn'].includes(part));
  const cost = COSTS[parts.join('/')];
  if (cost === undefined) throw new Error(`relative cost: ${kernel.id} has no entry`);
  return cost;
}

/** Elements of the grid's tiles over elements of C; at least 1. */
function paddedShare(kernel: Kernel, m: number, n: number): number {
  const { TILE_M: rows = 1, TILE_N: columns = 1 } = kernel.constants;
  return (Math.ceil(m / Number(rows)) * Number(rows) * Math.ceil(n / Number(columns)) * Number(columns)) / (m * n);
}
