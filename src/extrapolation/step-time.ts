// How long one GPU needs for its part of a training step at the ceilings: operations by roofline plus their overhead.
// Rests on workload/, hardware.ts. The level that software reaches of it comes from published runs (utilisation.ts).
// Neglected here and left to that level: communication, pipeline bubbles, recomputation, the optimiser (together the
// larger part of what is lost, 30 to 60 % of the time, and about alike in the runs that it is calibrated on).
import type { Flop, Seconds } from '../units/units.ts';
import { bytes, flop, type Operation } from '../workload/operation.ts';
import { stepParts } from '../workload/step.ts';
import { trainingFlopPerToken, type Architecture } from '../workload/transformer.ts';
import { LAUNCH, MEMORY_SHARE, type Accelerator } from './hardware.ts';

/** bf16. */
const BYTES_PER_ELEMENT = 2;

/** One training step of one GPU, as a function of how many sequences it works on at a time. */
export interface StepTime {
  /** Seconds at the ceilings for `sequences` (a fraction where a sequence is split over GPUs); rising. */
  work(sequences: number): Seconds;
  /** Seconds of overhead, whatever the work. */
  readonly overhead: Seconds;
  /** Model FLOP of one sequence. */
  readonly flopPerSequence: Flop;
}

/** @param overheadLaunches launches that an operation costs beyond its work (shape.ts). */
export function trainingStep(
  architecture: Architecture,
  sequenceLength: number,
  gpu: Accelerator,
  overheadLaunches: number,
): StepTime {
  const parts = stepParts(architecture, 'train', sequenceLength);
  const dispatches = parts.reduce((total, part) => total + part.count, 0);
  const loads = parts.map(({ operation, count }) => ({ count, flop: flop(operation), ...splitBytes(operation) }));
  const peak = gpu.bf16.value;
  const bandwidth = gpu.memoryBandwidth.value * MEMORY_SHARE.value;
  return {
    work: (sequences) =>
      loads.reduce((total, load) => {
        const arithmetic = (load.flop * sequences) / peak;
        const traffic = (load.perSequence * sequences + load.weights * Math.min(1, sequences)) / bandwidth;
        return total + load.count * Math.max(arithmetic, traffic);
      }, 0),
    overhead: dispatches * overheadLaunches * LAUNCH.value,
    flopPerSequence: trainingFlopPerToken(architecture, sequenceLength) * sequenceLength,
  };
}

/** Share of the peak that the roofline and the overhead leave of it, counted in model FLOP; at most 1, rising in sequences. */
export function rooflineUtilisation(step: StepTime, sequences: number, gpu: Accelerator): number {
  return (step.flopPerSequence * sequences) / gpu.bf16.value / (step.work(sequences) + step.overhead);
}

/** Traffic that grows with the sequences, and traffic of weights, which they share. */
function splitBytes(operation: Operation): { readonly perSequence: number; readonly weights: number } {
  const all = bytes(operation, BYTES_PER_ELEMENT);
  if (operation.kind === 'embedding-backward') {
    // The table's gradient is written once, however many rows are added up in it.
    const table = BYTES_PER_ELEMENT * operation.vocabulary * operation.width;
    return { perSequence: all - table, weights: table };
  }
  if (operation.kind !== 'matmul') return { perSequence: all, weights: 0 };
  const { m, n, k, transpose } = operation;
  // Weights are the right factor of nt and nn products, and the result of tn products (step.ts).
  const weights = BYTES_PER_ELEMENT * (transpose === 'tn' ? m * n : n * k);
  return { perSequence: all - weights, weights };
}
