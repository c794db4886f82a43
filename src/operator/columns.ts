// Text for a terminal: columns, ages, times.
import { formatDuration } from '../units/format.ts';

/** Columns of equal width, two spaces apart, without trailing ones. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
      .join('  ')
      .trimEnd(),
  );
}

/** How long ago a time of the database was, e.g. `3.2 h`. */
export function age(iso: string, nowMilliseconds: number): string {
  return formatDuration(Math.max(1, (nowMilliseconds - Date.parse(iso)) / 1000), 2);
}

/** A time as people read it, to the minute, in UTC. */
export function shortTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
