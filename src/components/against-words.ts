// Where a value lies among those of other runs, as far as three quantiles can say. Rests on contract/.
import { msg, str } from '@lit/localize';
import type { DeviceRow, Spread } from '../contract/devices.ts';
import { formatRatio } from '../units/format.ts';

/** In words, e.g. `above the median (× 1.20)`. The counts behind a spread have steps of 1 %: within one the value is at it. */
export function placeIn(value: number, { runs, p10, median, p90 }: Spread): string {
  const times = formatRatio(value / median, 3);
  if (Math.abs(value / median - 1) <= 0.01) return msg('at the median');
  if (runs >= 10 && value > p90) return msg(str`in the fastest tenth (× ${times} of the median)`);
  if (runs >= 10 && value < p10) return msg(str`in the slowest tenth (× ${times} of the median)`);
  return value > median ? msg(str`above the median (× ${times} of it)`) : msg(str`below the median (× ${times} of it)`);
}

export interface AmongDevices {
  /** Medians of the GPUs, ascending; software and the run's own GPU are not among them. */
  readonly medians: readonly number[];
  readonly slowerCount: number;
}

/** The run among the medians of other GPUs, of one population. */
export function amongDevices(
  value: number,
  ownGpu: string,
  rows: readonly DeviceRow[],
  spreadOf: (row: DeviceRow) => Spread | null,
): AmongDevices {
  const medians = rows
    .filter(({ gpu, is_fallback }) => gpu !== ownGpu && !is_fallback)
    .flatMap((row) => spreadOf(row)?.median ?? [])
    .toSorted((a, b) => a - b);
  return { medians, slowerCount: medians.filter((median) => median < value).length };
}
