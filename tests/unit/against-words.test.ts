import { expect, it } from 'vitest';
import { amongDevices, placeIn } from '../../src/components/against-words.ts';
import { plantedDevices, plantedSpread } from '../fixtures/reading.ts';

it.each([
  [1, 'at the median'],
  [1.009, 'at the median'],
  [1.1, 'above the median (× 1.10 of it)'],
  [0.9, 'below the median (× 0.900 of it)'],
  [2, 'in the fastest tenth (× 2.00 of the median)'],
  [0.5, 'in the slowest tenth (× 0.500 of the median)'],
])('places a value of %f medians %s', (factor, words) => {
  expect(placeIn(factor * 8e12, plantedSpread(8e12, 20))).toBe(words);
});

it('speaks of no tenth of fewer than ten runs', () => {
  expect(placeIn(3e13, plantedSpread(8e12, 9))).toContain('above the median');
  expect(placeIn(1e12, plantedSpread(8e12, 9))).toContain('below the median');
});

it('counts other GPUs only: neither the run’s own, nor programs', () => {
  const rows = plantedDevices().devices.filter(({ population }) => population === 'unverified');
  const { medians, slowerCount } = amongDevices(8e12, 'planted laptop', rows, (row) => row.peak_flop_per_second);
  expect(medians).toEqual([2e12, 2e13, 3.7e13]);
  expect(slowerCount).toBe(1);
});
