// The validation document: each group of published runs against its bar and against one constant utilisation, each fitted
// constant, each row with the worst first. Rests on evidence/ and contract/validation.ts.
import type { ConstantDefinition } from '../cluster/constant.ts';
import type { Figures, FittedConstants, ScoredGroup, ScoredRow, Validation } from '../contract/validation.ts';
import type { Assessment, Judged } from './assessment.ts';
import { BARS, COVERAGE, FEWEST_FAMILIES, type Bar } from './bars.ts';
import { baselineOf } from './baseline.ts';
import type { EvidenceGroup } from './evidence.ts';
import { isSound } from './suite.ts';
import { byFamily, quantile } from './weighted-quantile.ts';

const DIGITS = 6;

export function validationOf(
  assessment: Assessment,
  fitted: Pick<FittedConstants, 'fitted_at' | 'constants'>,
  definitions: readonly ConstantDefinition[],
): Validation {
  const scored = scoredRows(assessment.judged);
  const withheld = scoredRows(assessment.withheld);
  return {
    fitted_at: fitted.fitted_at,
    groups: BARS.map((bar) => scoredGroup(bar, bar.isLayoutWithheld === true ? withheld : scored)).filter(
      ({ with_flagged }) => with_flagged.rows > 0,
    ),
    constants: definitions.map(({ name, meaning, unit, prior, priorSpread, source }) => ({
      name,
      meaning,
      unit,
      prior,
      prior_spread: priorSpread,
      prior_source: source,
      value: fitted.constants[name]?.value ?? prior,
      spread: fitted.constants[name]?.spread ?? 0,
    })),
    rows: [...scored, ...withheld.map((entry) => ({ ...entry, row: { ...entry.row, group: 'layout-withheld' } }))]
      .map(({ row }) => row)
      .toSorted((a, b) => b.error - a.error),
    unscored: assessment.unscored.map(({ evidence, reason }) => ({ id: evidence.id, family: evidence.family, reason })),
  };
}

interface Scored {
  readonly row: ScoredRow;
  readonly family: string;
  readonly group: EvidenceGroup;
  readonly parameters: number;
  readonly isSound: boolean;
  readonly halfWidth: number;
}

function scoredRows(judged: readonly Judged[]): readonly Scored[] {
  const baselines = baselineOf(
    judged.map(({ evidence, quantity, observed }) => ({ family: evidence.family, quantity, row: evidence.row, observed })),
  );
  return judged.map(({ evidence, quantity, observed, predicted, halfWidth }, index) => {
    const stretch = Math.exp(halfWidth);
    const low = rounded(predicted.value / stretch);
    const high = rounded(predicted.value * stretch);
    const baseline = baselines[index];
    const text = (column: string): string => evidence.row[column] ?? '';
    return {
      family: evidence.family,
      group: predicted.group,
      parameters: Number(text('params_total')),
      isSound: isSound(evidence),
      halfWidth,
      row: {
        id: evidence.id,
        family: evidence.family,
        group: predicted.group,
        model: text('model'),
        hardware: text('hardware'),
        source: evidence.source,
        date: evidence.date,
        flag: evidence.flag,
        quantity,
        observed,
        predicted: rounded(predicted.value),
        low,
        high,
        error: rounded(errorOf(predicted.value, observed)),
        inside: observed >= low && observed <= high,
        baseline: baseline === undefined ? null : rounded(baseline),
        layout: predicted.layout,
        limited_by: predicted.limitedBy,
        note: predicted.note,
      },
    };
  });
}

function scoredGroup(bar: Bar, all: readonly Scored[]): ScoredGroup {
  const members = all.filter(({ group }) => bar.groups.includes(group));
  const sound = members.filter((entry) => entry.isSound);
  const counted = (entries: readonly Scored[]): readonly Scored[] =>
    entries.filter(({ parameters }) => bar.leastParameters === undefined || parameters >= bar.leastParameters);
  const model = figuresOf(counted(sound), ({ row }) => row.error);
  const compared = counted(sound).filter(({ row }) => row.baseline !== null);
  const against =
    compared.length === 0
      ? null
      : {
          model: figuresOf(compared, ({ row }) => row.error),
          baseline: figuresOf(compared, ({ row }) => rounded(errorOf(row.baseline ?? Number.NaN, row.observed))),
        };
  const coverage = sound.length === 0 ? null : rounded(coverageOf(sound));
  const inside = sound.length === 0 ? null : rounded(sound.filter(({ row }) => row.inside).length / sound.length);
  const isJudged = bar.isForCoverage === true || (bar.median !== undefined && byFamily(sound).size >= FEWEST_FAMILIES);
  return {
    name: bar.name,
    meaning: bar.meaning,
    bar: { median: bar.median ?? null, ninetieth: bar.ninetieth ?? null, inside: bar.leastInside ?? null },
    coverage_is_judged: isJudged,
    model,
    against_baseline: against,
    with_flagged: figuresOf(counted(members), ({ row }) => row.error),
    coverage,
    inside,
    median_half_width:
      sound.length === 0
        ? null
        : rounded(
            quantile(
              sound.map(({ halfWidth }) => halfWidth),
              0.5,
            ),
          ),
    holds: {
      median: atMost(model.median, bar.median),
      ninetieth: atMost(model.ninetieth, bar.ninetieth),
      coverage: coverage === null || !isJudged ? null : coverage >= COVERAGE[0] && coverage <= COVERAGE[1],
      inside: inside === null || bar.leastInside === undefined ? null : inside >= bar.leastInside,
      baseline: bar.beatsBaseline === true && against !== null ? beats(against.model, against.baseline) : null,
    },
  };
}

function figuresOf(entries: readonly Scored[], errorIn: (entry: Scored) => number): Figures {
  const families = byFamily(entries);
  const medians = [...families.values()].map((own) => quantile(own.map(errorIn), 0.5));
  return {
    families: families.size,
    rows: entries.length,
    median: medians.length === 0 ? null : rounded(quantile(medians, 0.5)),
    ninetieth: medians.length === 0 ? null : rounded(quantile(medians, 0.9)),
  };
}

function coverageOf(entries: readonly Scored[]): number {
  const shares = [...byFamily(entries).values()].map((own) => own.filter(({ row }) => row.inside).length / own.length);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function atMost(value: number | null, most: number | undefined): boolean | null {
  return value === null || most === undefined ? null : value <= most;
}

function beats(model: Figures, baseline: Figures): boolean {
  return (model.median ?? 0) < (baseline.median ?? 0) && (model.ninetieth ?? 0) < (baseline.ninetieth ?? 0);
}

function errorOf(predicted: number, observed: number): number {
  return Math.expm1(Math.abs(Math.log(predicted / observed)));
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
