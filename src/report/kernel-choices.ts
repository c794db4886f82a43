// The kernels that a run chose: each one's share of the measured ceiling, and its lead over the next best.
// Rests on device-model/ and units/. Times are those of whole dispatches, launch included, as on the roofline.
import type { Run, Trial } from '../contract/run.ts';
import type { DeviceModel } from '../device-model/fit.ts';
import { bytesPerElement } from '../device-model/observation.ts';
import { trialSeconds } from '../device-model/trial-seconds.ts';
import { product, quotient, reciprocal, scale, type Estimate } from '../units/estimate.ts';
import type { Seconds } from '../units/units.ts';
import { bytes, flop, operationKey } from '../workload/operation.ts';
import type { KernelChoice } from './report-document.ts';

/** One entry of each choice whose winner was measured, in the run's order; none for runs that do not say their choices. */
export function kernelChoices(run: Run, model: DeviceModel): readonly KernelChoice[] {
  const trials = new Map(run.trials.map((trial) => [trial.id, trial]));
  return (run.tuning ?? []).flatMap((entry): KernelChoice[] => {
    const timed = entry.candidates
      .flatMap((id) => timedOf(trials.get(id), run.clock.resolution_seconds))
      .toSorted((a, b) => a.seconds.value - b.seconds.value);
    const winner = timed.find(({ trial }) => trial.kernel === entry.kernel);
    if (winner === undefined) return [];
    const [next] = timed.filter((other) => other !== winner);
    return [
      {
        className: entry.class,
        sizeClass: entry.size_class,
        kernel: entry.kernel,
        from: entry.from,
        shape: operationKey(winner.trial.operation),
        ...shareOf(winner, model),
        candidateCount: entry.candidates.length,
        runnerUp: next && { kernel: next.trial.kernel, slowdown: quotient(next.seconds, winner.seconds) },
      },
    ];
  });
}

interface Timed {
  readonly trial: Trial;
  readonly seconds: Estimate<Seconds>;
}

function timedOf(trial: Trial | undefined, clockStep: Seconds): readonly Timed[] {
  const seconds = trial && trialSeconds(trial, clockStep);
  return trial && seconds ? [{ trial, seconds }] : [];
}

/** Least time that the ceilings allow, over the time taken: arithmetic at the peak or traffic at the bandwidth, whichever is longer. */
function shareOf({ trial, seconds }: Timed, { peak, bandwidth }: DeviceModel): Pick<KernelChoice, 'ceiling' | 'share'> {
  const arithmetic = scale<Seconds>(reciprocal(peak), flop(trial.operation));
  const traffic = scale<Seconds>(reciprocal(bandwidth), bytes(trial.operation, bytesPerElement(trial.precision)));
  const ceiling = arithmetic.value > traffic.value ? 'peak' : 'bandwidth';
  return { ceiling, share: product(ceiling === 'peak' ? arithmetic : traffic, reciprocal(seconds)) };
}
