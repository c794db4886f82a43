// `show`: all that is stored of a run but its document: what lists read, its standing, its proof, its lines in the log.
import { formatBandwidth, formatBytes, formatEstimate, formatRate } from '../units/format.ts';
import type { RunRow } from '../server/database/database.ts';
import { columns, shortTime } from './columns.ts';
import { runId } from './run-id.ts';
import type { Verb } from './verb.ts';

export const show: Verb = {
  purpose: 'show what is stored of a run, and its history',
  operands: ['ID'],
  flags: {},
  run: async ({ operands, open, say }) => {
    const id = runId(operands[0]);
    const { queries } = await open();
    const row = await queries.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) {
      say(`There is no run ${id}.`);
      return 'notFound';
    }
    const document = await queries.selectFrom('documents').select('body').where('id', '=', id).executeTakeFirst();
    const stored = document === undefined ? 'none' : `${formatBytes(document.body.byteLength)} compressed`;
    for (const line of columns([...factsOf(row), ['document', stored]])) say(line);
    const entries = await queries.selectFrom('log').selectAll().where('run_id', '=', id).orderBy('at').execute();
    for (const { at, action, reason } of entries) say(`${shortTime(at)}  ${action}: ${reason}`);
    return 'done';
  },
};

function factsOf(row: RunRow): readonly (readonly [string, string])[] {
  const standing = row.reason === null ? row.standing : `${row.standing}: ${row.reason}`;
  if (row.standing === 'deleted')
    return [
      ['run', row.id],
      ['standing', standing],
    ];
  const estimate = (value: number, low: number, high: number) => ({ value, low, high });
  const peak = estimate(row.peak_flop_per_second, row.peak_flop_per_second_low, row.peak_flop_per_second_high);
  const bandwidth = estimate(
    row.bandwidth_bytes_per_second,
    row.bandwidth_bytes_per_second_low,
    row.bandwidth_bytes_per_second_high,
  );
  return [
    ['run', row.id],
    ['standing', standing],
    ['stored', `${shortTime(row.created_at)} UTC`],
    ['device', `${row.gpu}${row.is_fallback === 1 ? ' (imitated by a program)' : ''}`],
    ['browser', `${row.browser} on ${row.os}`],
    ['suite', `${row.suite_version}, ${row.length}, ${row.precision}, ${row.sizes_measured} sizes measured`],
    ['peak', formatEstimate(peak, formatRate)],
    ['bandwidth', formatEstimate(bandwidth, formatBandwidth)],
    ['verified', row.verified_flop_per_second === null ? 'no' : `at least ${formatRate(row.verified_flop_per_second)}`],
  ];
}
