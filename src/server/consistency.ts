// Whether the parts of a run agree with each other and with the ladder: names, references, composition, slices. Pure.
import type { Cell, Part, Run, Trial, Tuning } from '../contract/run.ts';
import { bytes, flop, operationKey, type Operation } from '../workload/operation.ts';
import { contestNameOf } from '../workload/size-class.ts';
import type { Impossibility, Knowledge, Step } from './impossibility.ts';

/** Shares are one division of exact integers: a few units in the last place, and room for another engine's order. */
const SHARE_TOLERANCE = 1e-9;

export function findInconsistency(run: Run, knowledge: Knowledge): Impossibility | undefined {
  if (!knowledge.suiteVersions.includes(run.suite.version)) {
    return {
      path: 'run.suite.version',
      reason: `suite ${run.suite.version} is not one this service knows (${knowledge.suiteVersions.join(', ')})`,
    };
  }
  return findInDevice(run) ?? findInTrials(run) ?? findInTuning(run) ?? findInCells(run, knowledge);
}

function findInDevice({ device, precision }: Run): Impossibility | undefined {
  for (const [group, fields] of [
    ['gpu', device.gpu],
    ['host', device.host],
  ] as const) {
    for (const [field, value] of Object.entries(fields)) {
      if (typeof value === 'string' && /[\p{Cc}\p{Cs}]/u.test(value)) {
        return { path: `run.device.${group}.${field}`, reason: 'a name holds no control characters' };
      }
    }
  }
  const surplus = repeated(device.features);
  if (surplus !== undefined) return { path: `run.device.features[${surplus}]`, reason: 'a device lists a feature once' };
  if (Object.keys(device.limits).length > 128)
    return { path: 'run.device.limits', reason: 'no adapter has more than 128 limits' };
  if (precision === 'f16' && !device.features.includes('shader-f16')) {
    return { path: 'run.precision', reason: 'f16 needs the feature shader-f16, which the device does not list' };
  }
  return undefined;
}

function findInTrials({ trials, device }: Run): Impossibility | undefined {
  const surplus = repeated(trials.map(({ id }) => id));
  if (surplus !== undefined) return { path: `run.trials[${surplus}].id`, reason: `trial ${trials[surplus]?.id} occurs twice` };
  for (const [index, trial] of trials.entries()) {
    const path = `run.trials[${index}]`;
    const { id, operation, precision, kernel } = trial;
    if (!id.includes(operationKey(operation)))
      return { path: `${path}.id`, reason: `the id does not name the operation ${operationKey(operation)}` };
    if (!id.endsWith(`/${precision}`)) return { path: `${path}.id`, reason: `the id does not end in the precision ${precision}` };
    if (!kernel.endsWith(`/${precision}`))
      return { path: `${path}.kernel`, reason: `kernel ${kernel} does not compute in ${precision}` };
    if (trial.outcome.kind === 'measured' && precision === 'f16' && !device.features.includes('shader-f16')) {
      return { path: `${path}.precision`, reason: 'f16 needs the feature shader-f16, which the device does not list' };
    }
  }
  return undefined;
}

function findInTuning({ tuning = [], trials: all }: Run): Impossibility | undefined {
  const surplus = repeated(tuning.map((entry) => `${entry.class}/${entry.size_class}`));
  if (surplus !== undefined) return { path: `run.tuning[${surplus}]`, reason: 'a class has one choice at a size class' };
  const trials = new Map(all.map((trial) => [trial.id, trial]));
  for (const [index, entry] of tuning.entries()) {
    const found = findInChoice(entry, trials);
    if (found !== undefined) return { ...found, path: `run.tuning[${index}]${found.path}` };
  }
  return undefined;
}

/** A choice is between kernels that this run tried at one shape of the class, and only a measured one is verified. */
function findInChoice(entry: Tuning, trials: ReadonlyMap<string, Trial>): Impossibility | undefined {
  const candidates = entry.candidates.flatMap((id) => trials.get(id) ?? []);
  const unknown = entry.candidates.findIndex((id) => !trials.has(id));
  if (unknown !== -1) return { path: `.candidates[${unknown}]`, reason: `there is no trial ${entry.candidates[unknown]}` };
  if (repeated(candidates.map(({ kernel }) => kernel)) !== undefined)
    return { path: '.candidates', reason: 'a kernel competes once' };
  const name = `${entry.class}/${entry.size_class}`;
  const stray = candidates.find(({ operation }) => contestNameOf(operation) !== name);
  if (stray !== undefined) return { path: '.candidates', reason: `${operationKey(stray.operation)} does not belong to ${name}` };
  if (new Set(candidates.map(({ operation }) => operationKey(operation))).size > 1)
    return { path: '.candidates', reason: 'kernels are compared at one shape' };
  const chosen = candidates.find(({ kernel }) => kernel === entry.kernel);
  if (chosen === undefined) return { path: '.kernel', reason: `${entry.kernel} is not among the candidates` };
  if (chosen.outcome.kind !== 'measured')
    return { path: '.kernel', reason: `${entry.kernel} was not verified and measured, so it cannot be chosen` };
  const measured = candidates.filter(({ outcome }) => outcome.kind === 'measured').length;
  return entry.from === 'measured' && measured < 2
    ? { path: '.from', reason: 'one measured kernel alone is no contest' }
    : undefined;
}

