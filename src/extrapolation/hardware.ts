// Accelerators as their data sheets state them, from data/hardware.json. Rests on units/.
// The H100 is what everything is carried to; the others only serve to compare published runs with their own peaks.
import rows from '../../data/hardware.json' with { type: 'json' };
import type { Sourced } from '../units/estimate.ts';
import type { Bytes, BytesPerSecond, FlopPerSecond, Fraction, Seconds } from '../units/units.ts';

export interface Accelerator {
  readonly name: string;
  /** Dense, without sparsity. */
  readonly bf16: Sourced<FlopPerSecond>;
  readonly fp8: Sourced<FlopPerSecond> | undefined;
  readonly memory: Sourced<Bytes>;
  readonly memoryBandwidth: Sourced<BytesPerSecond>;
  readonly gpusPerNode: number;
}

const ACCELERATORS: readonly Accelerator[] = rows.map((row) => {
  const sourced = <T>(value: T): Sourced<T> => ({ value, provenance: 'data-sheet', source: row.source, asOf: row.date });
  return {
    name: row.name,
    bf16: sourced(row.bf16_flop_per_second),
    fp8: row.fp8_flop_per_second === null ? undefined : sourced(row.fp8_flop_per_second),
    memory: sourced(row.memory_bytes),
    memoryBandwidth: sourced(row.memory_bytes_per_second),
    gpusPerNode: row.scale_up_gpus,
  };
});

/** Throws on a name that data/hardware.json does not hold: the names in data/ must agree. */
export function accelerator(name: string): Accelerator {
  const found = ACCELERATORS.find((entry) => entry.name === name);
  if (found === undefined) throw new RangeError(`data/hardware.json has no accelerator ${name}`);
  return found;
}

export const H100: Accelerator = accelerator('H100 SXM 80GB');

/** The best any bf16 matrix product has been measured at on an H100: no training run can use more of the peak. */
export const BEST_MATMUL: Sourced<FlopPerSecond> = {
  value: 794.5e12,
  provenance: 'published-run',
  source: 'S. Bekman, ml-engineering, maximum achievable matmul FLOP/s (github.com/stas00/ml-engineering@744d01e)',
  asOf: '2025',
};

/** Share of the data sheet’s memory bandwidth that kernels reach at their best. */
export const MEMORY_SHARE: Sourced<Fraction> = {
  value: 0.82,
  provenance: 'published-run',
  source: 'inference-sim issue 415: HBM at .82 of peak on an H100; llama.cpp F16 decode on CUDA reaches .80–.93',
  asOf: '2025',
};

/** What one kernel costs on a data-centre GPU besides its work: launch, ramp and tail. */
export const LAUNCH: Sourced<Seconds> = {
  value: 5e-6,
  provenance: 'assumption',
  source: 'Order of CUDA kernel launches and of the ramp of one wave of tiles; fits published runs of 0.1 B models',
  asOf: '2026-11',
};
