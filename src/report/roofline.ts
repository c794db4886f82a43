// The roofline of a run: its ceilings, and each measured operation at its arithmetic intensity. Rests on device-model/.
import type { Part, Phase, Run } from '../contract/run.ts';
import { findSize } from '../workload/ladder.ts';
import type { DeviceModel } from '../device-model/fit.ts';
import { observe } from '../device-model/observation.ts';
import { reciprocal, scale } from '../units/estimate.ts';
import type { Roofline, RooflinePoint } from './report-document.ts';

/**
 * One point per operation with arithmetic and traffic (the FMA chain, which has none, is the ceiling itself); kernels that
 * lost a contest are not the device's.
 */
export function rooflineOf(run: Run, { peak, bandwidth }: DeviceModel): Roofline {
  const uses = usesOf(run);
  const points = observe(run).flatMap((observation): RooflinePoint[] => {
    if (!(observation.flop > 0 && observation.bytes > 0)) return [];
    const use = uses.get(observation.trial);
    return [
      {
        trial: observation.trial,
        label: use ? labelOf(use) : `probe, ${observation.operation.kind}`,
        phase: use?.phase ?? 'probe',
        intensity: observation.flop / observation.bytes,
        flopPerSecond: scale(reciprocal(observation.seconds), observation.flop),
      },
    ];
  });
  return { peak, bandwidth, points };
}

interface Use {
  readonly size: string;
  readonly phase: Phase;
  readonly part: Part;
}

/** The first cell and part that a trial stands for, in the run's order. */
function usesOf({ cells }: Run): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const { size, phase, parts } of cells) {
    for (const part of parts) {
      if (part.trial !== null && !uses.has(part.trial)) uses.set(part.trial, { size, phase, part });
    }
  }
  return uses;
}

function labelOf({ size, part }: Use): string {
  return `${findSize(size)?.name ?? size}, ${part.name}${part.share < 1 ? ' on a slice' : ''}`;
}
