// GPU-seconds that a token of training takes, in every draw: the plan's step with what links do to its parts.
// Rests on training-plan.ts, transfer.ts, draws.ts. A closed form over the parts, so that 256 draws cost no search:
//   step = (rest + products · shape + launches · overhead) · (1 + idle) / calibration
//   GPU-seconds a token = step · GPUs / (batch · goodput)
import { goodput } from '../cluster/goodput.ts';
import type { StepPart, TrainingStep } from '../cluster/job.ts';
import { totalParameters } from '../cluster/parameters.ts';
import { modelFlopPerToken, STEP_OVERHEAD } from '../cluster/training-step.ts';
import type { Generation } from '../cluster/accelerator.ts';
import { halfWidthAt, trainingGroup, wholeRunHalfWidth } from './calibration.ts';
import { factorsOf, within90, type Draws, type Drawn } from './draws.ts';
import { slowdown } from './matmul-shape.ts';
import type { Term, Transfer } from './transfer.ts';
import type { TrainingPlan } from './training-plan.ts';

/** The transfer's terms in every draw. */
export interface DrawnTransfer {
  readonly overhead: Drawn;
  readonly depth: Drawn;
  readonly wave: Drawn;
}

/** Terms move together: one device that is unlike an H100 in one is likely unlike in the others. */
export function drawTransfer({ overhead, depth, wave }: Transfer, { normals }: Draws): DrawnTransfer {
  const drawn = ({ value, measurementHalfWidth, transferHalfWidth }: Term, most: number): Drawn => {
    const measured = factorsOf(normals.measurement, within90(measurementHalfWidth));
    const transferred = factorsOf(normals.transfer, within90(transferHalfWidth));
    return measured.map((factor, index) => Math.min(most, value.value * factor * (transferred[index] ?? 1)));
  };
  return { overhead: drawn(overhead, Infinity), depth: drawn(depth, Infinity), wave: drawn(wave, 1) };
}

/** Elements of k in a tile of an H100's products, and the k that the cluster model takes each to lose (kernel-rates.ts). */
const TILE_DEPTH = 64;
const CLUSTER_DEPTH_LOSS = 48;
const TILE_EDGE = 128;

/** Places for tiles: streaming multiprocessors of the data sheets. */
const PLACES: Readonly<Partial<Record<Generation, number>>> = { volta: 80, ampere: 108, hopper: 132, blackwell: 148, cdna3: 304 };
const USUAL_PLACES = 132;

export interface TrainingRate {
  readonly gpuSecondsPerToken: Drawn;
  /** All of the time over that of steps: 1 / goodput. */
  readonly timeBesideSteps: Drawn;
  /** Of the dense bf16 peak, over the whole run. */
  readonly utilisation: Drawn;
  /** Of the best value, scaled to it. */
  readonly parts: Readonly<Record<StepPart, number>>;
  readonly seconds: number;
  readonly goodputShare: number;
}

export function trainingRate({ job }: TrainingPlan, step: TrainingStep, transfer: DrawnTransfer, draws: Draws): TrainingRate {
  const group = trainingGroup(job.accelerator, job.precision, job.model.mixture !== undefined);
  const calibration = factorsOf(draws.normals.calibration, within90(halfWidthAt(group, totalParameters(job.model), 'training')));
  const beside = factorsOf(draws.normals.goodput, within90(wholeRunHalfWidth()));
  const share = goodput(job.gpuCount).share;
  const { matmul, bubble, jitter } = step.parts;
  // What the host does between steps is no launch, and nothing that a device tells.
  const host = Math.min(step.parts.launch, STEP_OVERHEAD);
  const launch = step.parts.launch - host;
  const working = step.seconds - bubble - jitter;
  const rest = working - matmul - launch;
  const idle = (bubble + jitter) / working;
  const shape = shapeFactors(job.model, step, job.sequenceLength, PLACES[job.accelerator.generation] ?? USUAL_PLACES, transfer);
  const perToken = job.gpuCount / (job.globalBatch * job.sequenceLength);
  const flop = modelFlopPerToken(job) / job.accelerator.peak.bf16;
  // A run lasts at least as long as its steps.
  const timeBesideSteps = beside.map((factor) => Math.max(1, factor / share));
  const gpuSecondsPerToken = calibration.map((factor, index) => {
    const seconds = (rest + matmul * (shape[index] ?? 1) + launch * (transfer.overhead[index] ?? 1)) * (1 + idle);
    return (seconds * perToken * (timeBesideSteps[index] ?? 1)) / factor;
  });
  const overhead = transfer.overhead[0] ?? 1;
  const products = shape[0] ?? 1;
  return {
    gpuSecondsPerToken,
    timeBesideSteps,
    utilisation: gpuSecondsPerToken.map((seconds) => flop / seconds),
    parts: { ...step.parts, matmul: matmul * products, launch: host + launch * overhead },
    seconds: (rest + matmul * products + launch * overhead) * (1 + idle),
    goodputShare: share,
  };
}

/** What the products' shape costs beyond the cluster model, in each draw: forward and input gradients pay for the width. */
function shapeFactors(
  model: TrainingPlan['job']['model'],
  { layout }: TrainingStep,
  sequenceLength: number,
  places: number,
  transfer: DrawnTransfer,
): Drawn {
  const tokens = (layout.microBatch * sequenceLength) / layout.context;
  const outputs = Math.max(model.width, (3 * model.width) / layout.tensor);
  const tiles = Math.max(1, (tokens * outputs) / TILE_EDGE ** 2);
  const depths = model.width / TILE_DEPTH;
  const counted = 1 + CLUSTER_DEPTH_LOSS / model.width;
  return transfer.depth.map((depth, index) => {
    const wide = slowdown({ depth, wave: transfer.wave[index] ?? 0 }, { depths, tiles }, places) / counted;
    // A third of the products, those of the weights' gradients, have the tokens as their depth.
    return (2 / 3) * wide + 1 / 3;
  });
}
