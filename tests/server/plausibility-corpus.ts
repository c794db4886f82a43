// The two corpora by which the rules are judged: honest runs of simulated devices, none of which may be held, and forged ones.
// What is counted here is what docs/plausibility.md says.
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import type { Run } from '../../src/contract/run.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import { findImpossibility } from '../../src/server/impossible.ts';
import { findSuspicion } from '../../src/server/suspicion/suspicious.ts';
import { createRandom } from '../../src/statistics/random.ts';
import type { Forgery } from './forged-run.ts';
import { SIMULATED_DEVICES } from './simulated-devices.ts';
import type { Simulation } from './simulated-run.ts';

const NOISES = [0.01, 0.03, 0.1, 0.3, 0.003];
/** Of the clock: fine ones of several drivers, and the 100 µs by which Chrome rounds for visitors. */
const STEPS = [1e-9, 1e-4, 1e-8, 1e-6, 3.2e-8];
const HISTORIES = ['steady', 'drift', 'throttling', 'busy', 'rising'] as const;
const WAITS = [0.002, 0.016, 0.1];

/** Devices in turn, each round with another noise, clock and history; every seventh is stopped early, every fifth is a full run. */
export function honestSimulation(round: number, place: number): Simulation | undefined {
  const device = SIMULATED_DEVICES[place];
  if (device === undefined) return undefined;
  const turn = place + round;
  return {
    device,
    seed: 1000 * round + place,
    noise: NOISES[turn % 5] ?? 0.01,
    clockStep: STEPS[(2 * place + round + Math.floor(round / 5)) % 5] ?? 1e-9,
    history: HISTORIES[(3 * place + round + Math.floor(round / 2)) % 5] ?? 'steady',
    precision: turn % 4 === 0 ? 'f16' : 'f32',
    length: turn % 5 === 1 ? 'full' : 'quick',
    waitSeconds: WAITS[turn % 3] ?? 0.002,
    ...(turn % 7 === 3 ? { stopAfterSeconds: 4 } : {}),
  };
}

export type Judgement =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'held'; readonly rule: string; readonly reason: string }
  | { readonly kind: 'listed' };

/** What the service does with a run whose digest and summary are right. */
export function judge(run: Run): Judgement {
  const knowledge = { now: new Date('2026-07-01T00:00:00Z'), suiteVersions: [SUITE_VERSION], composition: ladderComposition };
  const impossible = findImpossibility(run, knowledge);
  if (impossible !== undefined) return { kind: 'refused', reason: `${impossible.path}: ${impossible.reason}` };
  const doubt = findSuspicion(run, publishedSummary(run));
  return doubt === undefined ? { kind: 'listed' } : { kind: 'held', rule: doubt.rule, reason: doubt.reason };
}

export interface Outcomes {
  readonly kind: string;
  readonly passes: boolean;
  readonly tried: number;
  readonly refused: number;
  readonly held: number;
  readonly missed: number;
  readonly rules: readonly string[];
}

/** One kind of forgery of every base that suits it. */
export function outcomesOf({ kind, passes, forge }: Forgery, bases: readonly Run[]): Outcomes {
  const judged = bases.flatMap((base, index): Judgement[] => {
    const run = structuredClone(base);
    return forge(run, createRandom(index + 1)) === 'unsuited' ? [] : [judge(run)];
  });
  const count = (wanted: Judgement['kind']) => judged.filter((judgement) => judgement.kind === wanted).length;
  const rules = judged.flatMap((judgement) => (judgement.kind === 'held' ? [judgement.rule] : []));
  return {
    kind,
    passes: passes === true,
    tried: judged.length,
    refused: count('refused'),
    held: count('held'),
    missed: count('listed'),
    rules: [...new Set(rules)].toSorted(),
  };
}
