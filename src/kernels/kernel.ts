// How an operation is run on a GPU: one entry of the catalogue. Data and pure functions, no device.
// Rests on workload/ (what is computed) and shaders/ (the text). FLOP and bytes belong to workload/operation.ts.
//
// Calling convention of every shader in the catalogue: entry point `main`; group 0; binding 0 is a uniform
// struct of u32 (the shape); bindings 1 … n are read-only storage inputs in the order of `inputs(operation)`;
// the last binding is the read-write storage output.
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

export interface Kernel {
  /** Unique and stable: `algorithm/variant/precision`, e.g. `matmul-tile/nt/64x64x16/f32`. */
  readonly id: string;
  readonly operation: OperationKind;
  /** File name under shaders/, and its complete text before specialisation. */
  readonly file: string;
  readonly source: string;
  readonly precision: Precision;
  readonly constants: Constants;
  readonly requirements: Requirements;
  /** Whether this kernel computes this very operation (layout, head dimension, alignment). */
  accepts(operation: Operation): boolean;
  /** Workgroups to dispatch; each ≤ 65,535. */
  grid(operation: Operation): readonly [number, number, number];
  /** The uniform struct's words. */
  shape(operation: Operation): readonly number[];
  /** Elements of each read-only input, in binding order. */
  inputs(operation: Operation): readonly number[];
  /** Elements of the output. */
  output(operation: Operation): number;
}

/** Bytes of one stored element. */
export function elementBytes(precision: Precision): number {
  return precision === 'f16' ? 2 : 4;
}
