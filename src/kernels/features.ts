// How the requirements of a kernel are named that are no WebGPU features: WGSL language features, and the matrix units
// that an adapter names. Rests on kernel.ts. gpu/adapter.ts gives a device's list in the same names.
import type { Precision } from './kernel.ts';

/** One multiplication that an adapter's subgroups can do: [m,k] by [k,n], with its element types. */
export interface SubgroupMatrix {
  readonly component: Precision;
  readonly result: Precision;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** E.g. `wgsl:packed_4x8_integer_dot_product`. */
export function languageFeature(name: string): string {
  return `wgsl:${name}`;
}

/** E.g. `subgroup-matrix:f16-f32-16x16x16`. */
export function subgroupMatrixFeature({ component, result, m, n, k }: SubgroupMatrix): string {
  return `subgroup-matrix:${component}-${result}-${m}x${n}x${k}`;
}
