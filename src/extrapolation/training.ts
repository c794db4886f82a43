// What it takes to train one size on a cluster of H100s. Rests on layout.ts, utilisation.ts, economics.ts.
import type { Assumptions } from '../contract/assumptions.ts';
import { exact, product, reciprocal, scale, type Estimate } from '../units/estimate.ts';
import {
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  type Bytes,
  type Dollars,
  type Flop,
  type FlopPerSecond,
  type Fraction,
  type Joules,
} from '../units/units.ts';
import { parameterCount, trainingFlopPerToken, type Architecture } from '../workload/transformer.ts';
import { dollarsPerGpuHour, energyOf, installedDollars, type Prices } from './economics.ts';
import { H100 } from './hardware.ts';
import { layOut, trainingSequence } from './layout.ts';
import type { Shape } from './shape.ts';
import { trainingStep } from './step-time.ts';
import { runUtilisation, stepUtilisation, trainingFlopPerSecond } from './utilisation.ts';

/** Training one size to tokens_per_parameter × parameters tokens on H100s. */
export interface TrainingFits {
  readonly kind: 'fits';
  readonly tokens: number;
  readonly flop: Flop;
  /** Model FLOP utilisation reached, of the dense bf16 peak, goodput included. */
  readonly utilisation: Estimate<Fraction>;
  /** GPUs that work: the cluster's, or fewer where the batch cannot feed them all. */
  readonly gpuCount: number;
  readonly days: Estimate;
  readonly gpuHours: Estimate;
  readonly energy: Estimate<Joules>;
  readonly dollars: Estimate<Dollars>;
  /** Price of buying and installing the whole cluster outright, where bought. */
  readonly clusterDollars: Estimate<Dollars> | undefined;
}
export interface TrainingDoesNotFit {
  readonly kind: 'does-not-fit';
  /** On the cluster's GPUs together. */
  readonly neededBytes: Bytes;
  readonly availableBytes: Bytes;
  readonly fewestGpus: number;
}

/** @param level what published runs reach of the roofline (utilisation.ts). GPUs that the batch cannot feed cost nothing here. */
export function trainingCost(
  architecture: Architecture,
  assumptions: Assumptions,
  prices: Prices,
  level: Estimate<Fraction>,
  shape: Shape,
): TrainingFits | TrainingDoesNotFit {
  const sequenceLength = trainingSequence(architecture);
  const step = trainingStep(architecture, sequenceLength, H100, shape.overhead.value);
  const layout = layOut(architecture, sequenceLength, assumptions.gpu_count, step);
  if (layout.kind === 'does-not-fit') return layout;
  const { gpuCount, sequencesPerGpu } = layout;
  const utilisation =
    assumptions.utilisation === null
      ? runUtilisation(level, { architecture, sequenceLength, gpuCount, sequencesPerGpu, overheadLaunches: shape.overhead })
      : exact(assumptions.utilisation);
  const tokens = assumptions.tokens_per_parameter * parameterCount(architecture);
  const flop = tokens * trainingFlopPerToken(architecture, sequenceLength);
  const gpuHours = scale(reciprocal(trainingFlopPerSecond(utilisation)), flop / SECONDS_PER_HOUR);
  return {
    kind: 'fits',
    tokens,
    flop,
    utilisation,
    gpuCount,
    gpuHours,
    days: scale(gpuHours, SECONDS_PER_HOUR / SECONDS_PER_DAY / gpuCount),
    energy: energyOf(gpuHours),
    dollars: product(gpuHours, dollarsPerGpuHour(assumptions, prices)),
    clusterDollars: assumptions.acquisition === 'bought' ? scale(installedDollars(prices), assumptions.gpu_count) : undefined,
  };
}

/**
 * FLOP/s that one H100 of a full node gives a training step of this size, goodput and scale apart: what a visitor's
 * own rate is compared with.
 */
export function h100TrainingRate(architecture: Architecture, level: Estimate<Fraction>, shape: Shape): Estimate<FlopPerSecond> {
  const sequenceLength = trainingSequence(architecture);
  const step = trainingStep(architecture, sequenceLength, H100, shape.overhead.value);
  const layout = layOut(architecture, sequenceLength, H100.gpusPerNode, step);
  const sequencesPerGpu = layout.kind === 'fits' ? layout.sequencesPerGpu : 1;
  const conditions = {
    architecture,
    sequenceLength,
    gpuCount: H100.gpusPerNode,
    sequencesPerGpu,
    overheadLaunches: shape.overhead,
  };
  return trainingFlopPerSecond(stepUtilisation(level, conditions));
}
