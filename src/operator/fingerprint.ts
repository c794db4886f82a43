// What a database holds, as one number a table: the sum of the hashes of its rows, which no order of rows or columns changes.
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../server/database/database.ts';

export interface Fingerprint {
  readonly rows: number;
  /** 64 hexadecimal digits. */
  readonly digest: string;
}

const PAGE = 500;
const MODULUS = 2n ** 256n;

/** Of what is stored for good: `devices.changes` and counts that have become 0 say nothing, limits and salts do not stay. */
export async function fingerprints(queries: Kysely<Tables>): Promise<ReadonlyMap<string, Fingerprint>> {
  const found = new Map<string, Fingerprint>();
  for (const table of ['runs', 'documents', 'log', 'challenges'] as const)
    found.set(
      table,
      await fingerprintOf((after) =>
        queries.selectFrom(table).selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute(),
      ),
    );
  const columns = ['gpu', 'suite_major', 'population', 'runs'] as const;
  const devices = await queries.selectFrom('devices').select(columns).where('runs', '!=', 0).execute();
  const counts = await queries.selectFrom('device_counts').selectAll().where('runs', '!=', 0).execute();
  found.set('devices', sumOf(devices));
  found.set('device_counts', sumOf(counts));
  return found;
}

async function fingerprintOf(read: (after: string) => Promise<readonly { readonly id: string }[]>): Promise<Fingerprint> {
  let sum = { rows: 0, digest: '' };
  for (let after = ''; ;) {
    const rows = await read(after);
    sum = sumOf(rows, sum);
    const last = rows.at(-1);
    if (last === undefined) return sum;
    after = last.id;
  }
}

function sumOf(rows: readonly object[], onto: Fingerprint = { rows: 0, digest: '' }): Fingerprint {
  const sum = rows.reduce<bigint>((total, row) => total + BigInt(`0x${hashOf(row)}`), BigInt(`0x${onto.digest || '0'}`));
  return { rows: onto.rows + rows.length, digest: (sum % MODULUS).toString(16).padStart(64, '0') };
}

function hashOf(row: object): string {
  const entries = Object.entries(row)
    .map(([name, value]): [string, unknown] => [
      name,
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}
