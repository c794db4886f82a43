// What the run store needs of a database, and its one table. SQLite and PostgreSQL each implement it.
import type { Kysely } from 'kysely';

/** One stored submission: the whole text, and the columns that lists are made of. Units as in contract/summary.ts. */
export interface RunRow {
  /** First 32 hexadecimal digits of the submission's digest. */
  readonly id: string;
  /** ISO 8601 in UTC with milliseconds, so that text order is time order. */
  readonly created_at: string;
  readonly gpu: string;
  /** 0 or 1: SQLite has no booleans. */
  readonly is_fallback: number;
  readonly browser: string;
  readonly os: string;
  readonly length: string;
  readonly precision: string;
  readonly suite_version: string;
  readonly peak_flop_per_second: number;
  readonly peak_flop_per_second_low: number;
  readonly peak_flop_per_second_high: number;
  readonly bandwidth_bytes_per_second: number;
  readonly bandwidth_bytes_per_second_low: number;
  readonly bandwidth_bytes_per_second_high: number;
  readonly sizes_measured: number;
  /** JSON text of the submission. */
  readonly submission: string;
}

export interface Tables {
  readonly runs: RunRow;
}

export interface Database {
  readonly kind: 'sqlite' | 'postgresql';
  readonly queries: Kysely<Tables>;
  /** Throws where what is written now would be lost although the database accepts it. */
  assertDurable(): void;
  close(): Promise<void>;
}
