// `review`: the runs that are held, the longest waiting first, with what decides about them.
import { formatBandwidth, formatRate } from '../units/format.ts';
import { age, columns } from './columns.ts';
import { limitOf } from './run-id.ts';
import type { Verb } from './verb.ts';

const LIMIT = 50;

export const review: Verb = {
  purpose: 'list the runs that are held, the longest waiting first',
  operands: [],
  flags: { limit: { type: 'string', value: 'N', purpose: `at most so many; default ${LIMIT}` } },
  run: async ({ flags, open, say }) => {
    const limit = limitOf(flags, LIMIT);
    const { queries, now } = await open();
    const held = await queries
      .selectFrom('runs')
      .selectAll()
      .where('standing', '=', 'held')
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit + 1)
      .execute();
    if (held.length === 0) {
      say('No run is held.');
      return 'done';
    }
    const time = await now();
    const rows = held.slice(0, limit);
    const [header = '', ...lines] = columns([
      ['ID', 'AGE', 'PEAK', 'BANDWIDTH', 'VERIFIED', 'DEVICE'],
      ...rows.map((row) => [
        row.id,
        age(row.created_at, time),
        formatRate(row.peak_flop_per_second),
        formatBandwidth(row.bandwidth_bytes_per_second),
        row.verified_flop_per_second === null ? 'no' : formatRate(row.verified_flop_per_second),
        row.gpu,
      ]),
    ]);
    say(header);
    for (const [index, line] of lines.entries()) {
      say(line);
      say(`  ${rows[index]?.reason ?? 'No reason is known.'}`);
    }
    if (held.length > limit) say(`More are held; see --limit.`);
    return 'done';
  },
};
