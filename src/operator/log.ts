// `log`: the public log in a terminal.
import { LogStore } from '../server/log-store.ts';
import { columns, shortTime } from './columns.ts';
import { limitOf } from './run-id.ts';
import type { Verb } from './verb.ts';

const LIMIT = 50;

export const log: Verb = {
  purpose: 'list what was held, hidden, restored and deleted, newest first',
  operands: [],
  flags: { limit: { type: 'string', value: 'N', purpose: `at most so many; default ${LIMIT}` } },
  run: async ({ flags, open, say }) => {
    const limit = limitOf(flags, LIMIT);
    const { rows } = await new LogStore(await open()).list({ limit, after: undefined });
    if (rows.length === 0) say('The log is empty.');
    for (const line of columns(rows.map(({ at, action, run_id, reason }) => [shortTime(at), action, run_id, reason]))) say(line);
    return 'done';
  },
};
