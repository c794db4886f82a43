// What many runs say about devices, read from counts alone: its cost grows with devices and steps of 1 %, not with runs.
// A list that was read stays while nothing changed; where something did, only the devices that changed are read again.
import { setImmediate as turn } from 'node:timers/promises';
import { POPULATIONS, type DeviceRow, type Population } from '../contract/devices.ts';
import type { Database, DeviceRunsRow } from './database/database.ts';
import { changesOf } from './database/local-changes.ts';
import { deviceRow, ranked, type MetricCount } from './device-ranking.ts';
import { Representatives } from './representatives.ts';
import type { ListedRow } from './run-store.ts';
import { guarded } from './storage-unavailable.ts';

/** Devices of a population that are listed, those with the most runs. */
const MOST_DEVICES = 500;
/** GPUs whose counts one statement reads, so that a cold start does not hold up other requests for long. */
const GPUS_TOGETHER = 25;
/** How long what other processes write may go unseen; this one's own writes are seen at once. */
const LONGEST_AGE_MILLISECONDS = 1_000;

/** A list as it was read. */
interface Reading {
  readonly readAt: number;
  /** This process's own writes until then. */
  readonly changes: number;
  /** By population and GPU: the device's row and the `changes` that it was made from. */
  readonly made: ReadonlyMap<string, { readonly changes: number; readonly row: DeviceRow }>;
  readonly rows: readonly DeviceRow[];
}

export class DeviceStore {
  readonly #database: Database;
  readonly #representatives: Representatives;
  readonly #readings = new Map<number, Reading>();
  readonly #underWay = new Map<number, { readonly changes: number; readonly reading: Promise<Reading> }>();

  constructor(database: Database) {
    this.#database = database;
    this.#representatives = new Representatives(database, async (device) => (await this.#makeRows([device]))[0]);
  }

  /** Suite majors that have listed runs, newest first. */
  async majors(): Promise<readonly number[]> {
    const rows = await guarded(() =>
      this.#database.queries
        .selectFrom('devices')
        .select('suite_major')
        .distinct()
        .where('runs', '>', 0)
        .orderBy('suite_major', 'desc')
        .execute(),
    );
    return rows.map(({ suite_major }) => suite_major);
  }

