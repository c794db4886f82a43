// Tails of the normal and of Student's distribution, as far as 95 % intervals need them. Rests on nothing.

/** P(standard normal > z), absolute error under 7.5e-8 (M. Abramowitz and I. Stegun, 1964, 26.2.17). */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

/** The two-sided 95 % point of the standard normal. */
export const NORMAL_POINT = 1.959964;

/** The same of Student's t for 1 to 4 degrees of freedom, where the series below is too coarse. */
const STUDENT_POINTS = [12.7062, 4.30265, 3.18245, 2.77645] as const;

/** Two-sided 95 % point of Student's t; an expansion in 1/ν (ibid., 26.7.5) from 5 degrees of freedom on, good to 0.2 %. */
export function studentPoint(degreesOfFreedom: number): number {
  if (!(degreesOfFreedom >= 1)) throw new RangeError(`Student's t needs at least one degree of freedom, got ${degreesOfFreedom}`);
  const tabulated = STUDENT_POINTS[Math.floor(degreesOfFreedom) - 1];
  if (tabulated !== undefined) return tabulated;
  const z = NORMAL_POINT;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + (first + (second + third / degreesOfFreedom) / degreesOfFreedom) / degreesOfFreedom;
}

/** The two-sided 90 % point of the standard normal. */
export const NORMAL_POINT_90 = 1.644854;

/** z with P(standard normal ≤ z) = probability, in (0, 1); Newton from the middle, which never oversteps. */
export function normalQuantile(probability: number): number {
  let z = 0;
  for (let step = 0; step < 60; step++) {
    const change = (probability - 1 + upperTail(z)) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z += change;
    if (Math.abs(change) < 1e-9) break;
  }
  return z;
}
