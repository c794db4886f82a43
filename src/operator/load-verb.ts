// `load`: a dump into an empty database, which it makes where there is none. No server may run on it.
import { resolve } from 'node:path';
import { SUITE_VERSION } from '../contract/suite.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { ladderComposition } from '../server/composition.ts';
import type { Database } from '../server/database/database.ts';
import { migrate } from '../server/database/migrations.ts';
import { openPostgresql } from '../server/database/postgresql.ts';
import { openSqlite } from '../server/database/sqlite.ts';
import { formatWhole } from '../units/format.ts';
import { load } from './load.ts';
import type { Judge } from './load-line.ts';
import type { Call, Verb } from './verb.ts';

const JUDGE: Judge = {
  knowledge: { suiteVersions: [SUITE_VERSION], composition: ladderComposition },
  summarise: publishedSummary,
};

export const loadVerb: Verb = {
  purpose: 'load a dump into an empty database, made where there is none; with no server on it',
  operands: ['FOLDER'],
  flags: {},
  run: async (call) => {
    const database = await openEmpty(call);
    try {
      await migrate(database);
      const { runs, log_entries, doubts } = await load(database, resolve(call.operands[0] ?? ''), JUDGE);
      for (const { id, reason } of doubts)
        call.say(`${id} is loaded, though a new submission like it would not be listed: ${reason}`);
      call.say(`${formatWhole(runs)} runs and ${formatWhole(log_entries)} log entries loaded; every document has its digest.`);
      return 'done';
    } finally {
      await database.close();
    }
  },
};

/** SQLite's folder is owned while loading, so that no server starts on half a database. */
function openEmpty({ settings, say }: Call): Promise<Database> | Database {
  const { DATABASE_URL, DATA_DIR } = settings;
  return DATABASE_URL === undefined ? openSqlite(resolve(DATA_DIR)) : openPostgresql(DATABASE_URL, say);
}
