import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { submissionSchema } from '../../src/contract/api.ts';
import { fitDeviceModel } from '../../src/device-model/fit.ts';
import { shapeOf, slowdown, type ShapeObservation } from '../../src/extrapolation/matmul-shape.ts';
import { fitShortfall, leaveOneDeviceOut, type DecodeRow } from '../../src/extrapolation/shortfall.ts';
import { DEVICE_FACTOR, transferOf } from '../../src/extrapolation/transfer.ts';
import { NORMAL_POINT_90 } from '../../src/statistics/distribution.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { median } from '../../src/statistics/summary.ts';
import { MID_DEVICE, plantedRun, PROBE_OPERATIONS } from '../fixtures/planted-device.ts';

/** Batch-1 decodes of single devices that were read in their source and not flagged. */
function decodeRows(backends: readonly string[]): readonly DecodeRow[] {
  const [header = '', ...lines] = readFileSync('data/published/local.csv', 'utf8').trim().split('\n');
  const columns = header.split(',');
  return lines.flatMap((line) => {
    const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? [];
    const row = (name: string) => cells[columns.indexOf(name)] ?? '';
    const isUsable =
      backends.includes(row('backend')) && row('n_devices') === '1' && row('confidence') === 'read' && row('flag') === '';
    const [bytes, bandwidth, rate] = ['model_file_gb', 'mem_bw_gb_s', 'decode_tok_s'].map((name) => Number(row(name)));
    if (!isUsable || !bytes || !bandwidth || !rate) return [];
    return [{ device: `${row('backend')} ${row('hardware')}`, ideal: bytes / bandwidth, seconds: 1 / rate }];
  });
}

const CUDA = decodeRows(['CUDA']);
const ALL = decodeRows(['CUDA', 'Metal', 'WebGPU']);

describe('one device left out of the published decodes', () => {
  it('is predicted better with the shape of the others than without: CUDA, in the median to at most half of the error', () => {
    const left = leaveOneDeviceOut(CUDA);
    expect(left.length).toBeGreaterThanOrEqual(10);
    expect(median(left.map(({ transferred }) => transferred))).toBeLessThan(median(left.map(({ constant }) => constant)) / 2);
  });

  it('is predicted by other software stacks with less: the transfer’s weight shrinks, and what remains is no worse than none', () => {
    const left = leaveOneDeviceOut(ALL);
    const mean = (of: (entry: (typeof left)[number]) => number) => left.reduce((sum, entry) => sum + of(entry), 0) / left.length;
    expect(mean(({ weight }) => weight)).toBeLessThan(1);
    expect(median(left.map(({ shrunk }) => shrunk))).toBeLessThan(median(left.map(({ constant }) => constant)));
  });

  it('spreads about the common overhead as the transfer supposes', () => {
    const law = fitShortfall(ALL);
    const overheads = [...Map.groupBy(ALL, ({ device }) => device).values()].map((rows) =>
      median(rows.map(({ ideal, seconds }) => Math.log(Math.max(1e-5, seconds - ideal / law.limit) / law.overhead))),
    );
    const deviation = Math.sqrt(overheads.reduce((sum, log) => sum + log ** 2, 0) / (overheads.length - 1));
    expect(NORMAL_POINT_90 * deviation).toBeGreaterThan(Math.log(DEVICE_FACTOR) * 0.85);
    expect(NORMAL_POINT_90 * deviation).toBeLessThan(Math.log(DEVICE_FACTOR) * 1.15);
  });
});

describe('the shape of matrix products', () => {
  const random = createRandom(3);
  const planted = (depth: number, wave: number, places: number): readonly ShapeObservation[] =>
    Array.from({ length: 60 }, () => {
      const cut = { depths: 2 ** (6 * random.next()), tiles: Math.ceil(2 ** (10 * random.next())) };
      return { ...cut, excess: 0.3 + Math.log(slowdown({ depth, wave }, cut, places)) + 0.03 * random.normal(), deviation: 0.03 };
    });

  it.each([
    [4, 1, 64],
    [1, 0.5, 16],
    [8, 0.1, 128],
  ])('gives a planted depth %f and wave %f on %i places back', (depth, wave, places) => {
    const found = shapeOf(planted(depth, wave, places));
    expect(Math.abs(Math.log(found.depth.value / depth))).toBeLessThan(0.4);
    expect(Math.abs(found.wave.value - wave)).toBeLessThan(0.15);
  });

  it('never makes a product faster than its FLOP, and tends to them for deep k and many tiles', () => {
    expect(slowdown({ depth: 2, wave: 1 }, { depths: 1e6, tiles: 1e6 }, 132)).toBeCloseTo(1, 3);
    for (const { depths, tiles } of planted(2, 1, 32)) {
      expect(slowdown({ depth: 2, wave: 1 }, { depths, tiles }, 32)).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('the transfer of a run', () => {
  const recorded = submissionSchema.parse(JSON.parse(readFileSync('public/recorded-run.json', 'utf8')));
  const matmuls = PROBE_OPERATIONS.filter(({ kind }) => kind === 'matmul');
  const runs = [
    ['the recorded run', recorded.run],
    ['a planted device', plantedRun({ device: MID_DEVICE, seed: 2 }, [...PROBE_OPERATIONS, ...matmuls])],
  ] as const;

  it('is the prior with all of its width where there is no run', () => {
    for (const term of Object.values(transferOf(undefined))) {
      expect(term.value).toEqual(term.prior);
      expect(term.weight).toBe(0);
    }
  });

  it.each(runs)(
    'of %s lies between what was measured and what was believed, never surer than another device allows',
    (_, run) => {
      const transfer = transferOf({ run, model: fitDeviceModel(run) });
      for (const { name, value, prior, measured, weight, measurementHalfWidth, transferHalfWidth } of Object.values(transfer)) {
        expect(weight, name).toBeLessThan(1);
        expect(value.low, name).toBeLessThanOrEqual(value.value);
        expect(value.value, name).toBeLessThanOrEqual(value.high);
        if (measured === undefined) continue;
        const ends = [measured.value, prior.value].toSorted((a, b) => a - b);
        expect(value.value, name).toBeGreaterThanOrEqual(ends[0] ?? NaN);
        expect(value.value, name).toBeLessThanOrEqual((ends[1] ?? NaN) * (1 + 1e-9));
        expect(Math.hypot(measurementHalfWidth, transferHalfWidth), name).toBeLessThan(
          Math.log(prior.high / prior.low) / 2 + 1e-9,
        );
      }
    },
  );

  it.each(runs)('leaves each run out: the prior’s interval holds what %s measured, widened by the device factor', (_, run) => {
    const { overhead } = transferOf({ run, model: fitDeviceModel(run) });
    const { measured, prior } = overhead;
    expect(measured).toBeDefined();
    if (measured === undefined) return;
    expect(measured.low).toBeLessThan(prior.high * DEVICE_FACTOR);
    expect(measured.high).toBeGreaterThan(prior.low / DEVICE_FACTOR);
  });
});
