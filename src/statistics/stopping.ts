// Whether enough samples have been taken. Rests on summary.ts. Knows no clock: running out of time is the caller's to see.
import { FEWEST_SAMPLES, summarise } from './summary.ts';

export interface StoppingRule {
  /** Relative half-width of the median's 95 % interval that is precise enough, e.g. 0.03. */
  readonly targetHalfWidth: number;
  /** Samples below which nothing is called precise; 6 by default, the least that supports a 95 % interval. */
  readonly minimum?: number;
}

/** `precise` once the wider side of the interval is within the target; deterministic in the samples. */
export function decide(samples: readonly number[], rule: StoppingRule): 'go-on' | 'precise' {
  if (samples.length < Math.max(1, rule.minimum ?? FEWEST_SAMPLES)) return 'go-on';
  const { median, low, high } = summarise(samples);
  return Math.max(high - median, median - low) <= rule.targetHalfWidth * median ? 'precise' : 'go-on';
}
