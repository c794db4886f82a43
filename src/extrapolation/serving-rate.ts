// What serving takes in every draw: seconds between tokens, to the first one, GPU-seconds of a request.
// Rests on serving-plan.ts, training-rate.ts, draws.ts. Launches move with the transfer, all of it with the calibration.
import type { ServingPlan } from './serving-plan.ts';
import { totalParameters } from '../cluster/parameters.ts';
import { halfWidthAt, servingGroup } from './calibration.ts';
import { factorsOf, within90, type Draws, type Drawn } from './draws.ts';
import type { DrawnTransfer } from './training-rate.ts';

export interface ServingRate {
  readonly outputTokensPerSecondPerGpu: Drawn;
  readonly ttft: Drawn;
  readonly itl: Drawn;
  readonly gpuSecondsPerRequest: Drawn;
  readonly promptGpuSeconds: Drawn;
}

export function servingRate(plan: ServingPlan, transfer: DrawnTransfer, { normals }: Draws): ServingRate {
  const { point, job } = plan;
  const parameters = totalParameters(job.model);
  const calibration = factorsOf(normals.calibration, within90(halfWidthAt(servingGroup(job.model), parameters, 'serving')));
  const first = factorsOf(normals.calibration, within90(halfWidthAt('first-token', parameters, 'serving')));
  const total = Object.values(point.parts).reduce((sum, part) => sum + part, 0);
  const launches = point.parts.launch / total;
  // Of the step, and of a prompt, which has as many launches and more work: its share is taken as half.
  const step = transfer.overhead.map((overhead) => 1 + launches * (overhead - 1));
  const slowdown = (index: number) => (step[index] ?? 1) / (calibration[index] ?? 1);
  const scaled = (value: number) => step.map((_, index) => value * slowdown(index));
  return {
    outputTokensPerSecondPerGpu: step.map((_, index) => point.outputTokensPerSecondPerGpu / slowdown(index)),
    itl: scaled(point.itl),
    ttft: step.map((factor, index) => (point.ttft * ((1 + factor) / 2)) / (first[index] ?? 1)),
    gpuSecondsPerRequest: scaled(plan.gpuSecondsPerRequest),
    promptGpuSeconds: scaled(plan.promptGpuSeconds),
  };
}
