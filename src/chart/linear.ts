// Linear axes, for quantities that stay within a factor of a few: the map to pixels, and ticks with their labels.
// Rests on d3-scale. Everything else in the charts is logarithmic (scale.ts).
import { scaleLinear } from 'd3-scale';
import type { Interval } from './scale.ts';

/** A round value and how it is written. */
export interface RoundValue {
  readonly value: number;
  readonly label: string;
}

export interface LinearTick {
  readonly label: string;
  /** Pixels. */
  readonly at: number;
}

/** Maps a value to a pixel. */
export interface LinearScale {
  readonly domain: Interval;
  place(value: number): number;
  /** Round values inside the domain, ascending; about `most` of them, and at most that where d3 finds such steps. */
  ticks(most: number): readonly LinearTick[];
}

/** `from` is the pixel of the domain's low end, `to` that of its high end; values outside are placed at the ends. */
export function linearScale(domain: Interval, from: number, to: number): LinearScale {
  const scale = scaleLinear().domain([domain.low, domain.high]).range([from, to]).clamp(true);
  return {
    domain,
    place: (value) => scale(value),
    ticks: (most) => {
      const label = scale.tickFormat(most);
      return scale.ticks(Math.max(1, most)).map((value) => ({ label: label(value), at: scale(value) }));
    },
  };
}

/** Equal steps inside a domain, ascending: what a logarithmic axis shows that spans less than a decade. */
export function roundValues({ low, high }: Interval, most: number): readonly RoundValue[] {
  const scale = scaleLinear().domain([low, high]);
  const label = scale.tickFormat(most);
  return scale.ticks(Math.max(1, most)).map((value) => ({ value, label: label(value) }));
}
