// Ticks of a logarithmic axis and their labels. Rests on scale.ts.
// Steps are whole decades (1, 2, 3, 6, 12), or 1-2-5 within a decade where the axis is short.
import type { Interval } from './scale.ts';

/** Letters for thousands: of SI units (G, P), or of counts and money (B for 10⁹). */
export type Suffixes = 'si' | 'count';

const SUFFIXES: Readonly<Record<Suffixes, readonly string[]>> = {
  si: ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'],
  count: ['', 'k', 'M', 'B', 'T'],
};

/** Ticks inside the domain, ascending, at most `most` (≥ 1) of them and as many as that allows. */
export function logTicks(domain: Interval, most: number): readonly number[] {
  const first = Math.floor(Math.log10(domain.low));
  const last = Math.ceil(Math.log10(domain.high));
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const isInside = (value: number): boolean => value >= domain.low && value <= domain.high;

  const steps = [1, 2, 3, 6, 12, 24].map((step) => decades.filter((exponent) => exponent % step === 0).map(powerOfTen));
  const fine = decades.flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)));
  const choices = [fine, ...steps].map((choice) => choice.filter(isInside));
  return choices.find((choice) => choice.length <= most) ?? choices.at(-1)?.slice(0, most) ?? [];
}

/** Every 2 to 9 times a power of ten inside the domain: faint grid lines between decades. */
export function minorTicks(domain: Interval): readonly number[] {
  const first = Math.floor(Math.log10(domain.low));
  const last = Math.ceil(Math.log10(domain.high));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .flatMap((exponent) => [2, 3, 4, 5, 6, 7, 8, 9].map((digit) => Number(`${digit}e${exponent}`)))
    .filter((value) => value >= domain.low && value <= domain.high);
}

/**
 * The label of a tick: `20 k`, `1 B`, `0.05`, and `10⁻⁵` or `10¹⁸` where no letter or short decimal says it.
 * `value` is a tick of logTicks: one significant digit.
 */
export function tickLabel(value: number, suffixes: Suffixes, prefix = ''): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const letters = SUFFIXES[suffixes];
  const group = Math.floor(exponent / 3);
  const letter = letters[group];
  if (exponent >= 0 && letter !== undefined) {
    const digits = Number((value / powerOfTen(3 * group)).toPrecision(1));
    return letter === '' ? `${prefix}${digits}` : `${prefix}${digits}\u00a0${letter}`;
  }
  if (exponent < 0 && exponent >= -4) return `${prefix}${value.toFixed(-exponent)}`;
  const digit = Number((value / powerOfTen(exponent)).toPrecision(1));
  return `${prefix}${digit === 1 ? '' : `${digit}·`}10${superscript(exponent)}`;
}

/** Exact where a double can be: 10 ** −5 is not 1e−5. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

function superscript(exponent: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  return Array.from(String(exponent), (sign) => (sign === '-' ? '⁻' : (digits[Number(sign)] ?? ''))).join('');
}
