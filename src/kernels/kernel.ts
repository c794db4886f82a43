// How an operation is run on a GPU: one entry of the catalogue. Data and pure functions, no device.
// Rests on workload/ (what is computed) and shaders/ (the text). FLOP and bytes belong to workload/operation.ts.
//
// Calling convention of every shader in the catalogue: entry point `main`; group 0; binding 0 is a uniform
// struct of u32 (the shape); bindings 1 … n are read-only storage inputs in the order of `inputs(operation)`;
// the last binding is the read-write storage output. Where a kernel has a `merge`, its first dispatch writes scratch in
// place of the output, always f32; the merge binds its own uniform, the scratch to read, and the output.
import type { Operation, OperationKind } from '../workload/operation.ts';

export type Precision = 'f32' | 'f16';

/** A value that `specialise` puts in place of a shader's declared default. */
export type Constants = Readonly<Record<string, number | string>>;

export interface Requirements {
  /** WebGPU features, e.g. `shader-f16`, `subgroups`, and what features.ts names. */
  readonly features: readonly string[];
  readonly workgroupBytes: number;
  readonly invocations: number;
}

/** One dispatch of a kernel: its text and how it is started. */
export interface Pass {
  /** File name under shaders/, and its complete text before specialisation. */
  readonly file: string;
  readonly source: string;
  readonly constants: Constants;
  /** Workgroups to dispatch; each ≤ 65,535. */
  grid(operation: Operation): readonly [number, number, number];
  /** The uniform struct's words. */
  shape(operation: Operation): readonly number[];
}

/** The second dispatch of a kernel that shares one output's sum out over workgroups. */
export interface Merge extends Pass {
  /** Elements of f32 that the first dispatch leaves; at most SCRATCH_BYTES. */
  scratch(operation: Operation): number;
}

/** Bytes of scratch that every device is asked for. */
export const SCRATCH_BYTES = 16 * 2 ** 20;

export interface Kernel extends Pass {
  /** Unique and stable: `algorithm/variant/precision`, e.g. `matmul-tile/nt/64x64x16/f32`. */
  readonly id: string;
  readonly operation: OperationKind;
  readonly precision: Precision;
  readonly requirements: Requirements;
  /** Whether this kernel computes this very operation (layout, head dimension, alignment). */
  accepts(operation: Operation): boolean;
  /** The second dispatch, where there is one; both stand inside a timed span. */
  readonly merge?: Merge;
  /** Elements of each read-only input, in binding order. */
  inputs(operation: Operation): readonly number[];
  /** Elements of the output. */
  output(operation: Operation): number;
}

/** A kernel's dispatches, in order. */
export function passesOf(kernel: Kernel): readonly Pass[] {
  return kernel.merge === undefined ? [kernel] : [kernel, kernel.merge];
}

/** Bytes of one stored element. */
export function elementBytes(precision: Precision): number {
  return precision === 'f16' ? 2 : 4;
}
