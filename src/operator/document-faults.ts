// Documents against the runs that they belong to: none missing, none left over, and each the one that its run's id was made of.
import type { Kysely } from 'kysely';
import { submissionSchema } from '../contract/api.ts';
import type { DocumentRow, Tables } from '../server/database/database.ts';
import { readDocument, readSizes } from '../server/document.ts';
import { digestOf, idOf } from '../server/validate.ts';

const PAGE = 200;
const MOST_FAULTS = 1_000;

/** Runs without a document, and documents without a run that may have one. */
export async function documentFaults(queries: Kysely<Tables>): Promise<readonly string[]> {
  const missing = await queries
    .selectFrom('runs')
    .leftJoin('documents', 'documents.id', 'runs.id')
    .select('runs.id')
    .where('runs.standing', '!=', 'deleted')
    .where('documents.id', 'is', null)
    .limit(MOST_FAULTS)
    .execute();
  const surplus = await queries
    .selectFrom('documents')
    .leftJoin('runs', 'runs.id', 'documents.id')
    .select('documents.id')
    .where((where) => where.or([where('runs.id', 'is', null), where('runs.standing', '=', 'deleted')]))
    .limit(MOST_FAULTS)
    .execute();
  return [
    ...missing.map(({ id }) => `run ${id} has no document`),
    ...surplus.map(({ id }) => `the document ${id} belongs to no run, or to a deleted one`),
  ];
}

/** Documents that cannot be read, or are not those that their ids were made of. */
export async function unreadableDocuments(queries: Kysely<Tables>): Promise<readonly string[]> {
  const faults: string[] = [];
  for (let after = ''; ;) {
    const rows = await queries.selectFrom('documents').selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute();
    for (const row of rows) {
      const fault = await faultOf(row);
      if (fault !== undefined) faults.push(`the document ${row.id} ${fault}`);
    }
    const last = rows.at(-1);
    if (last === undefined || faults.length >= MOST_FAULTS) return faults;
    after = last.id;
  }
}

async function faultOf({ id, body, sizes }: DocumentRow): Promise<string | undefined> {
  try {
    const parsed = submissionSchema.safeParse(JSON.parse(await readDocument(body)));
    if (!parsed.success) return 'does not fit the schema of a submission';
    const { run, digest, summary } = parsed.data;
    const found = digestOf(run);
    if (found !== digest || idOf(found) !== id) return `holds another run: ${idOf(found)}`;
    if (sizes === null || readSizes(sizes) === JSON.stringify(summary.sizes)) return undefined;
    return 'has other sizes beside it than in it';
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
