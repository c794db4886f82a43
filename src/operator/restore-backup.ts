// `restore-backup`: a backup in the database's place. Refuses while a server runs; the database that was there stays beside.
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lockFolder, sqliteFile } from '../server/database/sqlite.ts';
import { formatWhole } from '../units/format.ts';
import { inspect } from './backup.ts';
import { dataFolder } from './sqlite-only.ts';
import { UsageError, type Verb } from './verb.ts';
import { putInPlace, synchronise } from './whole-file.ts';

export const restoreBackup: Verb = {
  purpose: 'put a backup in the place of the SQLite database, which is kept beside; the server must be stopped',
  operands: ['FILE'],
  flags: {},
  run: async ({ operands, settings, say }) => {
    const folder = dataFolder(settings, 'PostgreSQL has pg_restore.');
    const file = resolve(operands[0] ?? '');
    const runs = runsOf(file);
    mkdirSync(folder, { recursive: true });
    const lock = lockFolder(folder);
    try {
      const place = sqliteFile(folder);
      const restored = `${place}.restoring`;
      copyFileSync(file, restored);
      const kept = existsSync(place) ? keepBeside(place) : undefined;
      putInPlace(restored, place);
      say(`${place} holds the ${formatWhole(runs)} runs of ${file}.`);
      if (kept !== undefined) say(`What was there is ${kept}.`);
      return 'done';
    } finally {
      lock.close();
    }
  },
};

function runsOf(file: string): number {
  if (!existsSync(file)) throw new UsageError(`FILE must be a backup; ${file} does not exist.`);
  try {
    const { faults, runs } = inspect(file);
    if (faults.length === 0) return runs;
    throw new UsageError(`FILE must be a sound backup; ${file} is not: ${faults[0]}.`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`FILE must be a backup; ${file} is not: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}

/**
 * Gives the database a second name, so that its place is never empty until the backup takes it. Its write-ahead log must not
 * meet the backup: it is written into the database first, or, where that is too damaged to take it, moved along.
 */
function keepBeside(place: string): string {
  const kept = `${place}.before-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
  const logs = ['-wal', '-shm'];
  try {
    const damagedOrNot = new DatabaseSync(place);
    damagedOrNot.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    damagedOrNot.close();
  } catch {
    // Too damaged to be opened: kept as it is, for whoever can still read it.
  }
  if (logs.some((suffix) => existsSync(`${place}${suffix}`))) {
    for (const suffix of logs) if (existsSync(`${place}${suffix}`)) renameSync(`${place}${suffix}`, `${kept}${suffix}`);
    renameSync(place, kept);
  } else {
    rmSync(kept, { force: true });
    linkSync(place, kept);
  }
  synchronise(resolve(place, '..'));
  return kept;
}
