// Lines of the result: what was asked, what came, the bar beside it.
import { quantile } from '../../src/statistics/summary.ts';
import type { Load } from './load.ts';

export interface Bar {
  readonly leastPerSecond?: number;
  readonly mostP99Seconds: number;
}

export interface Row {
  readonly name: string;
  readonly load: Load;
  readonly bar: Bar | undefined;
  /** Processor time of all servers for it, warm-up included; undefined where it is not known. */
  readonly cpuSeconds: number | undefined;
}

const HEAD = ['', 'requests/s', 'p50 ms', 'p99 ms', 'worst ms', 'answers', 'server CPU ms each', 'bar', ''];

export function isHeld({ load, bar }: Row): boolean {
  if (bar === undefined) return true;
  if (load.seconds.length === 0) return false;
  return load.perSecond >= (bar.leastPerSecond ?? 0) && quantile(load.seconds, 0.99) < bar.mostP99Seconds;
}

/** In Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`).join('\n');
}

function cellsOf(row: Row): readonly string[] {
  const { name, load, bar } = row;
  if (load.seconds.length === 0) return [name, '0', '', '', '', '0', '', barText(bar), 'missed'];
  const milliseconds = (share: number) => (1000 * quantile(load.seconds, share)).toFixed(1);
  return [
    name,
    load.perSecond.toFixed(0),
    milliseconds(0.5),
    milliseconds(0.99),
    milliseconds(1),
    String(load.seconds.length),
    row.cpuSeconds === undefined ? '' : ((1000 * row.cpuSeconds) / load.acknowledged).toFixed(2),
    barText(bar),
    bar === undefined ? '' : isHeld(row) ? 'held' : 'missed',
  ];
}

function barText(bar: Bar | undefined): string {
  if (bar === undefined) return '';
  const least = bar.leastPerSecond === undefined ? '' : `≥ ${bar.leastPerSecond}/s, `;
  return `${least}p99 < ${bar.mostP99Seconds * 1000} ms`;
}
