// One algorithm with one tuning, before a precision is chosen; becomes a Kernel in f32 and in f16.
// Rests on kernel.ts and workload/operands.ts.
import { inputElements, outputElements } from '../workload/operands.ts';
import type { Operation, OperationKind } from '../workload/operation.ts';
import { SCRATCH_BYTES, type Constants, type Kernel, type Precision } from './kernel.ts';

export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

interface Variant<K extends OperationKind> {
  readonly operation: K;
  /** `algorithm/variant`; the precision is appended. */
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly constants: Constants;
  /** WebGPU features that the text needs in either precision; none where left out. */
  readonly features?: readonly string[];
  readonly invocations: number;
  readonly workgroupBytes: number;
  /** What the shader can compute beyond any shape of the operation; the grid's limit is checked apart. */
  accepts(operation: OperationOf<K>): boolean;
  grid(operation: OperationOf<K>): readonly [number, number, number];
  shape(operation: OperationOf<K>, precision: Precision): readonly number[];
  /** The second dispatch, as in kernel.ts; its requirements are the variant's. */
  readonly merge?: {
    readonly file: string;
    readonly source: string;
    readonly constants: Constants;
    scratch(operation: OperationOf<K>): number;
    grid(operation: OperationOf<K>): readonly [number, number, number];
    shape(operation: OperationOf<K>): readonly number[];
  };
}

/** Largest grid in one dimension that every WebGPU device offers. */
export const MAX_WORKGROUPS = 65_535;

/** The variant as two kernels: f32, and f16 storage (with `shader-f16`). */
export function inBothPrecisions<K extends OperationKind>(variant: Variant<K>): readonly Kernel[] {
  return [inPrecision(variant, 'f32'), inPrecision(variant, 'f16')];
}

/** The variant in one precision; for kernels that exist in one alone. */
export function inPrecision<K extends OperationKind>(variant: Variant<K>, precision: Precision): Kernel {
  const own = (operation: Operation): OperationOf<K> => {
    if (operation.kind !== variant.operation) throw new Error(`${variant.name} runs ${variant.operation}, not ${operation.kind}`);
    return operation as OperationOf<K>;
  };
  const { merge } = variant;
  return {
    id: `${variant.name}/${precision}`,
    operation: variant.operation,
    file: variant.file,
    source: variant.source,
    precision,
    constants: { Element: precision, ...variant.constants },
    requirements: {
      features: [...(precision === 'f16' ? ['shader-f16'] : []), ...(variant.features ?? [])],
      workgroupBytes: variant.workgroupBytes,
      invocations: variant.invocations,
    },
    accepts: (operation) =>
      operation.kind === variant.operation &&
      variant.accepts(own(operation)) &&
      variant.grid(own(operation)).every((count) => count >= 1 && count <= MAX_WORKGROUPS) &&
      (merge === undefined || 4 * merge.scratch(own(operation)) <= SCRATCH_BYTES),
    grid: (operation) => variant.grid(own(operation)),
    shape: (operation) => variant.shape(own(operation), precision),
    inputs: inputElements,
    output: outputElements,
    ...(merge && {
      merge: {
        ...merge,
        constants: { Element: precision, ...merge.constants },
        scratch: (operation: Operation) => merge.scratch(own(operation)),
        grid: (operation: Operation) => merge.grid(own(operation)),
        shape: (operation: Operation) => merge.shape(own(operation)),
      },
    }),
  };
}

/**
 * A grid of at least `count` workgroups in two dimensions, for shaders that number them y·width + x and guard
 * the surplus (fewer than 65,535 of them).
 */
export function spread(count: number): readonly [number, number, number] {
  const rows = Math.ceil(count / MAX_WORKGROUPS);
  return [Math.ceil(count / rows), rows, 1];
}
