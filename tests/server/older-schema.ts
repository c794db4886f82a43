// Databases as earlier versions left them: the steps up to one run alone, and rows as that version wrote them.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from '../../src/server/database/database.ts';
import { migrationsFor } from '../../src/server/database/migrations.ts';
import { compressDocument } from '../../src/server/document.ts';
import { plantedRow } from './planted-row.ts';

export interface OldRun {
  readonly id: string;
  readonly gpu: string;
  readonly peak: number;
  readonly document: string;
}

/** Runs of three GPUs with documents of `bytes` bytes, all different. */
export function oldRuns(count: number, bytes: number): readonly OldRun[] {
  return Array.from({ length: count }, (_, index) => ({
    id: (index * 7919).toString(16).padStart(32, '0'),
    gpu: `gpu ${index % 3}`,
    peak: 1e12 * (1 + (index % 11) / 10),
    document: JSON.stringify({ index, text: `µ ${textOf(index, bytes)}` }),
  }));
}

/** Text that compresses to half and no further. */
function textOf(index: number, bytes: number): string {
  return createHash('shake256', { outputLength: Math.ceil(bytes / 2) })
    .update(String(index))
    .digest('hex');
}

async function stepsUpTo(database: Database, last: string): Promise<void> {
  const steps = Object.entries(migrationsFor(database.kind)).filter(([name]) => name <= last);
  const provider = { getMigrations: async () => Object.fromEntries(steps) };
  const migrateAll = async (queries: Database['queries']) => {
    const { error } = await new Migrator({ db: queries, provider }).migrateToLatest();
    if (error !== undefined) throw error;
  };
  await database.queries.transaction().execute(migrateAll);
}

/** As version 0.3.0 and earlier left it: one table, documents as text. */
export async function plant0001(database: Database, runs: readonly OldRun[]): Promise<void> {
  await stepsUpTo(database, '0001-runs');
  await database.queries.transaction().execute(async (transaction) => {
    for (const { id, gpu, peak, document } of runs)
      await sql`insert into runs (id, created_at, gpu, is_fallback, browser, os, length, precision, suite_version,
        peak_flop_per_second, peak_flop_per_second_low, peak_flop_per_second_high, bandwidth_bytes_per_second,
        bandwidth_bytes_per_second_low, bandwidth_bytes_per_second_high, sizes_measured, submission)
        values (${id}, ${`2026-06-01T00:00:00.${id.slice(-3)}Z`}, ${gpu}, 0, 'Chromium 156', 'Linux', 'quick', 'f32', '0.3.0',
        ${peak}, ${peak * 0.9}, ${peak * 1.1}, 1e11, 0.9e11, 1.1e11, 4, ${document})`.execute(transaction);
  });
}

/** As the second step leaves it: standings, documents apart, counts, but no numbers of runs by device. */
export async function plant0002(database: Database): Promise<void> {
  await stepsUpTo(database, '0002-standings-documents-counts');
  const row = (index: number) => {
    const { sizes_measured, ...planted } = plantedRow({
      id: index.toString(16).padStart(32, '0'),
      gpu: `gpu ${index % 2}`,
      standing: index % 5 === 0 ? 'held' : 'listed',
      verified_flop_per_second: index % 3 === 0 ? 1e12 : null,
    });
    return { ...planted, sizes_measured, created_at: `2026-07-01T00:00:00.0${10 + index}Z` };
  };
  const rows = Array.from({ length: 20 }, (_, index) => row(index));
  await database.queries.insertInto('runs').values(rows).execute();
  for (const { id } of rows)
    await database.queries
      .insertInto('documents')
      .values({ id, body: compressDocument('{}') })
      .execute();
}
