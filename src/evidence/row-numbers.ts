// Numbers of a row’s columns. Rests on nothing; what is not a positive number is as if the cell were empty.
import type { Row } from './evidence.ts';

/** A positive number; blanks and underscores between digits are tolerated. */
export function count(row: Row, column: string): number | undefined {
  const text = (row[column] ?? '').replaceAll(/[\s_]/g, '');
  if (text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** A positive whole number, such as a degree of parallelism. */
export function degree(row: Row, column: string): number | undefined {
  const value = count(row, column);
  return value === undefined ? undefined : Math.max(1, Math.round(value));
}
