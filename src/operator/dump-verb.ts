// `dump`: the open data of this moment as files, for everybody; the server may run.
import { resolve } from 'node:path';
import { SUITE_VERSION } from '../contract/suite.ts';
import { formatBytes, formatWhole } from '../units/format.ts';
import { dump } from './dump.ts';
import { UsageError, type Verb } from './verb.ts';

export const dumpVerb: Verb = {
  purpose: 'write the open data of this moment into a new folder in FOLDER; the server may run',
  operands: ['FOLDER'],
  flags: {},
  run: async ({ operands, open, say }) => {
    const parent = resolve(operands[0] ?? '');
    const database = await open();
    const madeAt = new Date(await database.now());
    const { folder, manifest } = await dump(database, parent, SUITE_VERSION, madeAt).catch((error: unknown) => {
      if (!isOfFiles(error)) throw error;
      throw new UsageError(`${parent} must be a folder to write in; nothing was published: ${error.message}.`, { cause: error });
    });
    for (const { name, bytes, rows } of manifest.files)
      say(`${name.padEnd(16)}${formatBytes(bytes).padStart(10)}${rows === null ? '' : `  ${formatWhole(rows)} rows`}`);
    say(`${folder}: ${formatWhole(manifest.counts.runs)} runs, ${formatWhole(manifest.counts.verified_runs)} of them verified.`);
    return 'done';
  },
};

/** What the file system refuses: a full disk, a missing right, a name that is taken. */
function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
