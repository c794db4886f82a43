// Published dense bf16 training runs as evidence, from data/training-runs.json, on one FLOP convention. Rests on
// workload/, hardware.ts. Sources count FLOP in five different ways; what is compared here is tokens/s times
// trainingFlopPerToken (6 per matrix weight, causal attention, nothing recomputed).
import families from '../../data/training-runs.json' with { type: 'json' };
import type { Fraction } from '../units/units.ts';
import { trainingFlopPerToken, type Architecture } from '../workload/transformer.ts';
import { accelerator } from './hardware.ts';
import { SCALE_LOSS_PER_DOUBLING, scaleFactor } from './scale-loss.ts';
import { rooflineUtilisation, trainingStep } from './step-time.ts';

export interface PublishedRun {
  readonly model: string;
  readonly gpus: number;
  readonly sequence: number;
  /** Sequences of a global batch; undefined where the source does not say. */
  readonly batchSequences: number | undefined;
  readonly tokensPerSecondPerGpu: number;
  readonly architecture: Architecture;
}

export interface TrainingFamily {
  readonly family: string;
  readonly hardware: string;
  readonly source: string;
  readonly asOf: string;
  readonly runs: readonly PublishedRun[];
}

export const TRAINING_FAMILIES: readonly TrainingFamily[] = families.map(({ rows, ...family }) => ({
  family: family.family,
  hardware: family.hardware,
  source: `${family.source} (${family.source_ref})`,
  asOf: family.date,
  runs: rows.map((row) => ({
    model: row.model,
    gpus: row.gpus,
    sequence: row.sequence,
    batchSequences: row.batch_sequences ?? undefined,
    tokensPerSecondPerGpu: row.tokens_per_second_per_gpu,
    architecture: { ...row.architecture, family: row.architecture.family === 'llama' ? 'llama' : 'gpt' },
  })),
}));

/** Tokens that a GPU works on at a time: more bring nothing, and memory seldom holds them. */
export const MOST_MICRO_TOKENS = 16_384;

/** Model FLOP over what the data sheet's peak could do in the same time. */
export function modelUtilisation(run: PublishedRun, hardware: string): Fraction {
  return (run.tokensPerSecondPerGpu * trainingFlopPerToken(run.architecture, run.sequence)) / accelerator(hardware).bf16.value;
}

/**
 * What each run of a family reaches of the roofline with `overheadLaunches`, the loss by scale taken out: the level that
 * carries over to other sizes and GPU counts.
 */
export function runLevels({ runs, hardware }: TrainingFamily, overheadLaunches: number): readonly number[] {
  const gpu = accelerator(hardware);
  return runs.map((run) => {
    const step = trainingStep(run.architecture, run.sequence, gpu, overheadLaunches);
    const sequences = Math.min(MOST_MICRO_TOKENS / run.sequence, (run.batchSequences ?? Infinity) / run.gpus);
    return (
      modelUtilisation(run, hardware) /
      rooflineUtilisation(step, sequences, gpu) /
      scaleFactor(run.gpus, SCALE_LOSS_PER_DOUBLING.value)
    );
  });
}

/** Whether a family ran on the generation that is extrapolated to. */
export function isHopper({ hardware }: TrainingFamily): boolean {
  return hardware.startsWith('H100');
}
