// What the reading endpoints need of the stores.
import type { DeviceRow } from '../contract/devices.ts';
import type { LogRow, RunRow } from './database/database.ts';
import type { ListedRow, ListQuery, StoredRow } from './run-store.ts';
import type { Cursor } from './cursor.ts';

export interface RunReading {
  /** Those of the runs that exist, in no order, wherever they stand. */
  findMany(ids: readonly string[]): Promise<readonly StoredRow[]>;
  /** The same without their documents. */
  rows(ids: readonly string[]): Promise<readonly RunRow[]>;
  /** JSON texts of the sizes of those of the runs that have them beside their documents, by id. */
  sizesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  list(query: ListQuery): Promise<{ readonly rows: readonly ListedRow[]; readonly hasMore: boolean }>;
}

export interface DeviceReading {
  /** Suite majors that have listed runs, newest first. */
  majors(): Promise<readonly number[]>;
  /** The very same array while nothing has changed. */
  list(suiteMajor: number): Promise<readonly DeviceRow[]>;
  /** Newest major first, verified before unverified; empty where the device has no listed run. */
  one(gpu: string): Promise<readonly DeviceRow[]>;
  representative(gpu: string): Promise<ListedRow | undefined>;
  /** By GPU; those without a listed run are left out. */
  representatives(gpus: readonly string[]): Promise<ReadonlyMap<string, ListedRow>>;
}

export interface LogReading {
  list(query: {
    readonly limit: number;
    readonly after: Cursor | undefined;
  }): Promise<{ readonly rows: readonly LogRow[]; readonly hasMore: boolean }>;
}

export interface ReadingStores {
  readonly runs: RunReading;
  readonly devices: DeviceReading;
  readonly publicLog: LogReading;
}
