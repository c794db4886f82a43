// Numbers as people read them. The only place where SI prefixes, calendar units and rounding appear.
// Rests on estimate.ts and units.ts. Digits follow the interval's width: what is not known is not printed.
import { relativeHalfWidth, type Estimate } from './estimate.ts';
import { JOULES_PER_KILOWATT_HOUR, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_YEAR } from './units.ts';

interface Scale {
  /** One of the printed unit in the base unit. */
  readonly size: number;
  readonly unit: string;
}

interface Notation {
  /** Ascending by size; the largest that does not exceed the value is taken, the first for anything smaller. */
  readonly scales: readonly Scale[];
  /** Written directly before the number, e.g. `$`. */
  readonly sign: string;
}

/** Writes a value in SI base units with `digits` significant digits, e.g. `formatRate(1.23e13)` → `12.3 TFLOP/s`. */
export interface Formatter {
  (value: number, digits?: number): string;
  readonly notation: Notation;
}

const PREFIXES: readonly Scale[] = [
  { size: 1, unit: '' },
  { size: 1e3, unit: 'k' },
  { size: 1e6, unit: 'M' },
  { size: 1e9, unit: 'G' },
  { size: 1e12, unit: 'T' },
  { size: 1e15, unit: 'P' },
  { size: 1e18, unit: 'E' },
];
const COUNTS: readonly Scale[] = [
  { size: 1, unit: '' },
  { size: 1e3, unit: 'k' },
  { size: 1e6, unit: 'M' },
  { size: 1e9, unit: 'B' },
  { size: 1e12, unit: 'T' },
];
const MONEY: readonly Scale[] = [{ size: 1, unit: '' }, ...COUNTS.slice(2)];

/** FLOP/s as `GFLOP/s`, `TFLOP/s` … */
export const formatRate = formatter(prefixed('FLOP/s'));
/** B/s as `GB/s`, `TB/s` … (decimal prefixes). */
export const formatBandwidth = formatter(prefixed('B/s'));
export const formatBytes = formatter(prefixed('B'));
export const formatPower = formatter(prefixed('W'));
export const formatIntensity = formatter([{ size: 1, unit: 'FLOP/B' }]);
export const formatTokenRate = formatter(COUNTS.map(({ size, unit }) => ({ size, unit: spaced(unit, 'tokens/s') })));
/** Seconds as `ns`, `µs`, `ms`, `s`, `min`, `h`, `days`, `years`. */
export const formatDuration = formatter([
  { size: 1e-9, unit: 'ns' },
  { size: 1e-6, unit: 'µs' },
  { size: 1e-3, unit: 'ms' },
  { size: 1, unit: 's' },
  { size: 60, unit: 'min' },
  { size: SECONDS_PER_HOUR, unit: 'h' },
  { size: SECONDS_PER_DAY, unit: 'days' },
  { size: SECONDS_PER_YEAR, unit: 'years' },
]);
/** Days (not seconds), as the Report holds them. */
export const formatDays: Formatter = Object.assign(
  (days: number, digits?: number): string => formatDuration(days * SECONDS_PER_DAY, digits),
  {
    notation: {
      sign: '',
      scales: formatDuration.notation.scales.map(({ size, unit }) => ({ size: size / SECONDS_PER_DAY, unit })),
    },
  },
);
/** US dollars as `$3.40`, `$1.20 M`, `$340 M`, `$1.30 B`. */
export const formatDollars = formatter(MONEY, '$');
/** Pure counts as `70 B`, `1.4 T`; the noun is the caller's. */
export const formatCount = formatter(COUNTS);
/** Whole numbers in full, e.g. `16,384`. */
export const formatWhole: Formatter = Object.assign((value: number): string => plain(value, 15, true), {
  notation: { scales: [{ size: 1, unit: '' }], sign: '' },
});
/** Joules as `kWh`, `MWh`, `GWh`, `TWh`. */
export const formatEnergy = formatter(
  ['kWh', 'MWh', 'GWh', 'TWh'].map((unit, index) => ({ size: JOULES_PER_KILOWATT_HOUR * 1000 ** index, unit })),
);
/** Kilograms as `kg`, `t`, `kt`, `Mt`. */
export const formatMass = formatter(['kg', 't', 'kt', 'Mt'].map((unit, index) => ({ size: 1000 ** index, unit })));
/** Fractions as percent. */
export const formatPercent = formatter([{ size: 0.01, unit: '%' }]);
/** Ratios without a unit, e.g. `× 130`. */
export const formatRatio = formatter([{ size: 1, unit: '' }]);

