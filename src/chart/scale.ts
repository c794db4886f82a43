// Logarithmic axes: a domain that holds the data, and the map from it to pixels.
// Rests on d3-scale. Only positive, finite values have a place on a logarithmic axis; others are left out.
import { scaleLog } from 'd3-scale';

/** Both ends included, low ≤ high. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Maps a positive value to a pixel and back. */
export interface LogScale {
  readonly domain: Interval;
  place(value: number): number;
  valueAt(pixel: number): number;
}

/**
 * The interval that holds every positive finite value, widened on both sides by `margin` of its length in decades.
 * A single value gets a decade around it; no value at all gets 1 to 10.
 */
export function logDomain(values: readonly number[], margin: number): Interval {
  const exponents = values.filter((value) => Number.isFinite(value) && value > 0).map(Math.log10);
  if (exponents.length === 0) return { low: 1, high: 10 };
  const least = Math.min(...exponents);
  const most = Math.max(...exponents);
  const pad = most - least > 0.3 ? (most - least) * margin : 0.5;
  return { low: 10 ** (least - pad), high: 10 ** (most + pad) };
}

/** `from` is the pixel of the domain's low end, `to` that of its high end; `to` < `from` for an axis that points up. */
export function logScale(domain: Interval, from: number, to: number): LogScale {
  const scale = scaleLog().domain([domain.low, domain.high]).range([from, to]).clamp(true);
  return { domain, place: (value) => scale(value), valueAt: (pixel) => scale.invert(pixel) };
}
