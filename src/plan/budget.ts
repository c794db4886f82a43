// How much a run of a given length may take on a given adapter, and how large one sample and one dispatch are.
// Rests on contract/. Seconds throughout.
import type { DeviceProfile, RunLength } from '../contract/run.ts';

export interface Budget {
  /** For the whole run, from the press of the button. */
  readonly seconds: number;
  /** What one sample should last: far above the clock's step, short enough for six of each trial. */
  readonly sampleSeconds: number;
  /** What one dispatch may last; larger operations are cut to slices. */
  readonly dispatchSeconds: number;
  /** Work sent to the device before it is waited for; well under the 2 s at which an operating system resets a GPU. */
  readonly batchSeconds: number;
  /** Relative half-width of the median's interval at which a trial is precise enough. */
  readonly precision: number;
  readonly minimumSamples: number;
  readonly maximumSamples: number;
  /** Kernels that compete in each class and size class. */
  readonly contestEntrants: number;
  /** For all contests between kernels; the first of each is taken on in any case. */
  readonly tuningSeconds: number;
  /** Bytes of each of the four arenas (three inputs, one output). */
  readonly arenaBytes: number;
}

const MIB = 2 ** 20;

export function budgetOf(length: RunLength, device: DeviceProfile, seconds: number | null): Budget {
  const isSoftware = device.gpu.is_fallback;
  const limit = Math.min(device.limits['maxStorageBufferBindingSize'] ?? 128 * MIB, device.limits['maxBufferSize'] ?? 256 * MIB);
  const common = { minimumSamples: 6, batchSeconds: 0.15 };
  if (length === 'quick') {
    return isSoftware
      ? {
          ...common,
          seconds: seconds ?? 68,
          sampleSeconds: 0.006,
          dispatchSeconds: 0.012,
          precision: 0.1,
          maximumSamples: 12,
          contestEntrants: 2,
          tuningSeconds: 6,
          arenaBytes: Math.min(limit, 16 * MIB),
        }
      : {
          ...common,
          seconds: seconds ?? 30,
          sampleSeconds: 0.0025,
          dispatchSeconds: 0.006,
          precision: 0.03,
          maximumSamples: 24,
          contestEntrants: 6,
          tuningSeconds: 2.3,
          arenaBytes: Math.min(limit, 256 * MIB),
        };
  }
  return isSoftware
    ? {
        ...common,
        seconds: seconds ?? 300,
        sampleSeconds: 0.03,
        dispatchSeconds: 0.1,
        precision: 0.05,
        maximumSamples: 30,
        contestEntrants: 3,
        tuningSeconds: 30,
        arenaBytes: Math.min(limit, 128 * MIB),
      }
    : {
        ...common,
        seconds: seconds ?? 180,
        sampleSeconds: 0.02,
        dispatchSeconds: 0.15,
        precision: 0.01,
        maximumSamples: 60,
        contestEntrants: 10,
        tuningSeconds: 12,
        arenaBytes: Math.min(limit, 1024 * MIB),
      };
}