  /**
   * Devices of one suite major, best first within each population, verified ones first; of each population the 500 with the most
   * runs. The very same array while nothing has changed. Other processes' writes are seen after a second at the most.
   */
  async list(suite_major: number): Promise<readonly DeviceRow[]> {
    return (await this.#read(suite_major)).rows;
  }

  /** One device by population and suite major, newest major first; empty where it has no listed run. Ranks are those of `list`. */
  async one(gpu: string): Promise<readonly DeviceRow[]> {
    const found = await this.#devices([gpu]);
    const rows: DeviceRow[] = [];
    for (const major of new Set(found.map(({ suite_major }) => suite_major))) {
      const { rows: list } = await this.#read(major);
      for (const population of POPULATIONS) {
        const device = found.find((row) => row.suite_major === major && row.population === population);
        if (device === undefined) continue;
        const listed = list.find((row) => row.gpu === gpu && row.population === population);
        rows.push(...(listed === undefined ? await guarded(() => this.#makeRows([device])) : [listed]));
      }
    }
    return rows;
  }

  /** The run that stands for a device (representatives.ts); undefined where the device has no listed run. */
  async representative(gpu: string): Promise<ListedRow | undefined> {
    return (await this.representatives([gpu])).get(gpu);
  }

  /** The same by GPU; those without a listed run are left out. */
  async representatives(gpus: readonly string[]): Promise<ReadonlyMap<string, ListedRow>> {
    const newest = new Map<string, DeviceRunsRow>();
    for (const device of await this.#devices(gpus)) if (!newest.has(device.gpu)) newest.set(device.gpu, device);
    const found = await guarded(() =>
      Promise.all([...newest].map(async ([gpu, device]) => [gpu, await this.#representatives.of(device)] as const)),
    );
    return new Map(found.flatMap(([gpu, run]) => (run === undefined ? [] : [[gpu, run]])));
  }

  /** What is counted of the GPUs, newest suite major first, verified before unverified. */
  async #devices(gpus: readonly string[]): Promise<readonly DeviceRunsRow[]> {
    if (gpus.length === 0) return [];
    const found = await guarded(() =>
      this.#database.queries.selectFrom('devices').selectAll().where('gpu', 'in', gpus).where('runs', '>', 0).execute(),
    );
    return found.toSorted(
      (a, b) => b.suite_major - a.suite_major || POPULATIONS.indexOf(a.population) - POPULATIONS.indexOf(b.population),
    );
  }

  /** The last reading while it is new enough; else a new one, which all who ask meanwhile share. */
  async #read(suite_major: number): Promise<Reading> {
    const known = this.#readings.get(suite_major);
    const changes = changesOf(this.#database);
    if (known?.changes === changes && performance.now() - known.readAt < LONGEST_AGE_MILLISECONDS) return known;
    const underWay = this.#underWay.get(suite_major);
    if (underWay?.changes === changes) return underWay.reading;
    const reading = guarded(() => this.#readAgain(suite_major, known, changes));
    const mine = { changes, reading };
    this.#underWay.set(suite_major, mine);
    try {
      this.#readings.set(suite_major, await reading);
      return await reading;
    } finally {
      if (this.#underWay.get(suite_major) === mine) this.#underWay.delete(suite_major);
    }
  }

  async #readAgain(suite_major: number, known: Reading | undefined, changes: number): Promise<Reading> {
    const readAt = performance.now();
    const devices: DeviceRunsRow[] = [];
    for (const population of POPULATIONS) devices.push(...(await this.#mostSubmitted(suite_major, population)));
    const isKnown = (device: DeviceRunsRow) => known?.made.get(keyOf(device))?.changes === device.changes;
    const changed = devices.filter((device) => !isKnown(device));
    if (known !== undefined && changed.length === 0 && devices.length === known.made.size) return { ...known, readAt, changes };
    const made = new Map<string, { readonly changes: number; readonly row: DeviceRow }>();
    for (const device of devices) {
      const row = known?.made.get(keyOf(device));
      if (row !== undefined && isKnown(device)) made.set(keyOf(device), row);
    }
    const rows = await this.#makeRows(changed);
    for (const [index, device] of changed.entries()) {
      const row = rows[index];
      if (row !== undefined) made.set(keyOf(device), { changes: device.changes, row });
    }
    return { readAt, changes, made, rows: ranked([...made.values()].map(({ row }) => row)) };
  }

  #mostSubmitted(suite_major: number, population: Population): Promise<DeviceRunsRow[]> {
    return this.#database.queries
      .selectFrom('devices')
      .selectAll()
      .where('suite_major', '=', suite_major)
      .where('population', '=', population)
      .where('runs', '>', 0)
      .orderBy('runs', 'desc')
      .orderBy('gpu', 'desc')
      .limit(MOST_DEVICES)
      .execute();
  }

  /** Rows of devices, in their order, from their counts. */
  async #makeRows(devices: readonly DeviceRunsRow[]): Promise<readonly DeviceRow[]> {
    const counts = new Map<string, MetricCount[]>();
    const gpus = [...new Set(devices.map(({ gpu }) => gpu))];
    for (let start = 0; start < gpus.length; start += GPUS_TOGETHER) {
      if (start > 0) await turn();
      const found = await this.#database.queries
        .selectFrom('device_counts')
        .selectAll()
        .where('gpu', 'in', gpus.slice(start, start + GPUS_TOGETHER))
        .where('runs', '>', 0)
        .execute();
      for (const count of found) {
        const key = keyOf(count);
        const known = counts.get(key) ?? [];
        counts.set(key, known);
        known.push({ metric: count.metric, bucket: count.bucket, runs: count.runs });
      }
    }
    return devices.map((device) => deviceRow(identityOf(device), counts.get(keyOf(device)) ?? []));
  }
}

function identityOf({
  gpu,
  suite_major,
  population,
  runs,
}: DeviceRunsRow): Pick<DeviceRow, 'gpu' | 'suite_major' | 'population' | 'runs'> {
  return { gpu, suite_major, population, runs };
}

function keyOf({ gpu, suite_major, population }: Pick<DeviceRow, 'gpu' | 'suite_major' | 'population'>): string {
  return [gpu, suite_major, population].join('\0');
}
