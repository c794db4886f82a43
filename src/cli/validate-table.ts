// The validation document as tables for a terminal: groups beside their bars, constants, a group's rows. Plain text.
import type { Figures, ScoredGroup, Validation } from '../contract/validation.ts';
import { BARS } from '../evidence/bars.ts';
import { aligned } from './table.ts';

/** Lines without their ends. */
export function groupTable({ groups }: Validation): readonly string[] {
  const header = [
    'group',
    'families',
    'rows',
    'median',
    'bar',
    '90th',
    'bar',
    'held',
    'bar',
    '±',
    'constant MFU',
    'flagged too',
    '',
  ];
  const rows = groups.map((group) => {
    const { name, model, bar, coverage, median_half_width, with_flagged, holds, against_baseline } = group;
    return [
      name,
      String(model.families),
      String(model.rows),
      percent(model.median),
      bar.median === null ? '' : `≤ ${percent(bar.median)}`,
      percent(model.ninetieth),
      bar.ninetieth === null ? '' : `≤ ${percent(bar.ninetieth)}`,
      percent(coverage),
      coverageBar(group),
      median_half_width === null ? '' : `× ${Math.exp(median_half_width).toFixed(2)}`,
      against_baseline === null ? '' : pair(against_baseline.baseline),
      with_flagged.rows === model.rows ? '' : pair(with_flagged),
      verdict(holds),
    ];
  });
  return [
    ...aligned([header, ...rows]),
    '',
    'Errors are of predictions whose constants never saw the row’s family: median and 90th percentile of the families’ medians.',
    'held: share of rows inside their 90 % interval, each family weighing the same; ±: the median interval’s reach either way.',
    'Where fewer than four families stand behind a group, its share is chance: it is shown, and judged pooled (local-decode).',
    'constant MFU: the same two errors with one utilisation per generation, precision and kind (of the file’s bytes for decoding).',
  ];
}

export function constantTable({ constants }: Validation): readonly string[] {
  const rows = constants.map(({ name, value, spread, prior, prior_spread, meaning, unit }) => [
    name,
    `${value.toPrecision(3)}${unit === '1' ? '' : ` ${unit}`}`,
    `± ${percent(spread)}`,
    `prior ${prior.toPrecision(2)} ± ${percent(prior_spread)}`,
    meaning,
  ]);
  return aligned([['constant', 'fitted', 'left-out', '', ''], ...rows]);
}

export function rowTable({ rows }: Validation, group: string): readonly string[] {
  const own = rows.filter((row) => isOf(group, row.group));
  return aligned([
    ['row', 'quantity', 'observed', 'predicted', 'low', 'high', 'off by', '', 'limited by', 'layout'],
    ...own.map((row) => [
      row.id,
      row.quantity,
      ...[row.observed, row.predicted, row.low, row.high].map((value) => value.toPrecision(4)),
      percent(row.error),
      row.inside ? '' : 'outside',
      row.limited_by,
      row.layout,
    ]),
  ]);
}

function coverageBar({ coverage_is_judged, inside, bar }: ScoredGroup): string {
  if (bar.inside !== null) return `all rows ${percent(inside)} ≥ ${percent(bar.inside)}`;
  return coverage_is_judged ? '85–95 %' : '';
}

/** Bars that are not met, in words. */
export function failures({ groups }: Validation): readonly string[] {
  return groups.flatMap(({ name, holds }) =>
    Object.entries(holds).flatMap(([bar, isHeld]) => (isHeld === false ? [`${name}: ${bar}`] : [])),
  );
}

/** Whether a row stands behind a line of the table; some lines gather several groups of rows. */
function isOf(line: string, rowGroup: string): boolean {
  const bar = BARS.find(({ name }) => name === line);
  if (bar?.isLayoutWithheld === true) return rowGroup === line;
  return bar?.groups.some((group) => group === rowGroup) ?? false;
}

function verdict(holds: ScoredGroup['holds']): string {
  const judged = Object.entries(holds).filter(([, isHeld]) => isHeld !== null);
  const failed = judged.filter(([, isHeld]) => isHeld === false).map(([bar]) => bar);
  if (judged.length === 0) return '';
  return failed.length === 0 ? 'pass' : `fail: ${failed.join(', ')}`;
}

function pair({ median, ninetieth }: Figures): string {
  return `${percent(median)} / ${percent(ninetieth)}`;
}

function percent(value: number | null): string {
  if (value === null) return '';
  return `${(100 * value).toFixed(value < 0.0995 ? 1 : 0)} %`;
}
