// A million stored runs, directly through the database: rows as a submission makes them, with their counts, but without documents.
// Planted and seeded: 300 GPUs, a few with most of the runs, medians from 0.1 to 60 TFLOP/s, a third verified, one in two hundred
// held, as many hidden, and so in the log.
import type { Verification } from '../../src/contract/proof.ts';
import type { Database, RunRow } from '../../src/server/database/database.ts';
import { entryOf } from '../../src/server/run-insert.ts';
import { tally } from '../../src/server/device-tally.ts';
import { hash } from '../../src/workload/inputs.ts';

export const GPU_COUNT = 300;
/** Parameters of one statement: SQLite takes 32,766. */
const MOST_PARAMETERS = 30_000;
const ROWS_A_TRANSACTION = 20_000;
const FIRST = Date.parse('2026-01-01T00:00:00.000Z');
const LAST = Date.parse('2026-06-30T00:00:00.000Z');

export const gpuOf = (index: number): string => `${VENDORS[index % VENDORS.length]} planted-${String(index).padStart(3, '0')}`;
const VENDORS = ['nvidia', 'amd', 'apple', 'intel', 'qualcomm', 'arm'];

/** `told` hears how many are stored. */
export async function fill(database: Database, runs: number, told: (stored: number) => void): Promise<void> {
  for (let start = 0; start < runs; start += ROWS_A_TRANSACTION) {
    const rows = Array.from({ length: Math.min(ROWS_A_TRANSACTION, runs - start) }, (_, index) =>
      plantedRow(start + index, runs),
    );
    const together = Math.floor(MOST_PARAMETERS / Object.keys(rows[0] ?? {}).length);
    await database.queries.transaction().execute(async (transaction) => {
      for (let at = 0; at < rows.length; at += together)
        await transaction
          .insertInto('runs')
          .values(rows.slice(at, at + together))
          .execute();
      const moved = rows.filter(({ standing }) => standing !== 'listed');
      if (moved.length > 0)
        await transaction
          .insertInto('log')
          .values(
            moved.map(({ id, created_at, standing, reason }) =>
              entryOf(id, created_at, standing === 'held' ? 'held' : 'hidden', reason ?? ''),
            ),
          )
          .execute();
      await tally(
        transaction,
        rows.filter(({ standing }) => standing === 'listed').map((row) => ({ row, runs: 1 as const })),
      );
    });
    told(start + rows.length);
  }
}

function plantedRow(index: number, runs: number): RunRow {
  const draw = draws(index);
  // The square gives a few GPUs most of the runs, and the last ones a few hundred.
  const gpu = Math.floor(draw() ** 2 * GPU_COUNT);
  const peak = 1e11 * 600 ** (gpu / GPU_COUNT) * spread(draw);
  const bandwidth = 2e10 * 100 ** (gpu / GPU_COUNT) * spread(draw);
  const isVerified = draw() < 1 / 3;
  const standing = draw() < 0.99 ? 'listed' : draw() < 0.5 ? 'held' : 'hidden';
  const verified = isVerified ? peak * 0.7 : null;
  const [browser = '', os = ''] = HOSTS[Math.floor(draw() * HOSTS.length)] ?? [];
  return {
    id: hex(index, 0),
    created_at: new Date(FIRST + Math.floor(((LAST - FIRST) * index) / runs)).toISOString(),
    gpu: gpuOf(gpu),
    is_fallback: 0,
    browser,
    os,
    length: draw() < 0.8 ? 'quick' : 'full',
    precision: draw() < 0.8 ? 'f32' : 'f16',
    suite_version: '0.3.0',
    suite_major: 0,
    peak_flop_per_second: peak,
    peak_flop_per_second_low: peak * 0.98,
    peak_flop_per_second_high: peak * 1.02,
    bandwidth_bytes_per_second: bandwidth,
    bandwidth_bytes_per_second_low: bandwidth * 0.97,
    bandwidth_bytes_per_second_high: bandwidth * 1.03,
    sizes_measured: 19,
    verified_flop_per_second: verified,
    verification: verified === null ? null : verification(verified),
    standing,
    reason: standing === 'listed' ? null : 'planted: a reason of some length, as an operator would write it',
    delete_hash: hex(index, 1) + hex(index, 2),
  };
}

const HOSTS = [
  ['Chromium 156', 'Windows'],
  ['Chromium 156', 'Linux'],
  ['Chromium 155', 'macOS'],
  ['Safari 20', 'macOS'],
  ['Firefox 150', 'Windows'],
  ['Chromium 156', 'Android'],
] as const;

function verification(verified: number): string {
  const [rows, links, least_share] = [2048, 1024, 0.97] as const;
  const flop = 2 * rows ** 3 * links;
  return JSON.stringify({
    kind: 'matmul-chain-f32',
    rows,
    links,
    checks: 64,
    elapsed_seconds: (least_share * flop) / verified,
    flop,
    least_share,
    confidence: 0.999,
    verified_flop_per_second: verified,
  } satisfies Verification);
}

/** About ±15 %, as runs of one GPU under different hosts. */
function spread(draw: () => number): number {
  return Math.exp(0.15 * (draw() + draw() + draw() - 1.5));
}

/** Uniform in [0, 1). */
function draws(seed: number): () => number {
  let count = 0;
  return () => hash((hash(seed >>> 0) ^ hash(++count)) >>> 0) / 2 ** 32;
}

/** 32 hexadecimal digits, distinct for distinct indices and spread evenly, as digests are. */
function hex(index: number, salt: number): string {
  const words = [0, 1, 2].map((word) => hash((hash(index) ^ (salt * 8 + word + 1)) >>> 0));
  return [...words, index >>> 0].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
