// Every published row against the prediction that its family had no part in, and the intervals that follow.
// Rests on evidence/: the widths that validation reports for a family come from the other families alone.
import type { Constants } from '../cluster/constant.ts';
import { familiarOf, isLayoutTold, widened, type Familiar } from './familiarity.ts';
import { honestHalfWidth, intervalsOf, LEVEL, unknownWidth, type Interval, type Residual } from './intervals.ts';
import type { EvidenceGroup } from './evidence.ts';
import { withoutLayout } from './published.ts';
import { compare, isSound, type Comparison, type Suite, type Unscored } from './suite.ts';
import { byFamily, weightedQuantile } from './weighted-quantile.ts';

/** Constants of all suites, in full and without each family. */
export interface FittedValues {
  readonly constants: Constants<string>;
  readonly leftOut: ReadonlyMap<string, Constants<string>>;
}

export interface Judged extends Comparison {
  /** Half-width of the 90 % interval, in the logarithm, from the other families. */
  readonly halfWidth: number;
}

export interface Assessment {
  readonly judged: readonly Judged[];
  /** Training rows once more, their layout withheld and chosen by the model. */
  readonly withheld: readonly Judged[];
  readonly unscored: readonly Unscored[];
  /** For rows that are new: from all families. */
  readonly intervals: ReadonlyMap<EvidenceGroup, Interval>;
  readonly unknownHalfWidth: number;
  readonly layoutFactor: number;
  readonly familiar: Familiar;
}

export function assess(suites: readonly Suite<string>[], { constants, leftOut }: FittedValues): Assessment {
  const constantsOf = (family: string): Constants<string> => leftOut.get(family) ?? constants;
  const sources = suites.flatMap((suite) => suite.sources);
  const compared = sources.map((source) => compare(source, constantsOf));
  const comparisons = compared.flatMap((one) => one.comparisons);
  const sound = comparisons.filter(({ evidence }) => isSound(evidence));
  const residuals = sound.map(residualOf);
  const judged = comparisons.map((comparison) => ({ ...comparison, halfWidth: honest(comparison, residuals, sound) }));
  const training = sources.filter(({ file }) => file === 'training');
  const withheld = training.flatMap((source) => {
    const told = source.evidence.filter((item) => isSound(item) && isLayoutTold(item.row) && item.row['row_kind'] !== 'full_run');
    return compare({ ...source, evidence: told }, constantsOf, withoutLayout).comparisons;
  });
  // The group of a row does not hang on whether its layout was told.
  const strained = withheld.map((one) => ({ ...one, halfWidth: honest(one, residuals, sound) }));
  return {
    judged,
    withheld: strained.map((one) => ({
      ...one,
      halfWidth: one.halfWidth * layoutFactor(strained.filter(({ evidence }) => evidence.family !== one.evidence.family)),
    })),
    unscored: compared.flatMap((one) => one.unscored),
    intervals: intervalsOf(residuals),
    unknownHalfWidth: unknownWidth(residuals),
    layoutFactor: layoutFactor(strained),
    familiar: familiarOf(sound.map(conditioned)),
  };
}

function residualOf({ evidence, observed, predicted }: Comparison): Residual {
  return { family: evidence.family, group: predicted.group, value: Math.log(observed / predicted.value) };
}

function conditioned({ evidence, predicted }: Comparison): { group: EvidenceGroup; row: Comparison['evidence']['row'] } {
  return { group: predicted.group, row: evidence.row };
}

function honest({ evidence, predicted }: Comparison, residuals: readonly Residual[], sound: readonly Comparison[]): number {
  const others = sound.filter((one) => one.evidence.family !== evidence.family && one.predicted.group === predicted.group);
  const width = honestHalfWidth(residuals, predicted.group, evidence.family);
  return widened(width, predicted.group, evidence.row, familiarOf(others.map(conditioned))).halfWidth;
}

/** By how much the intervals of told layouts must widen to hold as many rows whose layout is not told. */
function layoutFactor(withheld: readonly Judged[]): number {
  const families = byFamily(withheld.map((one) => ({ family: one.evidence.family, one })));
  const sample = [...families.values()].flatMap((own) =>
    own.map(({ one }) => ({ value: Math.abs(residualOf(one).value) / one.halfWidth, weight: 1 / own.length })),
  );
  return Math.max(1, weightedQuantile(sample, LEVEL));
}