/** A pure number as `5.88 × 10²³`: for counts that no letter reaches. */
export function formatScientific(value: number, digits = 3): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const raised = Array.from(exponent, (sign) => (sign === '+' ? '' : sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(sign))));
  return `${mantissa} × 10${raised.join('')}`;
}

/**
 * Value and interval in one unit: `12.3 (11.8–12.9) TFLOP/s`, `$1.2 (0.9–1.6) M`; an exact value stands alone.
 * The interval's ends keep the value's last digit, or two significant digits where that would leave fewer.
 */
export function formatEstimate(estimate: Estimate, format: Formatter): string {
  const digits = significantDigits(estimate);
  if (estimate.low === estimate.high) return format(estimate.value, digits);
  const { sign } = format.notation;
  const { size, unit } = scaleOf(estimate.value, format.notation);
  const value = estimate.value / size;
  const lastDigit = value === 0 ? 0 : digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  const end = (bound: number): string => {
    const scaled = bound / size;
    const own = scaled === 0 ? 2 : lastDigit + 1 + Math.floor(Math.log10(Math.abs(scaled)));
    return plain(scaled, Math.max(2, own));
  };
  return spaced(`${sign}${plain(value, digits)} (${end(estimate.low)}–${end(estimate.high)})`, unit);
}

/** Significant digits that an estimate deserves: 2 from ± 10 % up, 3 from ± 1 %, 4 below; 3 for an exact number. */
export function significantDigits(estimate: Estimate): number {
  const width = relativeHalfWidth(estimate);
  if (!(width > 0)) return 3;
  return width >= 0.1 ? 2 : width >= 0.01 ? 3 : 4;
}

function formatter(scales: readonly Scale[], sign = ''): Formatter {
  const notation = { scales, sign };
  const format = (value: number, digits = 3): string => {
    const { size, unit } = scaleOf(value, notation, digits);
    return spaced(sign + plain(value / size, digits), unit);
  };
  return Object.assign(format, { notation });
}

function prefixed(base: string): readonly Scale[] {
  return PREFIXES.map(({ size, unit }) => ({ size, unit: unit + base }));
}

function spaced(number: string, unit: string): string {
  return unit === '' ? number : number === '' ? unit : `${number} ${unit}`;
}

function scaleOf(value: number, { scales }: Notation, digits = 3): Scale {
  // Rounded first, so that 999.9 G becomes 1.00 T.
  const rounded = Math.abs(Number(value.toPrecision(Math.min(100, Math.max(1, digits)))));
  return scales.findLast(({ size }) => rounded >= size) ?? scales[0] ?? { size: 1, unit: '' };
}

/** `digits` significant digits without exponent between 1e-6 and 1e15, thousands separated by commas. */
function plain(value: number, digits: number, isExact = false): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '–';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e15 || magnitude < 1e-6) return value.toExponential(digits - 1);
  const decimals = digits - 1 - Math.floor(Math.log10(Number(magnitude.toPrecision(digits))));
  const most = Math.min(20, Math.max(0, decimals));
  return numberFormat(isExact ? 0 : most, most).format(Number(value.toPrecision(digits)));
}

const numberFormats = new Map<number, Intl.NumberFormat>();

/** Made once for each pair: making one takes longer than a hundred numbers written with it. */
function numberFormat(minimumFractionDigits: number, maximumFractionDigits: number): Intl.NumberFormat {
  const key = 32 * minimumFractionDigits + maximumFractionDigits;
  const known = numberFormats.get(key) ?? new Intl.NumberFormat('en-US', { minimumFractionDigits, maximumFractionDigits });
  numberFormats.set(key, known);
  return known;
}
