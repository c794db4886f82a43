// What the stores need of a database, and its tables. SQLite and PostgreSQL each implement it.
//
// Laid out for a distributed PostgreSQL too: every key begins with the column by which rows are spread (a run's id, a GPU's name, a
// challenge's id), there are no serials, no triggers, no foreign keys and no second unique index, and aggregates are counts that
// are only added to, so that writers of one GPU need no agreement beyond the row they touch.
import type { Kysely } from 'kysely';
import type { LogEntry, Metric, Population } from '../../contract/devices.ts';
import type { Standing } from '../../contract/api.ts';

/** What lists and aggregates are made of, one row a run. Units as in contract/summary.ts. Tombstones keep their row. */
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
  readonly suite_major: number;
  readonly peak_flop_per_second: number;
  readonly peak_flop_per_second_low: number;
  readonly peak_flop_per_second_high: number;
  readonly bandwidth_bytes_per_second: number;
  readonly bandwidth_bytes_per_second_low: number;
  readonly bandwidth_bytes_per_second_high: number;
  readonly sizes_measured: number;
  /** What the proof shows at the least; null where the run is unverified. */
  readonly verified_flop_per_second: number | null;
  /** JSON text of contract/proof.ts's Verification. */
  readonly verification: string | null;
  readonly standing: Standing;
  /** Why it is held, hidden or deleted; null while listed. */
  readonly reason: string | null;
  /** SHA-256 of the secret that deletes the run, hex; null for runs stored before there was one. */
  readonly delete_hash: string | null;
}

/** The submission as it came, compressed; apart, so that lists never read it. Gone where the run is deleted. */
export interface DocumentRow {
  readonly id: string;
  readonly body: Uint8Array;
  /** The sizes of its summary alone, compressed too; null for runs stored before they stood here. */
  readonly sizes: Uint8Array | null;
}

/** Runs of one GPU, suite major and population whose metric falls into one step of 1 % (device-buckets.ts). Listed runs only. */
export interface DeviceCountRow {
  readonly gpu: string;
  readonly suite_major: number;
  readonly population: Population;
  readonly metric: Metric;
  readonly bucket: number;
  readonly runs: number;
}

/** Listed runs of one GPU, suite major and population: what decides whether a device's spreads are read again. */
export interface DeviceRunsRow {
  readonly gpu: string;
  readonly suite_major: number;
  readonly population: Population;
  readonly runs: number;
  /** Grows with every change of the device's counts; says nothing else. */
  readonly changes: number;
}

export interface LogRow extends LogEntry {
  /** Random, 32 hexadecimal digits. */
  readonly id: string;
}

export interface ChallengeRow {
  readonly id: string;
  readonly nonce: string;
  readonly digest: string;
  readonly rows: number;
  readonly links: number;
  /** Milliseconds since 1970 on the clock of `Database.now`. */
  readonly issued_ms: number;
  /** Null until the commitment; with it come `root` (hex) and `leaves` (JSON). */
  readonly committed_ms: number | null;
  readonly root: string | null;
  readonly leaves: string | null;
  readonly state: 'issued' | 'committed' | 'judging' | 'passed' | 'refused' | 'replaced' | 'used';
  readonly verification: string | null;
}

/** Requests of one client in one window. The key is a hash under the window's salt; both go when the window is over. */
export interface LimitRow {
  readonly client: string;
  readonly window: number;
  readonly requests: number;
}

export interface SaltRow {
  readonly window: number;
  readonly salt: string;
}

export interface Tables {
  readonly runs: RunRow;
  readonly documents: DocumentRow;
  readonly device_counts: DeviceCountRow;
  readonly devices: DeviceRunsRow;
  readonly log: LogRow;
  readonly challenges: ChallengeRow;
  readonly limits: LimitRow;
  readonly salts: SaltRow;
}

export interface Database {
  readonly kind: 'sqlite' | 'postgresql';
  readonly queries: Kysely<Tables>;
  /** Milliseconds since 1970, of the one clock that all servers of this database share. */
  now(): Promise<number>;
  /** Runs what may take minutes, migrations and checks, with statements that are given the time they need. */
  patiently<T>(work: (queries: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Throws where what is written now would be lost although the database accepts it. */
  assertDurable(): void;
  close(): Promise<void>;
}
