// `backup`: a copy of the SQLite database while the server runs, checked before it bears its name.
// VACUUM INTO reads one snapshot and stops no writer; what was deleted is not in the copy, not even as free pages.
import { existsSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { allFaults } from '../server/database/integrity.ts';
import { formatBytes, formatWhole } from '../units/format.ts';
import { dataFolder } from './sqlite-only.ts';
import { UsageError, type Verb } from './verb.ts';
import { putInPlace } from './whole-file.ts';

export const backup: Verb = {
  purpose: 'copy the SQLite database into a new file and check the copy; the server may run',
  operands: ['FILE'],
  flags: {},
  run: async ({ operands, settings, open, say }) => {
    dataFolder(settings, 'PostgreSQL has pg_dump and its own archives.');
    const file = resolve(operands[0] ?? '');
    if (existsSync(file)) throw new UsageError(`${file} exists; a backup never overwrites one.`);
    const { queries } = await open();
    const partial = `${file}.partial`;
    rmSync(partial, { force: true });
    try {
      await sql`vacuum into ${sql.lit(partial)}`.execute(queries).catch((error: unknown) => {
        throw new UsageError(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}.`, {
          cause: error,
        });
      });
      const { faults, runs } = inspect(partial);
      if (faults.length > 0) {
        for (const fault of faults) say(fault);
        say('The copy is not sound, so it was not kept: the database itself is damaged. See check.');
        return 'faults';
      }
      putInPlace(partial, file);
      say(`${file}: ${formatBytes(statSync(file).size)}, ${formatWhole(runs)} runs, sound.`);
      return 'done';
    } finally {
      rmSync(partial, { force: true });
    }
  },
};

/** What a backup holds, read without changing it. Throws where it is no database of the service. */
export function inspect(file: string): { readonly faults: readonly string[]; readonly runs: number } {
  const copy = new DatabaseSync(file, { readOnly: true });
  try {
    const faults = allFaults(copy);
    return { faults, runs: faults.length > 0 ? 0 : Number(copy.prepare('select count(*) as runs from runs').get()?.['runs']) };
  } finally {
    copy.close();
  }
}
