// No size is quicker than what the run itself measured as the device's ceilings: arithmetic by the FMA chain, and, in decode,
// memory by the largest copy, as every weight is read once a token.
import type { Run } from '../../contract/run.ts';
import { bytes } from '../../workload/operation.ts';
import type { Rule } from './evidence.ts';

/** The chain may have met a slower clock than the rest of the run: impossible.ts refuses from 2 on for single products. */
const MOST_OF_PEAK = 1.6;
/** The same, and what stays in caches from one dispatch to the next. */
const MOST_OF_BANDWIDTH = 2;
/** Weights of a step above which no cache holds them: the largest last-level cache has 256 MiB (AMD MI300X, 2023). */
const UNCACHED_BYTES = 1e9;
const MATRIX_UNITS = 'chromium-experimental-subgroup-matrix';

export const sizeAboveCeiling: Rule = ({ run, summary }) => {
  const peak = summary.peak_flop_per_second.high;
  const bandwidth = summary.bandwidth_bytes_per_second.high;
  const hasMatrixUnits = run.device.features.includes(MATRIX_UNITS);
  for (const { id, phases } of summary.sizes) {
    for (const { phase, kind, flop_per_second, seconds_per_step } of phases) {
      if (kind !== 'measured') continue;
      const path = `run.cells[${run.cells.findIndex((cell) => cell.size === id && cell.phase === phase)}]`;
      if (!hasMatrixUnits && flop_per_second.value > MOST_OF_PEAK * peak)
        return {
          path,
          reason: `${phase} of ${id} runs at ${flop_per_second.value} FLOP/s, above the run's own ceiling of ${peak}`,
        };
      const moved = phase === 'decode' ? traffic(run, id) : 0;
      if (moved > UNCACHED_BYTES && moved / seconds_per_step.value > MOST_OF_BANDWIDTH * bandwidth) {
        return {
          path,
          reason: `decode of ${id} reads ${moved / seconds_per_step.value} bytes/s, above the ${bandwidth} that the run's largest copy reached`,
        };
      }
    }
  }
  return undefined;
};

function traffic({ cells, precision }: Run, size: string): number {
  const cell = cells.find((entry) => entry.size === size && entry.phase === 'decode');
  const perElement = precision === 'f16' ? 2 : 4;
  return (cell?.parts ?? []).reduce((total, { operation, count }) => total + count * bytes(operation, perElement), 0);
}
