// A row of the table of runs, as a submission would make it, for tests of the stores. Nothing here was measured.
import { randomBytes } from 'node:crypto';
import type { RunRow } from '../../src/server/database/database.ts';

/** A listed, unverified run under a random id, but for what is given. */
export function plantedRow(given: Partial<RunRow> = {}): Omit<RunRow, 'created_at'> {
  const { created_at: _, ...rest } = given;
  return {
    id: randomBytes(16).toString('hex'),
    gpu: 'planted roofline',
    is_fallback: 0,
    browser: 'Chromium 156',
    os: 'Linux',
    length: 'quick',
    precision: 'f32',
    suite_version: '0.3.0',
    suite_major: 0,
    peak_flop_per_second: 2e12,
    peak_flop_per_second_low: 1.9e12,
    peak_flop_per_second_high: 2.1e12,
    bandwidth_bytes_per_second: 1.5e11,
    bandwidth_bytes_per_second_low: 1.4e11,
    bandwidth_bytes_per_second_high: 1.6e11,
    sizes_measured: 2,
    verified_flop_per_second: null,
    verification: null,
    standing: 'listed',
    reason: null,
    delete_hash: null,
    ...rest,
  };
}
