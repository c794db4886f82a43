// Physical quantities as optionally branded numbers, in SI base units (and dollars).
// A literal flows into any of them; a quantity of one unit does not flow into another.
// Scaling ("TFLOP/s", "days") happens only in format.ts.

type Quantity<Unit extends string> = number & { readonly unit?: Unit };

export type Seconds = Quantity<'s'>;
export type Bytes = Quantity<'B'>;
/** Floating-point operations; a fused multiply-add counts as 2. */
export type Flop = Quantity<'FLOP'>;
export type FlopPerSecond = Quantity<'FLOP/s'>;
export type BytesPerSecond = Quantity<'B/s'>;
/** Arithmetic intensity. */
export type FlopPerByte = Quantity<'FLOP/B'>;
export type Dollars = Quantity<'USD'>;
export type Watts = Quantity<'W'>;
export type Joules = Quantity<'J'>;
export type TokensPerSecond = Quantity<'token/s'>;
/** A pure ratio, for example an efficiency; 1 means all of it. */
export type Fraction = Quantity<'1'>;

export const SECONDS_PER_HOUR: Seconds = 3_600;
export const SECONDS_PER_DAY: Seconds = 86_400;
export const SECONDS_PER_YEAR: Seconds = 365.25 * 86_400;
export const JOULES_PER_KILOWATT_HOUR: Joules = 3.6e6;
