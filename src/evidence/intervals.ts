// How far a run of a family never seen may lie from its prediction: 90 % half-widths in the logarithm, by group of evidence,
// from residuals of fits that left the family out. Rests on evidence/weighted-quantile.ts.
// Few families say little of the next one: each group is mixed with pseudo-families of a common shape, at a scale drawn
// towards the pooled one (hierarchical shrinkage; Gelman et al., Bayesian Data Analysis, 2013, section 5.4).
import type { EvidenceGroup } from './evidence.ts';
import { byFamily, weightedQuantile, type Weighted } from './weighted-quantile.ts';

export interface Residual {
  readonly family: string;
  readonly group: EvidenceGroup;
  /** ln(observed / predicted), the prediction made without the family. */
  readonly value: number;
}

export interface Interval {
  /** ln(high / predicted) = ln(predicted / low). */
  readonly halfWidth: number;
  readonly families: number;
  readonly rows: number;
}

/** What an interval is to hold, of the rows of a family that is new. */
export const LEVEL = 0.9;
/** Quantile taken for it: of a handful of families, the next one lies outside the sample's own 90 % more often than it should. */
const ASKED = 0.92;
/** Pseudo-families that a group is mixed with, and by how many families' worth its scale is drawn to the pooled one. */
const SHAPE_FAMILIES = 3;
const SCALE_FAMILIES = 1;
/** Scale of a group that nothing is known of, over the pooled one. */
const UNKNOWN_GROUP = 2;
/** The scale of few families is itself uncertain: the common shape is that of Student's t with 4 degrees of freedom. */
const SHAPE_POINTS = 80;
const SHAPE: readonly number[] = Array.from({ length: SHAPE_POINTS }, (_, index) => {
  return studentMagnitude((index + 0.5) / SHAPE_POINTS) / studentMagnitude(0.5);
});

/** By group; groups without any residual have the unknown group's width, see `unknownWidth`. */
export function intervalsOf(residuals: readonly Residual[]): ReadonlyMap<EvidenceGroup, Interval> {
  const groups = [...new Set(residuals.map(({ group }) => group))];
  return new Map(
    groups.map((group) => {
      const own = residuals.filter((residual) => residual.group === group);
      return [
        group,
        { halfWidth: halfWidth(own, pooledScale(ofKind(residuals, group))), families: byFamily(own).size, rows: own.length },
      ];
    }),
  );
}

/** The half-width that the other families alone would have given this family's rows of this group. */
export function honestHalfWidth(residuals: readonly Residual[], group: EvidenceGroup, family: string): number {
  const others = residuals.filter((residual) => residual.family !== family);
  return halfWidth(
    others.filter((residual) => residual.group === group),
    pooledScale(ofKind(others, group)),
  );
}

export function unknownWidth(residuals: readonly Residual[]): number {
  return halfWidth([], pooledScale(residuals));
}

function halfWidth(own: readonly Residual[], pooled: number): number {
  const families = byFamily(own);
  const count = families.size;
  const scale = Math.exp(
    (count * Math.log(count === 0 ? 1 : scaleOf(own)) + SCALE_FAMILIES * Math.log(pooled * (count === 0 ? UNKNOWN_GROUP : 1))) /
      (count + SCALE_FAMILIES),
  );
  const shape = SHAPE.map((value) => ({ value: value * scale, weight: SHAPE_FAMILIES / SHAPE_POINTS }));
  return weightedQuantile([...shape, ...absolute(families)], ASKED);
}

/** Weighted median of absolute residuals, each family weighing the same. */
function scaleOf(own: readonly Residual[]): number {
  return Math.max(0.01, weightedQuantile(absolute(byFamily(own)), 0.5));
}

/** Groups share what they are like within a kind: rates of training, whole runs, serving in data centres, local devices. */
function ofKind(residuals: readonly Residual[], group: EvidenceGroup): readonly Residual[] {
  return residuals.filter((residual) => kindOf(residual.group) === kindOf(group));
}

function kindOf(group: EvidenceGroup): 'training' | 'whole-run' | 'serving' | 'local' {
  if (group === 'full-run') return 'whole-run';
  if (group.startsWith('local')) return 'local';
  return /^(serving|mlperf-offline|mlperf-latency|first-token)/.test(group) ? 'serving' : 'training';
}

/** Geometric mean of the groups' scales. */
function pooledScale(residuals: readonly Residual[]): number {
  const groups = [...Map.groupBy(residuals, ({ group }) => group).values()];
  if (groups.length === 0) return 0.2;
  return Math.exp(groups.reduce((sum, own) => sum + Math.log(scaleOf(own)), 0) / groups.length);
}

function absolute(families: ReadonlyMap<string, readonly Residual[]>): readonly Weighted[] {
  return [...families.values()].flatMap((rows) => rows.map(({ value }) => ({ value: Math.abs(value), weight: 1 / rows.length })));
}

/** |t| with 4 degrees of freedom that `share` of its distribution lies below (closed form; Shaw, 2006, eq. 36). */
function studentMagnitude(share: number): number {
  const probability = (1 + share) / 2;
  const product = 4 * probability * (1 - probability);
  return 2 * Math.sqrt(Math.cos(Math.acos(Math.sqrt(product)) / 3) / Math.sqrt(product) - 1);
}
