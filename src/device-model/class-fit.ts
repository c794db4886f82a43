// Efficiencies of one class of operations, fitted in log space to its trials. Rests on roofline-law.ts, statistics/.
// Priors keep every parameter finite where trials cannot tell it; draws of whole fits carry what remains unknown.
import { resample } from '../statistics/bootstrap.ts';
import { NORMAL_POINT } from '../statistics/distribution.ts';
import { regress, type Effort, type Prior, type Regression } from '../statistics/least-squares.ts';
import type { Random } from '../statistics/random.ts';
import { median, quantile } from '../statistics/summary.ts';
import type { Observation } from './observation.ts';
import { memberOf } from './operation-class.ts';
import { launchesOfWork, lawSeconds, lawSlopes, type LawParameters, type Machine, type Work } from './roofline-law.ts';

/** Parameters of a class, and each member's own factor. */
export interface ClassParameters {
  /** Those of the class itself: its member factor is 1. */
  readonly shared: LawParameters;
  /** In the order of `ClassFit.members`. */
  readonly members: readonly number[];
  /** Factor of a member that was not seen: 1 in the best fit, anything its prior allows in a draw. */
  readonly unseenMember: number;
}

export interface ClassFit {
  /** Trials behind it; 0 where all is borrowed from the other classes. */
  readonly trialCount: number;
  readonly members: readonly string[];
  readonly best: ClassParameters;
  /** Fits of resampled trials under redrawn priors: the spread is the parameters' uncertainty, correlations and all. */
  readonly draws: readonly ClassParameters[];
  /** Standard deviation of log seconds about the law, what shape and caches do that the law does not know. */
  readonly scatter: number;
  /** Logarithmic 95 % half-width of single operations about the law, tails and all. */
  readonly scatterHalfWidth: number;
  /** Logarithmic 95 % half-width that a typical trial of the class had of itself. */
  readonly trialHalfWidth: number;
  /** Measured range in launches of work (roofline-law.ts); undefined without trials. */
  readonly range: { readonly least: number; readonly most: number } | undefined;
}

/** Priors of the logarithms of a class's parameters. */
export interface ClassPriors {
  readonly arithmetic: Prior;
  readonly traffic: Prior;
  readonly fill: Prior;
  readonly row: Prior;
}

/** A kernel of one member may be 2.7 times slower or faster than its class (two standard deviations). */
const MEMBER_PRIOR: Prior = { mean: 0, deviation: 0.5 };

/** Scatter before any trial is seen, and the trials' worth that this guess counts for. */
const GUESSED_SCATTER = 0.3;
const GUESS_WEIGHT = 1;

/** Scatters of the first passes: wide ones let trials far from the priors pull, where a narrow one would call them outliers. */
const COOLING = [3, 1, GUESSED_SCATTER] as const;

/** No fit is claimed to be better than this: medians move by as much from one run to the next. */
const LEAST_SCATTER = 0.01;

const DRAW_COUNT = 40;

/** A draw starts at the best fit and stops once a step gains too little density to be seen in a spread. */
const DRAW_EFFORT: Effort = { steps: 6, gain: 0.05 };

/** Fits a class to its observations (none is allowed: then the priors speak). Deterministic in `random`. */
export function fitClass(machine: Machine, observations: readonly Observation[], priors: ClassPriors, random: Random): ClassFit {
  const members = [...new Set(observations.flatMap(({ operation }) => memberOf(operation) ?? []))].toSorted();
  const layout = [priors.arithmetic, priors.traffic, priors.fill, priors.row, ...members.map(() => MEMBER_PRIOR)];
  const points = observations.map((observation) => pointOf(observation, members));
  let scatter = GUESSED_SCATTER;
  let best: readonly number[] = layout.map(({ mean }) => mean);
  for (const width of COOLING) best = regress(regressionOf(machine, width, points, layout), best);
  for (let pass = 0; pass < 2 && points.length > 0; pass++) {
    const { residual } = regressionOf(machine, scatter, points, layout).at(best);
    scatter = scatterOf(points.map(residual), 2 + members.length);
    best = regress(regressionOf(machine, scatter, points, layout), best);
  }
  const draw = () => {
    const redrawn = layout.map(({ mean, deviation }) => ({ mean: mean + deviation * random.normal(), deviation }));
    return toClass(regress(regressionOf(machine, scatter, resample(points, random), redrawn), best, DRAW_EFFORT), random);
  };
  let draws: readonly ClassParameters[] | undefined;
  const launches = observations.map((observation) => launchesOfWork(machine, observation));
  return {
    trialCount: points.length,
    members,
    best: toClass(best, undefined),
    // Nine tenths of a fit's time, and only projections need them.
    get draws() {
      return (draws ??= Array.from({ length: DRAW_COUNT }, draw));
    },
    scatter,
    scatterHalfWidth: tailOf(points.map(regressionOf(machine, scatter, points, layout).at(best).residual), scatter),
    trialHalfWidth: points.length > 0 ? NORMAL_POINT * median(points.map(({ deviation }) => deviation)) : 0,
    range: launches.length > 0 ? { least: Math.min(...launches), most: Math.max(...launches) } : undefined,
  };
}

