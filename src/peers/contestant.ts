// What one side of the comparison must be able to do: take a case on, queue calls of it on its own device, and show its
// output. Rests on workload/. Every library and our own kernels stand behind this one interface.
import type { Attention, Copy, Fma, Matmul, Matvec } from '../workload/operation.ts';

export type ComparedOperation = Matmul | Matvec | Attention | Copy | Fma;

/** An operation on a contestant's device, its operands uploaded. */
export interface Entry {
  /** Which kernel or function computes it, in a few words. */
  readonly form: string;
  /** Computes the operation `calls` times and leaves everything submitted; does not wait for the GPU. */
  queue(calls: number): Promise<void>;
  /** The output of the last call, in the layout of workload/operation.ts. */
  read(): Promise<Float32Array>;
  release(): void;
}

export interface Contestant {
  readonly name: string;
  /** The device that all its work runs on: everybody is waited for through its queue. */
  readonly device: GPUDevice;
  /**
   * The ways in which it can compute the operation, best guess first, each prepared when called. `inputs` are the operands
   * in slot order, in the layout of workload/operation.ts; a contestant may keep them in the layout that suits it, untimed.
   */
  forms(operation: ComparedOperation, inputs: readonly Float32Array[]): readonly (() => Promise<Entry>)[];
}

/** The item, where it must be there. */
export function requiredOf<T>(items: readonly T[], at: number): T {
  const item = items[at];
  if (item === undefined) throw new RangeError(`there is no operand ${at}`);
  return item;
}
