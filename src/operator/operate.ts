// The operator's command but for the process: the table of verbs, and one call of one of them.
import { resolve } from 'node:path';
import type { Database } from '../server/database/database.ts';
import { assertCurrent } from '../server/database/migrations.ts';
import { openPostgresql } from '../server/database/postgresql.ts';
import { openSqliteBeside } from '../server/database/sqlite.ts';
import { parseSettings, type Settings } from '../server/settings.ts';
import { StartError } from '../server/start-error.ts';
import { StorageUnavailable } from '../server/storage-unavailable.ts';
import { backup } from './backup.ts';
import { check } from './check.ts';
import { helpText, parseCall, type Verbs } from './command-line.ts';
import { copy } from './copy.ts';
import { dumpVerb } from './dump-verb.ts';
import type { ExitName } from './exit-codes.ts';
import { loadVerb } from './load-verb.ts';
import { log } from './log.ts';
import { restoreBackup } from './restore-backup.ts';
import { review } from './review.ts';
import { show } from './show.ts';
import { hide, restore } from './standings.ts';
import { UsageError } from './verb.ts';

const VERBS: Verbs = {
  review,
  show,
  hide,
  restore,
  log,
  backup,
  'restore-backup': restoreBackup,
  check,
  copy,
  dump: dumpVerb,
  load: loadVerb,
};

/** Where lines go, without their ends: what was asked for, and what went wrong. */
export interface Streams {
  say(line: string): void;
  complain(line: string): void;
}

/** Runs one verb on the database of the settings in `environment`; how it ended. Rejects only for bugs. */
export async function operate(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  streams: Streams,
): Promise<ExitName> {
  const opened: Database[] = [];
  try {
    const call = parseCall(argv, VERBS);
    if (call === undefined) {
      streams.say(helpText(VERBS));
      return argv.length === 0 ? 'usage' : 'done';
    }
    const settings = readSettings(environment);
    const open = async () => {
      const database = await openDatabase(settings, streams);
      opened.push(database);
      await assertCurrent(database);
      return database;
    };
    return await call.verb.run({ ...call, settings, open, say: streams.say });
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StartError || error instanceof StorageUnavailable)) throw error;
    streams.complain(error.message);
    return 'usage';
  } finally {
    for (const database of opened) await database.close();
  }
}

function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = parseSettings(environment);
  if (parsed.kind === 'invalid') throw new UsageError(parsed.message);
  return parsed.settings;
}

function openDatabase({ DATABASE_URL, DATA_DIR }: Settings, { complain }: Streams): Promise<Database> | Database {
  return DATABASE_URL === undefined ? openSqliteBeside(resolve(DATA_DIR)) : openPostgresql(DATABASE_URL, complain);
}
