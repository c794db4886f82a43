// A stored run's row as lists show it, and what is answered in the place of one that is not shown.
import type { Context } from 'hono';
import type { RunListItem } from '../contract/api.ts';
import { refuse } from './answer.ts';
import type { RunRow } from './database/database.ts';
import type { ListedRow } from './run-store.ts';

/** Base of permalinks, e.g. `https://example.org`; a function, as the port may be known only after listening. */
export type PublicUrl = () => string;

export function permalink(id: string, publicUrl: PublicUrl): string {
  return `${publicUrl()}/runs/${id}`;
}

export function isShown(row: Pick<RunRow, 'standing'>): boolean {
  return row.standing === 'listed' || row.standing === 'held';
}

export function refuseMissing(context: Context): Response {
  return refuse(context, 404, { code: 'not-found', message: 'There is no run with this id.' });
}

export function refuseGone(context: Context, row: Pick<RunRow, 'id' | 'standing' | 'reason'>): Response {
  const standing = row.standing === 'hidden' ? 'hidden' : 'deleted';
  const message = `Run ${row.id} was ${standing}: ${row.reason ?? 'no reason is known'}`;
  return refuse(context, 410, { code: 'gone', message });
}

export function itemOf(row: ListedRow, publicUrl: PublicUrl): RunListItem {
  const { id, created_at, gpu, browser, os, length, precision, suite_version, sizes_measured } = row;
  return {
    id,
    url: permalink(id, publicUrl),
    created_at,
    gpu,
    is_fallback: row.is_fallback === 1,
    browser,
    os,
    length,
    precision,
    suite_version,
    peak_flop_per_second: {
      value: row.peak_flop_per_second,
      low: row.peak_flop_per_second_low,
      high: row.peak_flop_per_second_high,
    },
    bandwidth_bytes_per_second: {
      value: row.bandwidth_bytes_per_second,
      low: row.bandwidth_bytes_per_second_low,
      high: row.bandwidth_bytes_per_second_high,
    },
    sizes_measured,
    verified_flop_per_second: row.verified_flop_per_second,
  };
}
