import { describe, expect, it } from 'vitest';
import { decideClock, wallClockStep, type PairedTiming } from '../../src/gpu/clock.ts';
import { decode, halfToNumber, wordsOf } from '../../src/gpu/gather.ts';

const pair = (from: number, to: number, wallSeconds: number): PairedTiming => ({
  stamps: [BigInt(from), BigInt(to)],
  wallSeconds,
});

describe('the clock', () => {
  it('is the timestamps, with their step, where they agree with the wall clock', () => {
    const clock = decideClock([pair(1_000_000, 1_300_000, 4e-4), pair(2_000_000, 2_500_000, 6e-4)], 5e-6, 1e-4);
    expect(clock).toEqual({ kind: 'timestamp-query', resolution_seconds: 1e-4 });
  });

  it('is the wall clock, coarse by an empty submission, where timestamps stand still, run backwards or exceed the wall', () => {
    const wall = { kind: 'performance-now', resolution_seconds: 1e-4 };
    expect(decideClock([], 5e-6, 1e-4)).toEqual(wall);
    expect(decideClock([pair(5, 5, 1e-3)], 5e-6, 1e-4)).toEqual(wall);
    expect(decideClock([pair(9, 5, 1e-3)], 5e-6, 1e-4)).toEqual(wall);
    expect(decideClock([pair(0, 50_000_000, 1e-3)], 5e-6, 1e-4)).toEqual(wall);
  });

  it('steps as finely as it is seen to step', () => {
    let calls = 0;
    expect(wallClockStep(() => Math.floor(calls++ / 3) * 1e-4)).toBeCloseTo(1e-4, 9);
    expect(wallClockStep(() => 0)).toBe(1e-3);
  });
});

describe('gathered words', () => {
  it('hold f32 elements as they are and two f16 elements each', () => {
    expect(wordsOf([0, 1, 5], 'f32')).toEqual([0, 1, 5]);
    expect(wordsOf([0, 1, 5], 'f16')).toEqual([0, 0, 2]);
    expect(decode(0x3f80_0000, 7, 'f32')).toBe(1);
    expect(decode(0xc000_3c00, 4, 'f16')).toBe(1);
    expect(decode(0xc000_3c00, 5, 'f16')).toBe(-2);
  });

  it('decode every binary16 pattern as its definition says at the edges', () => {
    expect(halfToNumber(0x0001)).toBe(2 ** -24);
    expect(halfToNumber(0x03ff)).toBe(1023 * 2 ** -24);
    expect(halfToNumber(0x0400)).toBe(2 ** -14);
    expect(halfToNumber(0x7bff)).toBe(65504);
    expect(halfToNumber(0xfc00)).toBe(-Infinity);
    expect(halfToNumber(0x7e00)).toBeNaN();
  });
});
