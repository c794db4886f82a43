// What is timed before the ladder: the ceilings of the adapter, and the operations at which kernels compete (tuning-plan.ts),
// which also say how much work fits into one dispatch. Rests on kernels/, workload/.
import { candidates, type Capabilities } from '../kernels/choose.ts';
import type { Operation } from '../workload/operation.ts';
import type { Precision } from '../kernels/kernel.ts';
import { planTrial, type PlannedTrial } from './planned-trial.ts';
import { largestOperand } from './slice.ts';

/** What the choice of kernels depends on. */
export interface AdapterTraits extends Capabilities {
  readonly isSoftware: boolean;
}

/** Trials of ascending work: climbed until the next rung would outlast a dispatch's limit. */
export type Ramp = readonly PlannedTrial[];

const powers = (from: number, to: number, step: number) => {
  const values: number[] = [];
  for (let exponent = from; exponent <= to; exponent += step) values.push(2 ** exponent);
  return values;
};

/**
 * Launch overhead, bandwidth, FMA peak, matrix products from tiny to large, and products with quantised weights at the row
 * counts of decode and prefill, and at decode's with quantised activations too, each ascending in work. The ladder's own weights are not quantised: those last stand on the
 * roofline beside it.
 */
export function planRamps(traits: AdapterTraits, precision: Precision, arenaElements: number): readonly Ramp[] {
  const series: readonly (readonly Operation[])[] = [
    [{ kind: 'empty' }],
    powers(14, 28, 2).map((elements) => ({ kind: 'copy' as const, elements })),
    powers(4, 14, 2).map((iterations) => ({ kind: 'fma' as const, invocations: 2 ** (iterations > 256 ? 18 : 14), iterations })),
    powers(6, 12, 1).map((extent) => ({ kind: 'matmul' as const, m: extent, n: extent, k: extent, transpose: 'nt' as const })),
    ...(
      [
        [1, 4],
        [1, 8],
        [traits.isSoftware ? 16 : 512, 4],
      ] as const
    ).map(([m, bits]) =>
      powers(9, 13, 2).map((extent) => ({
        kind: 'matmul-quantised' as const,
        m,
        n: extent,
        k: extent,
        bits,
        group: 32 as const,
      })),
    ),
    powers(9, 13, 2).map((extent) => ({
      kind: 'matmul-quantised-int8' as const,
      m: 1,
      n: extent,
      k: extent,
      bits: 4 as const,
      group: 32 as const,
    })),
  ];
  return series.map((operations) =>
    operations
      .filter((operation) => largestOperand(operation) <= arenaElements)
      .flatMap((operation): PlannedTrial[] => {
        // The FMA ceiling is that of the accumulators, which are f32 in every kernel.
        const [kernel] = candidates(operation, operation.kind === 'fma' ? 'f32' : precision, traits, traits.isSoftware);
        return kernel ? [planTrial('probe', operation, kernel, 1, arenaElements)] : [];
      }),
  );
}

/** One representative operation of each class, small enough for any adapter, in a shape that a mid-sized model has. */
export function contestOperations(rows: number): readonly Operation[] {
  const matmul = { kind: 'matmul' as const, m: rows, n: 512, k: 512 };
  const attention = {
    kind: 'attention' as const,
    queries: rows,
    keys: 1024,
    queryOffset: Math.floor((1024 - rows) / 2),
    heads: 1,
    kvHeads: 1,
    headDim: 64,
  };
  return [
    { ...matmul, transpose: 'nt' },
    { ...matmul, transpose: 'nn' },
    { ...matmul, transpose: 'tn' },
    { kind: 'matvec', n: 1024, k: 1024 },
    attention,
    { kind: 'attention-decode', keys: 1024, heads: 8, kvHeads: 8, headDim: 64 },
    { kind: 'rmsnorm', rows, width: 1024 },
    { kind: 'layernorm', rows, width: 1024 },
    { kind: 'rotary', rows, heads: 16, headDim: 64 },
    { kind: 'swiglu', rows, width: 2048 },
    { kind: 'gelu', rows, width: 2048 },
    { kind: 'residual', rows, width: 1024 },
    { kind: 'embedding', rows, width: 1024, vocabulary: 1024 },
    ...(['rows', 'queries', 'keys'] as const).map((pass) => ({
      ...attention,
      kind: `attention-backward-${pass}` as const,
    })),
    { kind: 'rmsnorm-backward', rows, width: 1024 },
    { kind: 'layernorm-backward', rows, width: 1024 },
    { kind: 'gain-backward', rows, width: 1024 },
    { kind: 'rotary-backward', rows, heads: 16, headDim: 64 },
    { kind: 'swiglu-backward', rows, width: 2048 },
    { kind: 'gelu-backward', rows, width: 2048 },
    { kind: 'embedding-backward', rows, width: 256, vocabulary: 1024 },
    { kind: 'cross-entropy', rows, vocabulary: 2048 },
    { kind: 'cross-entropy-backward', rows, vocabulary: 2048 },
    { kind: 'adamw', elements: 2048 * rows, step: 1 },
  ];
}
