// Ratios of the peers' time to ours, with 95 % intervals. Rests on statistics/. Pure.
import { expandedInterval, resample } from '../statistics/bootstrap.ts';
import { createRandom, type Random } from '../statistics/random.ts';
import { median } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';
import { FAMILIES, type Family } from './cases.ts';
import { OURS, type CaseOutcome } from './outcome.ts';

/** How many times as fast as the best correct peer we are. */
export interface Ratio {
  readonly id: string;
  readonly family: Family;
  readonly bestPeer: string;
  readonly ratio: Estimate;
}

export interface FamilyRatio {
  readonly family: Family;
  readonly caseCount: number;
  /** Geometric mean over the cases in which we and a peer were correct. */
  readonly ratio: Estimate;
  readonly worst: Ratio;
}

export interface Comparison {
  readonly ratios: readonly Ratio[];
  readonly families: readonly FamilyRatio[];
}

const RESAMPLES = 2000;

interface Contested {
  readonly id: string;
  readonly family: Family;
  readonly ours: readonly number[];
  readonly peers: readonly (readonly [name: string, seconds: readonly number[]])[];
}

/**
 * Medians are resampled for us and for every correct peer, and the best peer chosen anew in each resample, so that the
 * interval holds the luck of the best. Cases in which we or all peers failed have no ratio.
 */
export function compare(cases: readonly CaseOutcome[], seed: number): Comparison {
  const random = createRandom(seed);
  const contested = cases.flatMap(contestedOf);
  const drawn = contested.map((entry) => ({ entry, draws: Array.from({ length: RESAMPLES }, () => drawRatio(entry, random)) }));
  const ratios = drawn.map(({ entry, draws }): Ratio => {
    const best = entry.peers.toSorted(([, a], [, b]) => median(a) - median(b))[0];
    const value = Math.min(...entry.peers.map(([, seconds]) => median(seconds))) / median(entry.ours);
    return { id: entry.id, family: entry.family, bestPeer: best?.[0] ?? '', ratio: estimateOf(value, draws, entry.ours.length) };
  });
  const families = FAMILIES.flatMap((family): readonly FamilyRatio[] => {
    const own = ratios.filter((ratio) => ratio.family === family);
    const worst = own.toSorted((a, b) => a.ratio.value - b.ratio.value)[0];
    if (worst === undefined) return [];
    const ownDraws = drawn.filter(({ entry }) => entry.family === family);
    const draws = Array.from({ length: RESAMPLES }, (_, at) => geometricMean(ownDraws.map(({ draws: all }) => all[at] ?? 1)));
    const fewest = Math.min(...ownDraws.map(({ entry }) => entry.ours.length));
    const ratio = estimateOf(geometricMean(own.map((entry) => entry.ratio.value)), draws, fewest);
    return [{ family, caseCount: own.length, ratio, worst }];
  });
  return { ratios, families };
}

function contestedOf({ id, family, entries }: CaseOutcome): readonly Contested[] {
  if (family === 'ceiling') return [];
  const measured = Object.entries(entries).flatMap(([name, outcome]) =>
    outcome.kind === 'measured' ? [[name, outcome.seconds] as const] : [],
  );
  const ours = measured.find(([name]) => name === OURS)?.[1];
  const peers = measured.filter(([name]) => name !== OURS);
  return ours === undefined || peers.length === 0 ? [] : [{ id, family, ours, peers }];
}

function drawRatio({ ours, peers }: Contested, random: Random): number {
  return Math.min(...peers.map(([, seconds]) => median(resample(seconds, random)))) / median(resample(ours, random));
}

/** The interval always holds the value itself: few samples can resample around it. */
function estimateOf(value: number, draws: readonly number[], sampleCount: number): Estimate {
  const { low, high } = expandedInterval(draws, sampleCount);
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((total, value) => total + Math.log(value), 0) / values.length);
}
