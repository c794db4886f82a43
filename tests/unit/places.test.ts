import { describe, expect, it } from 'vitest';
import { arenaElements, inputPlaces, INPUT_COUNT } from '../../src/workload/places.ts';

const INPUTS: readonly (readonly number[])[] = [[], [1], [7, 8, 9], [1, 2, 3, 4, 5], [129, 128, 1, 1000, 127, 64, 300]];

describe('the places of inputs', () => {
  it('start an arena for each of the first slots', () => {
    expect(inputPlaces([5, 6, 7])).toEqual([0, 1, 2].map((arena) => ({ arena, first: 0 })));
  });

  it.each(INPUTS)('never overlap within an arena, and start where a binding may, for %o', (...inputs) => {
    const places = inputPlaces(inputs);
    places.forEach(({ arena, first }, slot) => {
      expect(arena).toBeLessThan(INPUT_COUNT);
      expect(first % 128).toBe(0);
      for (const [other, place] of places.entries()) {
        if (other >= slot || place.arena !== arena) continue;
        expect(place.first + (inputs[other] ?? 0)).toBeLessThanOrEqual(first);
      }
    });
  });

  it.each(INPUTS)('end where the fullest arena must, for %o', (...inputs) => {
    const ends = inputPlaces(inputs).map(({ first }, slot) => first + (inputs[slot] ?? 0));
    expect(arenaElements(inputs)).toBe(Math.max(0, ...ends));
  });
});