function findInCells(run: Run, { composition }: Knowledge): Impossibility | undefined {
  if (run.cells.length === 0) return { path: 'run.cells', reason: 'a run that reached no size says nothing about one' };
  const surplus = repeated(run.cells.map(({ size, phase }) => `${phase} ${size}`));
  if (surplus !== undefined) return { path: `run.cells[${surplus}]`, reason: 'a size occurs once in a phase' };
  const trials = new Map(run.trials.map((trial) => [trial.id, trial]));
  for (const [index, cell] of run.cells.entries()) {
    const step = composition(cell.size, cell.phase, run.sequence_length);
    const found = findInCell(cell, step, trials, run);
    if (found !== undefined) return { ...found, path: `run.cells[${index}]${found.path}` };
  }
  return undefined;
}

function findInCell(
  cell: Cell,
  step: Step | undefined,
  trials: ReadonlyMap<string, Trial>,
  { requested }: Run,
): Impossibility | undefined {
  if (step === undefined) return { path: '.size', reason: `the ladder has no size ${cell.size}` };
  if (requested.phases.length > 0 && !requested.phases.includes(cell.phase))
    return { path: '.phase', reason: `${cell.phase} was not requested` };
  if (requested.sizes.length > 0 && !requested.sizes.includes(cell.size))
    return { path: '.size', reason: `${cell.size} was not requested` };
  if (cell.tokens !== step.tokens)
    return { path: '.tokens', reason: `a step of ${cell.phase} has ${step.tokens} tokens, not ${cell.tokens}` };
  if (cell.parts.length !== step.parts.length)
    return { path: '.parts', reason: `a step has ${step.parts.length} parts, not ${cell.parts.length}` };
  for (const [index, part] of cell.parts.entries()) {
    const found = findInPart(part, step.parts[index], trials);
    if (found !== undefined) return { ...found, path: `.parts[${index}]${found.path}` };
  }
  return undefined;
}

function findInPart(
  part: Part,
  step: Step['parts'][number] | undefined,
  trials: ReadonlyMap<string, Trial>,
): Impossibility | undefined {
  if (part.name !== step?.name) return { path: '.name', reason: `here stands ${step?.name}, not ${part.name}` };
  if (operationKey(part.operation) !== operationKey(step.operation))
    return { path: '.operation', reason: `${part.name} is ${operationKey(step.operation)}` };
  if (part.count !== step.count)
    return { path: '.count', reason: `${part.name} happens ${step.count} times a step, not ${part.count}` };
  if (part.trial === null) {
    return part.share === 1 && part.slice === '' ? undefined : { path: '.share', reason: 'a part without a trial has no slice' };
  }
  const trial = trials.get(part.trial);
  if (trial === undefined) return { path: '.trial', reason: `there is no trial ${part.trial}` };
  return findInSlice(part, trial.operation);
}

/** A whole part ran as it stands; a slice is the same kind of operation, labelled, and its share is its part of the work. */
function findInSlice(part: Part, measured: Operation): Impossibility | undefined {
  if (operationKey(part.operation) === operationKey(measured)) {
    return part.share === 1 && part.slice === ''
      ? undefined
      : { path: '.share', reason: 'the trial ran the whole operation, which is no slice' };
  }
  if (part.slice === '')
    return { path: '.slice', reason: `the trial ran ${operationKey(measured)}, which needs a label as a slice` };
  const isSameClass =
    part.operation.kind === measured.kind &&
    !(part.operation.kind === 'matmul' && measured.kind === 'matmul' && part.operation.transpose !== measured.transpose) &&
    maskOf(part.operation) === maskOf(measured);
  if (!isSameClass) return { path: '.trial', reason: `${operationKey(measured)} is no slice of ${operationKey(part.operation)}` };
  const share = Math.min(1, work(measured) / work(part.operation));
  if (Math.abs(share - part.share) > SHARE_TOLERANCE * share) {
    return {
      path: '.share',
      reason: `${operationKey(measured)} is ${share} of ${operationKey(part.operation)}, not ${part.share}`,
    };
  }
  return undefined;
}

/** Undefined where it is causal, and where an operation has none. */
function maskOf(operation: Operation): string | undefined {
  return 'mask' in operation ? operation.mask : undefined;
}

/** FLOP, or bytes where there is no arithmetic, as slices are cut (plan/slice.ts). */
function work(operation: Operation): number {
  return flop(operation) || bytes(operation, 4);
}

/** Index of the first item that occurred before. */
function repeated(items: readonly string[]): number | undefined {
  const seen = new Set<string>();
  const index = items.findIndex((item) => seen.size === seen.add(item).size);
  return index === -1 ? undefined : index;
}
