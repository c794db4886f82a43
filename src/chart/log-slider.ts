// A slider whose steps are equal ratios: position 0 … steps stands for 1 … high. Rests on nothing.

export interface LogSlider {
  /** Value at the right end; the left end is 1. */
  readonly high: number;
  readonly steps: number;
}

/** The whole number a position stands for, rounded to two significant digits; the ends are exact. */
export function sliderValue(slider: LogSlider, position: number): number {
  const share = Math.min(1, Math.max(0, position / slider.steps));
  return Math.max(1, Number((slider.high ** share).toPrecision(2)));
}

/** The nearest position to a value; values outside 1 … high go to the ends. */
export function sliderPosition(slider: LogSlider, value: number): number {
  const share = Math.log(Math.max(1, value)) / Math.log(slider.high);
  return Math.round(Math.min(1, share) * slider.steps);
}
