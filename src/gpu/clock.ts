// Which clock this device can be timed with, and how coarse it is. Rests on contract/.
// Timestamps are preferred; where they are missing or contradict the wall clock, the wall clock times whole submissions.
import type { Clock } from '../contract/run.ts';
import type { Seconds } from '../units/units.ts';

/** A duration in nanoseconds by two timestamps, and the wall time of the same submission. */
export interface PairedTiming {
  readonly stamps: readonly [bigint, bigint];
  readonly wallSeconds: Seconds;
}

/**
 * Decides from a few paired timings of the same small work. Timestamps count when they move forward and stay within
 * the wall time; their step is the greatest common divisor of all readings' distances (Chrome rounds them to 100 µs
 * for visitors). The wall clock's step includes what an empty submission costs, as every reading holds one.
 */
export function decideClock(pairs: readonly PairedTiming[], wallStep: Seconds, emptySubmission: Seconds): Clock {
  const wall: Clock = { kind: 'performance-now', resolution_seconds: Math.max(wallStep, emptySubmission, 1e-9) };
  if (pairs.length === 0) return wall;
  const isPlausible = pairs.every(
    ({ stamps: [from, to], wallSeconds }) => to > from && Number(to - from) / 1e9 <= wallSeconds * 1.25 + 2e-4,
  );
  if (!isPlausible) return wall;
  const readings = pairs.flatMap(({ stamps }) => stamps);
  const origin = readings[0] ?? 0n;
  const step = readings.reduce(
    (divisor, reading) => greatestCommonDivisor(divisor, reading > origin ? reading - origin : origin - reading),
    0n,
  );
  return { kind: 'timestamp-query', resolution_seconds: Math.max(Number(step) / 1e9, 1e-9) };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** The smallest step that `now` takes, in seconds, seen within a few milliseconds of looking. */
export function wallClockStep(now: () => Seconds): Seconds {
  let smallest = Infinity;
  let last = now();
  const until = last + 0.005;
  for (let looks = 0; looks < 100_000 && last < until; looks++) {
    const reading = now();
    if (reading > last) {
      smallest = Math.min(smallest, reading - last);
      last = reading;
    }
  }
  return Number.isFinite(smallest) ? smallest : 1e-3;
}
