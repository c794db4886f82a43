// All rules in order, and the first that doubts a run. A run that is doubted is stored and held, not refused: a person decides
// (docs/plausibility.md). Pure.
import type { Run } from '../../contract/run.ts';
import type { Summary } from '../../contract/summary.ts';
import { calibration } from './calibration.ts';
import { deviceDescription } from './device-description.ts';
import { digits } from './digits.ts';
import { evidenceOf, type Rule, type Suspicion } from './evidence.ts';
import { hardwareEnvelope } from './hardware-envelope.ts';
import { launch } from './launch.ts';
import { phaseOrder } from './phase-order.ts';
import { repeatedSamples } from './repeated-samples.ts';
import { sizeAboveCeiling } from './size-above-ceiling.ts';
import { softwareAdapter } from './software-adapter.ts';
import { spread } from './spread.ts';
import { timeline } from './timeline.ts';
import { workOrder } from './work-order.ts';

export const RULES: Readonly<Record<string, Rule>> = {
  'software-adapter': softwareAdapter,
  'device-description': deviceDescription,
  'hardware-envelope': hardwareEnvelope,
  launch,
  'size-above-ceiling': sizeAboveCeiling,
  'phase-order': phaseOrder,
  'work-order': workOrder,
  timeline,
  calibration,
  'repeated-samples': repeatedSamples,
  spread,
  digits,
};

/** Of a run that is possible (impossible.ts) and the summary that follows from it; undefined where no rule doubts it. */
export function findSuspicion(run: Run, summary: Summary): Suspicion | undefined {
  const evidence = evidenceOf(run, summary);
  for (const [rule, judge] of Object.entries(RULES)) {
    const found = judge(evidence);
    if (found !== undefined) return { rule, ...found, reason: readable(found.reason) };
  }
  return undefined;
}

/** Three digits of a number are enough for a reason. */
function readable(reason: string): string {
  return reason.replace(/\d{6,}(\.\d+)?|\d+\.\d{3,}(e[+-]?\d+)?/g, (number) => String(Number(Number(number).toPrecision(3))));
}
