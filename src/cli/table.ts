// A result as a table for a terminal: a row per size, a column per phase, each cell an interval and how it came to be.
// Plain text; colours are the caller's.
import type { Phase } from '../contract/run.ts';
import type { PhaseSummary, SizeSummary, Summary } from '../contract/summary.ts';
import type { KernelChoice } from '../report/report-document.ts';
import { formatCount, formatEstimate, formatPercent, formatRatio, formatTokenRate } from '../units/format.ts';

/** What stands before a number, and its explanation under the table. */
export const MARKS = {
  measured: { sign: '✓', meaning: 'measured at its real widths' },
  sliced: { sign: '◐', meaning: 'measured on a labelled slice, or in part' },
  projected: { sign: '~', meaning: 'projected from the device model' },
} as const;

export function markOf({ kind, is_sliced }: Pick<PhaseSummary, 'kind' | 'is_sliced'>): keyof typeof MARKS {
  switch (kind) {
    case 'measured':
      return is_sliced ? 'sliced' : 'measured';
    case 'partly':
      return 'sliced';
    case 'projected':
      return 'projected';
    default:
      return kind satisfies never;
  }
}

/** Lines without their ends. Sizes ascend; a phase without any cell has no column; a size that lacks one has an empty cell. */
export function resultTable({ sizes }: Summary): readonly string[] {
  const phases = (['prefill', 'decode', 'train'] as const).filter((phase) =>
    sizes.some((size) => cellOf(size, phase) !== undefined),
  );
  const header = ['size', 'parameters', ...phases];
  const rows = sizes
    .toSorted((a, b) => a.parameters - b.parameters)
    .map((size) => [size.name, formatCount(size.parameters), ...phases.map((phase) => cellText(cellOf(size, phase)))]);
  const used = new Set(sizes.flatMap((size) => size.phases.map(markOf)));
  const legend = Object.entries(MARKS).flatMap(([name, { sign, meaning }]) =>
    used.has(name as keyof typeof MARKS) ? [`${sign} ${meaning}`] : [],
  );
  return [...aligned([header, ...rows]), '', `Tokens per second, with 95 % intervals.  ${legend.join('   ')}`];
}

/** Lines without their ends: each class and size class, its kernel, the share of the ceiling, and the runner-up's distance. */
export function kernelTable(kernels: readonly KernelChoice[]): readonly string[] {
  const rows = kernels.map(({ className, sizeClass, kernel, from, share, ceiling, runnerUp }) => [
    `${className}/${sizeClass}`,
    kernel,
    from,
    `${formatEstimate(share, formatPercent)} of the ${ceiling}`,
    runnerUp === undefined ? '' : `${runnerUp.kernel} takes ${formatEstimate(runnerUp.slowdown, formatRatio)} times as long`,
  ]);
  return aligned([['operation', 'kernel', 'chosen by', 'share of the ceiling', 'runner-up'], ...rows]);
}

function cellOf(size: SizeSummary, phase: Phase): PhaseSummary | undefined {
  return size.phases.find((cell) => cell.phase === phase);
}

function cellText(cell: PhaseSummary | undefined): string {
  if (cell === undefined) return '';
  // The unit of every cell stands under the table; only its prefix remains.
  return `${MARKS[markOf(cell)].sign} ${formatEstimate(cell.tokens_per_second, formatTokenRate).replace(/ ?tokens\/s$/, '')}`;
}

/** Columns of equal width, three spaces apart, without trailing ones. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
      .join('   ')
      .trimEnd(),
  );
}
