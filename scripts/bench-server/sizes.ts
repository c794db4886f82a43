// How large the stored runs are: each table and index, and bytes a run.
import { sql } from 'kysely';
import type { Database } from '../../src/server/database/database.ts';

interface Size {
  readonly name: string;
  readonly bytes: number;
}

/** PostgreSQL sends its large integers as text. */
interface Found {
  readonly name: string;
  readonly bytes: number | string;
}

const LEAST_SHARE = 0.001;

/** In Markdown, the largest first; `runs` are those that were filled in. */
export async function sizesTable(database: Database, runs: number): Promise<string> {
  const sizes = (await (database.kind === 'sqlite' ? sqliteSizes(database) : postgresqlSizes(database)))
    .map(({ name, bytes }) => ({ name, bytes: Number(bytes) }))
    .toSorted((a, b) => b.bytes - a.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const shown = sizes.filter(({ bytes }) => bytes >= total * LEAST_SHARE);
  const line = ({ name, bytes }: Size) =>
    `| ${name.padEnd(32)} | ${(bytes / 1e6).toFixed(1).padStart(8)} | ${(bytes / runs).toFixed(1).padStart(7)} |`;
  return [
    `| table or index of ${runs} runs | MB | bytes a run |`,
    '|---|---|---|',
    ...shown.map(line),
    line({ name: 'all', bytes: total }),
  ].join('\n');
}

async function sqliteSizes({ queries }: Database): Promise<readonly Found[]> {
  const { rows } = await sql<Found>`select name, sum(pgsize) as bytes from dbstat group by name`.execute(queries);
  return rows;
}

async function postgresqlSizes({ queries }: Database): Promise<readonly Found[]> {
  const { rows } = await sql<Found>`
    select relname as name, case relkind when 'i' then pg_relation_size(oid) else pg_table_size(oid) end as bytes
    from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace`.execute(queries);
  return rows;
}
