// Tokens a second from a published TFLOP/s, where its counting is documented; nothing is guessed. Rests on evidence/.
// Megatron-LM (Narayanan et al., 2021, arXiv:2104.04473, eq. 3) and NeMo's benchmarks (6 N without the input embedding, plus
// attention that is not halved for causality; github.com/NVIDIA/NeMo, performance summary of 24.07).
import { totalParameters } from '../cluster/parameters.ts';
import type { Row } from './evidence.ts';
import { jobFromRow } from './job-from-row.ts';

/** Undefined where the row states no TFLOP/s or counts them in a way that is not documented. */
export function throughputByFlop(row: Row): number | undefined {
  const flop = Number(row['tflops_per_gpu']) * 1e12;
  const convention = row['flop_convention'] ?? '';
  if (!(flop > 0)) return undefined;
  const read = jobFromRow(row);
  if (read.kind === 'no-job') return undefined;
  const { model, sequenceLength } = read.job;
  const { layers, width, vocabulary } = model;
  if (convention.includes('96*B*s*L*h^2')) {
    const shape = layers * width ** 2 * (1 + sequenceLength / (6 * width) + vocabulary / (16 * layers * width));
    // 96 counts the forward pass twice, as full recomputation does; without it three quarters remain.
    return flop / ((convention.startsWith('HARDWARE') ? 96 : 72) * shape);
  }
  if (/nemo/i.test(convention)) {
    const parameters = totalParameters(model) - vocabulary * width;
    return flop / (6 * parameters + 12 * layers * sequenceLength * width);
  }
  return undefined;
}
