// The groups that published runs are scored by, with the bars they must meet. Rests on nothing.
// Errors are exp |ln(predicted / observed)| − 1, so that half and double are both off by 100 %.
import type { EvidenceGroup } from './evidence.ts';

export interface Bar {
  readonly name: string;
  readonly meaning: string;
  readonly groups: readonly EvidenceGroup[];
  /** Only runs whose layout was withheld from the model; all others have it where it is published. */
  readonly isLayoutWithheld?: boolean;
  /** Only models of so many parameters count for the median. */
  readonly leastParameters?: number;
  /** Most median of family medians, and most 90th percentile of families. */
  readonly median?: number;
  readonly ninetieth?: number;
  /** Least share of all rows inside their 90 % interval, apart from `COVERAGE`. */
  readonly leastInside?: number;
  /** There to pool the coverage of groups with few families. */
  readonly isForCoverage?: boolean;
  /** Held to beat one constant utilisation. */
  readonly beatsBaseline?: boolean;
}

/** Within these shares, each family weighing the same, a 90 % interval holds. */
export const COVERAGE: readonly [number, number] = [0.85, 0.95];
/** Of fewer families a share of 85 to 95 % is chance (one family of one row is a third of three): they are judged pooled. */
export const FEWEST_FAMILIES = 4;

const DENSE: readonly EvidenceGroup[] = ['dense-h100-bf16', 'dense-h100-fp8', 'dense-a100', 'dense-blackwell'];
const MIXTURES: readonly EvidenceGroup[] = ['moe-h100', 'moe-blackwell'];
const TRAINING: readonly EvidenceGroup[] = [...DENSE, ...MIXTURES, 'mlperf-training'];

export const BARS: readonly Bar[] = [
  { name: 'training', meaning: 'all training throughput', groups: TRAINING, median: 0.1, ninetieth: 0.25, beatsBaseline: true },
  { name: 'dense-h100-bf16', meaning: 'dense, H100, bf16', groups: ['dense-h100-bf16'], median: 0.07 },
  { name: 'dense-h100-fp8', meaning: 'dense, H100, fp8', groups: ['dense-h100-fp8'], median: 0.11 },
  { name: 'dense-a100', meaning: 'dense, A100', groups: ['dense-a100'], median: 0.11 },
  { name: 'dense-blackwell', meaning: 'dense, Blackwell', groups: ['dense-blackwell'], median: 0.11 },
  { name: 'mlperf-training', meaning: 'MLPerf training', groups: ['mlperf-training'], median: 0.11 },
  { name: 'moe-training', meaning: 'mixture-of-experts', groups: MIXTURES, median: 0.22, beatsBaseline: true },
  { name: 'layout-withheld', meaning: 'layout withheld, then chosen', groups: TRAINING, isLayoutWithheld: true, median: 0.18 },
  {
    name: 'full-run',
    meaning: 'GPU-hours of whole runs, from 30 B parameters',
    groups: ['full-run'],
    leastParameters: 30e9,
    median: 0.3,
    leastInside: 0.85,
  },
  { name: 'serving-dense', meaning: 'serving, dense', groups: ['serving-dense'], median: 0.18 },
  { name: 'serving-moe', meaning: 'serving, mixture-of-experts', groups: ['serving-moe'], median: 0.22 },
  { name: 'mlperf-offline', meaning: 'MLPerf inference, offline', groups: ['mlperf-offline'], median: 0.18 },
  { name: 'mlperf-latency', meaning: 'MLPerf inference with latency bounds', groups: ['mlperf-latency'] },
  { name: 'first-token', meaning: 'time to the first token', groups: ['first-token'] },
  { name: 'local-decode-cuda', meaning: 'batch-1 decoding, CUDA', groups: ['local-decode-cuda'], median: 0.09 },
  { name: 'local-decode-metal', meaning: 'batch-1 decoding, Metal', groups: ['local-decode-metal'], median: 0.09 },
  { name: 'local-decode-webgpu', meaning: 'batch-1 decoding, WebGPU', groups: ['local-decode-webgpu'], median: 0.15 },
  {
    name: 'local-decode',
    meaning: 'batch-1 decoding, all of it, for its intervals',
    groups: ['local-decode-cuda', 'local-decode-metal', 'local-decode-webgpu'],
    isForCoverage: true,
  },
  { name: 'local-prefill', meaning: 'reading a prompt, local', groups: ['local-prefill'] },
  { name: 'other', meaning: 'anything else', groups: ['other'] },
];
