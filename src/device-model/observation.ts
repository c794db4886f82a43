// A run's measured trials as the fit sees them: work, traffic and seconds of one dispatch. Rests on contract/, workload/.
import type { Run, Trial } from '../contract/run.ts';
import type { Estimate } from '../units/estimate.ts';
import type { Bytes, Seconds } from '../units/units.ts';
import { operationKey, type Operation } from '../workload/operation.ts';
import { workOf, type Work } from './roofline-law.ts';
import { trialSeconds } from './trial-seconds.ts';

export interface Observation extends Work {
  readonly trial: string;
  readonly operation: Operation;
  readonly seconds: Estimate<Seconds>;
}

/**
 * One observation of each operation and precision. Kernels that lost a contest say nothing of the device: of several
 * trials of one operation the ladder's counts, else the fastest.
 */
export function observe(run: Run): readonly Observation[] {
  const chosen = new Map<string, { readonly role: Trial['role']; readonly observation: Observation }>();
  for (const trial of run.trials) {
    const seconds = trialSeconds(trial, run.clock.resolution_seconds);
    if (seconds === undefined) continue;
    const { id, role, operation, precision } = trial;
    const key = `${operationKey(operation)}/${precision}`;
    const known = chosen.get(key);
    const isBetter =
      known === undefined || (known.role === role ? seconds.value < known.observation.seconds.value : role === 'ladder');
    if (!isBetter) continue;
    const observation = { trial: id, operation, ...workOf(operation, bytesPerElement(precision)), seconds };
    chosen.set(key, { role, observation });
  }
  return [...chosen.values()].map(({ observation }) => observation);
}

/** Bytes of a stored element. */
export function bytesPerElement(precision: Trial['precision']): Bytes {
  return precision === 'f16' ? 2 : 4;
}
