// The run that stands for a device: of its newest suite major, of the verified population where it has runs there, the one whose peak
// is nearest to the median. A run found stays while the device's counts have not changed.
import { sql, type SelectQueryBuilder } from 'kysely';
import type { DeviceRow } from '../contract/devices.ts';
import type { Database, DeviceRunsRow, Tables } from './database/database.ts';
import { Recent } from './recent.ts';
import { LISTED, type ListedRow } from './run-store.ts';

const MOST_KNOWN = 2_000;

export class Representatives {
  readonly #queries: Database['queries'];
  readonly #measured: (device: DeviceRunsRow) => Promise<DeviceRow | undefined>;
  readonly #known = new Recent<{ readonly device: DeviceRunsRow; readonly run: ListedRow | undefined }>(MOST_KNOWN);

  /** `measured` tells the medians of a device from its counts as they are now. */
  constructor({ queries }: Database, measured: (device: DeviceRunsRow) => Promise<DeviceRow | undefined>) {
    this.#queries = queries;
    this.#measured = measured;
  }

  /** Undefined where it has no listed run. Rejects with the database's error. */
  async of(device: DeviceRunsRow): Promise<ListedRow | undefined> {
    const known = this.#known.get(device.gpu);
    if (known !== undefined && isSame(known.device, device)) return known.run;
    const run = await this.#find(device);
    this.#known.set(device.gpu, { device, run });
    return run;
  }

  async #find(device: DeviceRunsRow): Promise<ListedRow | undefined> {
    const median = (await this.#measured(device))?.peak_flop_per_second?.median;
    if (median === undefined) return undefined;
    const [above, below] = await Promise.all([
      this.#listed(device).where('peak_flop_per_second', '>=', median).orderBy('peak_flop_per_second').executeTakeFirst(),
      this.#listed(device).where('peak_flop_per_second', '<', median).orderBy('peak_flop_per_second', 'desc').executeTakeFirst(),
    ]);
    if (above === undefined || below === undefined) return above ?? below;
    return above.peak_flop_per_second - median <= median - below.peak_flop_per_second ? above : below;
  }

  #listed({ gpu, suite_major, population }: DeviceRunsRow): SelectQueryBuilder<Tables, 'runs', ListedRow> {
    return this.#queries
      .selectFrom('runs')
      .select(LISTED)
      .where('standing', '=', sql.lit('listed' as const))
      .where('verified_flop_per_second', population === 'verified' ? 'is not' : 'is', null)
      .where('gpu', '=', gpu)
      .where('suite_major', '=', suite_major)
      .limit(1);
  }
}

function isSame(a: DeviceRunsRow, b: DeviceRunsRow): boolean {
  return a.suite_major === b.suite_major && a.population === b.population && a.changes === b.changes;
}
