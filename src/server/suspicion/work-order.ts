// An operation that contains another of its kind cannot be done sooner: four times the arithmetic and the traffic take at
// least as long, whatever caches and kernels do. Sees trials whose times were swapped, and times made without regard to work.
import { trialSeconds } from '../../device-model/trial-seconds.ts';
import { operationKey, type Operation } from '../../workload/operation.ts';
import type { MeasuredTrial, Rule } from './evidence.ts';
import { pathOf } from './evidence.ts';

/** How much more work the larger one has at the least. */
const MORE_WORK = 4;
/** Another kernel of its size class, or a busy machine, may well make the smaller one slow; intervals say the rest. */
const LEAST_OF_TIME = 0.5;

export const workOrder: Rule = ({ trials }) => {
  for (const group of groups(trials)) {
    for (const large of group) {
      const small = group.find((other) => contains(large, other) && isSurelySooner(large, other));
      if (small === undefined) continue;
      return {
        path: pathOf(large),
        reason: `${operationKey(large.operation)} takes ${large.seconds} s, ${operationKey(small.operation)}, which it contains, ${small.seconds} s`,
      };
    }
  }
  return undefined;
};

/** The quickest trial of each operation: those that lost a contest say nothing. Only what has more than one size is compared. */
function groups(trials: readonly MeasuredTrial[]): readonly (readonly MeasuredTrial[])[] {
  const quickest = new Map<string, MeasuredTrial>();
  for (const trial of trials) {
    const key = `${operationKey(trial.operation)}/${trial.trial.precision}`;
    if ((quickest.get(key)?.seconds ?? Infinity) > trial.seconds) quickest.set(key, trial);
  }
  return [...Map.groupBy(quickest.values(), ({ operation, trial }) => `${kindOf(operation)}/${trial.precision}`).values()];
}

function kindOf(operation: Operation): string {
  return operation.kind === 'matmul' ? `${operation.kind} ${operation.transpose}` : operation.kind;
}

function isSurelySooner(large: MeasuredTrial, small: MeasuredTrial): boolean {
  if (large.seconds >= LEAST_OF_TIME * small.seconds) return false;
  const [longest, shortest] = [trialSeconds(large.trial)?.high, trialSeconds(small.trial)?.low];
  return longest !== undefined && shortest !== undefined && longest < LEAST_OF_TIME * shortest;
}

function contains(large: MeasuredTrial, small: MeasuredTrial): boolean {
  if (large.bytes < MORE_WORK * small.bytes || large.flop < MORE_WORK * small.flop) return false;
  const extents: Readonly<Record<string, unknown>> = { ...small.operation };
  return Object.entries(large.operation).every(([name, extent]) => {
    const other = extents[name];
    return typeof extent === 'number' && typeof other === 'number' ? extent >= other : extent === other;
  });
}
