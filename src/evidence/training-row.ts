// What the model says of a row of training.csv: throughput, tuning, time-to-train and full runs. Reads what a row describes,
// never what it measured. What a row leaves open is searched (layout) or assumed (job-from-row.ts) and said in the note.
import { explorationFactor, goodput } from '../cluster/goodput.ts';
import type { TrainingJob, TrainingMisfit, TrainingStep } from '../cluster/job.ts';
import { bestLayout, type GivenLayout } from '../cluster/layout-search.ts';
import { totalParameters } from '../cluster/parameters.ts';
import type { TrainingConstantName, TrainingConstants } from '../cluster/training-constants.ts';
import { stepTime } from '../cluster/training-step.ts';
import { SECONDS_PER_HOUR } from '../units/units.ts';
import type { EvidenceGroup, Predicted, Predictor, Row, Unpredicted } from './evidence.ts';
import { jobFromRow } from './job-from-row.ts';
import { layoutWords, limitingPart } from './layout-words.ts';

/** The memory model may be too strict by so much (offloading, leaner kernels); a job that lacks more in every layout is refused. */
const MEMORY_DOUBT = 1.25;

export const TRAINING_PREDICTOR: Predictor<TrainingConstantName> = { predict: predictTraining };

function predictTraining(row: Row, constants: TrainingConstants): readonly (Predicted | Unpredicted)[] {
  const isFullRun = row['row_kind'] === 'full_run';
  const quantity = isFullRun ? 'gpu_hours' : 'tokens_per_s_per_gpu';
  const read = jobFromRow(row);
  if (read.kind === 'no-job') return [{ kind: 'unpredicted', quantity, reason: read.reason }];
  const { job, given, notes } = read;
  const { step, misfit } = anyStep(job, given, constants);
  const isOpen = given.tensor === undefined && given.pipeline === undefined && given.sharding === undefined;
  if (isOpen && misfit !== undefined && misfit.memory.total > MEMORY_DOUBT * misfit.memory.available)
    return [{ kind: 'unpredicted', quantity, reason: refusalOf(job, misfit) }];
  const gigabytes = misfit === undefined ? 0 : (misfit.memory.total - misfit.memory.available) / 1e9;
  const said = misfit === undefined ? notes : [...notes, `memory model lacks ${gigabytes.toFixed(0)} GB a GPU`];
  const common = {
    kind: 'predicted',
    layout: layoutWords(step.layout, given, job),
    limitedBy: limitingPart(step.parts),
    note: said.join('; '),
  } as const;
  if (!isFullRun) {
    return [{ ...common, group: groupOfRow(job, row), quantity: 'tokens_per_s_per_gpu', value: step.tokensPerSecondPerGpu }];
  }
  if (read.tokens === undefined) return [{ kind: 'unpredicted', quantity, reason: 'total_tokens is empty' }];
  const seconds = read.tokens / step.tokensPerSecondPerGpu / goodput(job.gpuCount).share;
  const hours = (seconds / SECONDS_PER_HOUR) * explorationFactor(totalParameters(job.model), constants.exploration);
  return [{ ...common, group: 'full-run', quantity: 'gpu_hours', value: hours }];
}

function refusalOf({ model, gpuCount, accelerator }: TrainingJob, { memory, fewestGpus }: TrainingMisfit): string {
  const [needed, available] = [memory.total, memory.available].map((bytes) => (bytes / 1e9).toFixed(0));
  const where = fewestGpus === undefined ? '' : `; it fits on ${fewestGpus} GPUs`;
  return `${model.name} does not fit on ${gpuCount} × ${accelerator.name}: ${needed} GB a GPU needed, ${available} GB usable${where}`;
}

/** Where memory refuses a given layout, or all by little, the nearest one is timed all the same: a published row has run. */
function anyStep(
  job: TrainingJob,
  given: GivenLayout,
  constants: TrainingConstants,
): { readonly step: Omit<TrainingStep, 'memory'>; readonly misfit: TrainingMisfit | undefined } {
  const found = bestLayout(job, constants, given);
  if (found.kind === 'fits') return { step: found, misfit: undefined };
  return { step: stepTime(job, found.layout, constants), misfit: found };
}

function groupOfRow({ model, accelerator, precision }: TrainingJob, row: Row): EvidenceGroup {
  if (row['row_kind'] === 'mlperf_time_to_train') return 'mlperf-training';
  const isMixture = model.mixture !== undefined;
  switch (accelerator.generation) {
    case 'ampere':
      return isMixture ? 'other' : 'dense-a100';
    case 'hopper':
      if (isMixture) return 'moe-h100';
      return precision === 'bf16' ? 'dense-h100-bf16' : 'dense-h100-fp8';
    case 'blackwell':
      return isMixture ? 'moe-blackwell' : 'dense-blackwell';
    default:
      return 'other';
  }
}
