// Rounded summaries agree across engines, keep the order of their intervals, and leave exact numbers alone.
import { expect, test } from 'vitest';
import { roundSummary } from '../../src/contract/rounding.ts';
import type { Summary } from '../../src/contract/summary.ts';
import { createRandom } from '../../src/statistics/random.ts';

const random = createRandom(3);
const values = Array.from({ length: 2_000 }, () => Math.exp(random.normal() * 20));

/** A summary in which every derived number is about `value`. */
function summaryAround(value: number): Summary {
  const estimate = { value, low: value / 1.02, high: value * 1.02 };
  return {
    peak_flop_per_second: estimate,
    bandwidth_bytes_per_second: estimate,
    launch_seconds: estimate,
    sizes: [
      {
        id: 'x',
        name: 'X',
        parameters: 70_553_706_497,
        phases: [
          {
            phase: 'decode',
            kind: 'measured',
            is_sliced: true,
            measured_share_of_time: 1 / 3,
            tokens_per_step: 1,
            flop_per_step: 141_107_412_993,
            seconds_per_step: estimate,
            tokens_per_second: estimate,
            flop_per_second: estimate,
            fewest_samples: 7,
            worst_error_over_bound: 0.123456789,
            clock: 'performance-now',
            trials: ['a'],
          },
        ],
      },
    ],
  };
}

test('rounding changes a number by at most half a unit of the seventh digit, and a second time not at all', () => {
  for (const value of values) {
    const once = roundSummary(summaryAround(value));
    expect(Math.abs(once.peak_flop_per_second.value - value)).toBeLessThanOrEqual(0.5e-6 * (1 + 1e-9) * value);
    expect(roundSummary(once)).toEqual(once);
  }
});

test('rounding keeps the order of an interval', () => {
  for (const value of values) {
    const { low, value: middle, high } = roundSummary(summaryAround(value)).launch_seconds;
    expect(low <= middle && middle <= high).toBe(true);
  }
});

test('summaries a hundred units in the last place apart are equal after rounding', () => {
  // A tie is met with probability 2.2e-14 / 1e-7 at most a number, so these seeded ones have none.
  for (const value of values) {
    expect(roundSummary(summaryAround(value * (1 + 100 * Number.EPSILON)))).toEqual(roundSummary(summaryAround(value)));
  }
});

test('exact numbers are kept', () => {
  const [size] = roundSummary(summaryAround(1)).sizes;
  expect(size).toMatchObject({
    parameters: 70_553_706_497,
    phases: [{ flop_per_step: 141_107_412_993, worst_error_over_bound: 0.123456789, measured_share_of_time: 0.3333333 }],
  });
});
