// The suites' fits put together, and the document of them that data/fitted-constants.json holds. Rests on evidence/.
import type { Constants } from '../cluster/constant.ts';
import { priorsOf } from '../cluster/constant.ts';
import type { FittedConstants, LeftOutConstants } from '../contract/validation.ts';
import type { Assessment, FittedValues } from './assessment.ts';
import type { Fit } from './fit.ts';
import { fitSuite, isSound, type Suite } from './suite.ts';

const DIGITS = 6;

/** Fits every suite; seconds to minutes. Values are rounded as they are written down, so that both say the same. */
export function fitAll(suites: readonly Suite<string>[]): { readonly values: FittedValues; readonly spread: Constants<string> } {
  const fits = suites.map((suite) => fitSuite(suite, priorsOf(suite.definitions)));
  const constants = roundedAll(merged(fits.map((fit) => fit.constants)));
  const families = fits.flatMap((fit) => [...fit.leftOut.keys()]);
  const without = (fit: Fit<string>, family: string): Constants<string> => fit.leftOut.get(family) ?? fit.constants;
  const leftOut = new Map(families.map((family) => [family, roundedAll(merged(fits.map((fit) => without(fit, family))))]));
  return { values: { constants, leftOut }, spread: roundedAll(merged(fits.map((fit) => fit.spread))) };
}

export function documentOf(
  { constants }: FittedValues,
  spread: Constants<string>,
  assessment: Assessment,
  suites: readonly Suite<string>[],
  fittedAt: string,
): FittedConstants {
  return {
    fitted_at: fittedAt,
    row_counts: Object.fromEntries(
      suites.flatMap(({ sources }) => sources.map(({ file, evidence }) => [file, evidence.filter(isSound).length])),
    ),
    constants: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, { value, spread: spread[name] ?? 0 }])),
    intervals: Object.fromEntries(
      [...assessment.intervals].map(([group, { halfWidth, families, rows }]) => [
        group,
        { half_width: rounded(halfWidth), families, rows },
      ]),
    ),
    unknown_half_width: rounded(assessment.unknownHalfWidth),
    layout_factor: rounded(assessment.layoutFactor),
    familiar: Object.fromEntries(Object.entries(assessment.familiar).map(([group, conditions]) => [group, [...conditions]])),
  };
}

export function leftOutDocument({ leftOut }: FittedValues): LeftOutConstants {
  return Object.fromEntries(
    [...leftOut].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([family, values]) => [family, { ...values }]),
  );
}

export function valuesOf(fitted: FittedConstants, leftOut: LeftOutConstants): FittedValues {
  return {
    constants: Object.fromEntries(Object.entries(fitted.constants).map(([name, { value }]) => [name, value])),
    leftOut: new Map(Object.entries(leftOut)),
  };
}

function merged(parts: readonly Constants<string>[]): Constants<string> {
  return Object.assign({}, ...parts) as Constants<string>;
}

function roundedAll(constants: Constants<string>): Constants<string> {
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, rounded(value)]));
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