/** An observation as the regression needs it; `deviation` is that of the logarithm of its own seconds. */
interface Point extends Work {
  readonly logSeconds: number;
  readonly deviation: number;
  readonly member: number;
  /** Of its parameters among those of the class: the four shared ones and its member's. */
  readonly places: readonly number[];
}

const SHARED_PLACES = [0, 1, 2, 3] as const;

function pointOf({ operation, flop, bytes, rows, seconds }: Observation, members: readonly string[]): Point {
  const deviation = Math.log(seconds.high / seconds.low) / 2 / NORMAL_POINT;
  const member = members.indexOf(memberOf(operation) ?? '');
  return {
    flop,
    bytes,
    rows,
    logSeconds: Math.log(seconds.value),
    deviation,
    member,
    places: member === -1 ? SHARED_PLACES : [...SHARED_PLACES, SHARED_PLACES.length + member],
  };
}

function regressionOf(
  machine: Machine,
  scatter: number,
  observations: readonly Point[],
  priors: readonly Prior[],
): Regression<Point> {
  return {
    priors,
    observations,
    deviation: (point) => Math.sqrt(scatter ** 2 + point.deviation ** 2),
    at: (parameters) => {
      const { shared, members } = toClass(parameters, undefined);
      const ofMember = members.map((member) => ({ ...shared, member }));
      const lawOf = (point: Point) => ofMember[point.member] ?? shared;
      return {
        residual: (point) => point.logSeconds - Math.log(lawSeconds(machine, lawOf(point), point)),
        linearise: (point) => {
          const { seconds, slopes } = lawSlopes(machine, lawOf(point), point);
          return {
            residual: point.logSeconds - Math.log(seconds),
            places: point.places,
            slopes: [slopes.arithmetic, slopes.traffic, slopes.fill, slopes.row, slopes.member],
          };
        },
      };
    },
  };
}

/** Parameters of the law for one member of the class; undefined for a class of one. */
export function forMember(fit: ClassFit, parameters: ClassParameters, member: string | undefined): LawParameters {
  if (member === undefined) return parameters.shared;
  return { ...parameters.shared, member: parameters.members[fit.members.indexOf(member)] ?? parameters.unseenMember };
}

/** From the logarithms [arithmetic, traffic, fill, row, members …] that the regression moves. */
function toClass(logarithms: readonly number[], random: Random | undefined): ClassParameters {
  const [arithmetic = 1, traffic = 1, fill = 1, row = 0, ...members] = logarithms.map(Math.exp);
  return {
    shared: { arithmetic, traffic, fill, row, member: 1 },
    members,
    unseenMember: random ? Math.exp(MEMBER_PRIOR.mean + MEMBER_PRIOR.deviation * random.normal()) : Math.exp(MEMBER_PRIOR.mean),
  };
}

/**
 * Robust standard deviation of residuals (1.4826 × median absolute), corrected for the parameters that were fitted (the
 * variance never more than doubled), with the guess counting for one trial.
 */
function scatterOf(residuals: readonly number[], parameterCount: number): number {
  const count = residuals.length;
  const freedom = Math.max(count - parameterCount, count / 2);
  const variance = (1.4826 * median(residuals.map(Math.abs))) ** 2 * (count / freedom);
  return Math.max(LEAST_SCATTER, Math.sqrt((count * variance + GUESS_WEIGHT * GUESSED_SCATTER ** 2) / (count + GUESS_WEIGHT)));
}

/**
 * Half-width about the law that holds 95 % of operations: normal scatter, or what the nine tenths nearest to the law show
 * where tails are heavier, taken as normal beyond (1.96 / 1.645), so that one stalled trial in ten does not count.
 */
function tailOf(residuals: readonly number[], scatter: number): number {
  const normal = NORMAL_POINT * scatter;
  if (residuals.length === 0) return normal;
  const near = quantile(
    residuals.map(Math.abs).toSorted((a, b) => a - b),
    0.9,
  );
  return Math.max(normal, (NORMAL_POINT / 1.645) * near);
}
