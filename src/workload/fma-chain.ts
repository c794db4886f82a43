// The constants of the FMA ceiling: x ← x·a + b on 32 numbers an invocation (8 chains of 4 lanes).
// Shared by the kernel's uniform and the reference, so that both speak of the same sequence. Rests on nothing.

interface FmaConstants {
  readonly factor: number;
  readonly addend: number;
}

/**
 * a contracts (|a| < 1), so rounding errors add up to at most 1/(1 − |a|) of one step's; it is as close to −1
 * as the precision's unit roundoff allows for a useful bound. Both numbers are exact in f16 and f32.
 */
export function fmaConstants(precision: 'f32' | 'f16'): FmaConstants {
  return precision === 'f16' ? { factor: -0.75, addend: 0.5 } : { factor: -(1 - 2 ** -10), addend: 0.5 };
}

/** Start of chain `chain` (0 … 7), lane `lane` (0 … 3) in invocation `invocation`; exact in f16. */
export function fmaStart(invocation: number, chain: number, lane: number): number {
  return ((invocation % 256) + 4 * chain + lane) / 512;
}
