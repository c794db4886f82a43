// A submission as the row that lists and aggregates read.
import type { Submission } from '../contract/api.ts';
import { gpuName } from '../report/gpu-name.ts';
import type { RunRow } from './database/database.ts';

/** Listed and unverified; whoever stores it says otherwise. */
export function rowOf(id: string, submission: Submission): Omit<RunRow, 'created_at'> {
  const { run, summary } = submission;
  const { peak_flop_per_second: peak, bandwidth_bytes_per_second: bandwidth } = summary;
  return {
    id,
    gpu: gpuName(run.device.gpu),
    is_fallback: run.device.gpu.is_fallback ? 1 : 0,
    browser: run.device.host.browser,
    os: run.device.host.os,
    length: run.length,
    precision: run.precision,
    suite_version: run.suite.version,
    suite_major: Number(run.suite.version.split('.')[0]),
    peak_flop_per_second: peak.value,
    peak_flop_per_second_low: peak.low,
    peak_flop_per_second_high: peak.high,
    bandwidth_bytes_per_second: bandwidth.value,
    bandwidth_bytes_per_second_low: bandwidth.low,
    bandwidth_bytes_per_second_high: bandwidth.high,
    sizes_measured: summary.sizes.filter(({ phases }) => phases.some(({ kind }) => kind === 'measured')).length,
    verified_flop_per_second: null,
    verification: null,
    standing: 'listed',
    reason: null,
    delete_hash: null,
  };
}
