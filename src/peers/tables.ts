// The comparison as Markdown tables: for the terminal as they are, and for docs/performance.md. Rests on comparison.ts. Pure.
import { median } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';
import { formatBandwidth, formatPercent, formatRate } from '../units/format.ts';
import type { Comparison } from './comparison.ts';
import { OURS, type CaseOutcome, type EntryOutcome, type PeersDocument } from './outcome.ts';

export function headLines(document: PeersDocument): readonly string[] {
  const versions = Object.entries(document.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- Adapter: ${document.adapter.description}${document.adapter.is_software ? ' (a program, not a GPU)' : ''}; subgroups of ${document.adapter.subgroups}`,
    `- Date: ${document.measured_at.slice(0, 10)}; browser: ${document.browser}; seed ${document.seed}`,
    `- Versions: scalewall ${document.suite_version}, ${versions.join(', ')}`,
    ...Object.entries(document.absent).map(([name, reason]) => `- Did not start: ${name} (${plain(reason)})`),
  ];
}

/** A row per case: everybody's rate, and how many times the best correct peer's rate ours is. */
export function ratioTable(document: PeersDocument, { ratios }: Comparison): readonly string[] {
  const compared = document.cases.filter(({ family }) => family !== 'ceiling');
  const names = [...new Set(compared.flatMap(({ entries }) => Object.keys(entries)))].toSorted((a, b) =>
    a === OURS ? -1 : b === OURS ? 1 : a.localeCompare(b),
  );
  const rows = compared.map((outcome) => {
    const found = ratios.find(({ id }) => id === outcome.id);
    const told = found === undefined ? 'none' : `**${ratioText(found.ratio)}**${found.ratio.value < 1 ? ' (a peer wins)' : ''}`;
    return [outcome.id, ...names.map((name) => rateText(outcome, outcome.entries[name])), found?.bestPeer ?? '–', told];
  });
  return markdown([['case', ...names, 'best correct peer', 'ours ÷ best peer'], ...rows]);
}

export function familyTable({ families }: Comparison): readonly string[] {
  return markdown([
    ['family', 'cases', 'geometric mean', 'least'],
    ...families.map(({ family, caseCount, ratio, worst }) => [
      family,
      String(caseCount),
      `**${ratioText(ratio)}**`,
      `${worst.ratio.value.toFixed(2)} (${worst.id})`,
    ]),
  ]);
}

/** Every output that was wrong and every library that failed, in full. */
export function troubleLines({ cases }: PeersDocument): readonly string[] {
  return cases.flatMap(({ id, entries }) =>
    Object.entries(entries).flatMap(([name, outcome]) =>
      outcome.kind === 'measured'
        ? []
        : [
            `- ${id}, ${name}: ${outcome.kind === 'wrong' ? `wrong output of ${outcome.form}` : 'failed'}: ${plain(outcome.detail)}`,
          ],
    ),
  );
}

/** Our rates as shares of what the adapter's own ceilings gave in the same run. */
export function ceilingTable({ cases }: PeersDocument): readonly string[] {
  const peak = rateOf(cases, 'fma', ({ flop }) => flop);
  const bandwidth = rateOf(cases, 'copy', ({ bytes }) => bytes);
  if (peak === undefined || bandwidth === undefined) return ['The ceilings were not measured.'];
  const rows = cases.flatMap(({ id, family, flop, bytes, entries }) => {
    const ours = entries[OURS];
    if (family === 'ceiling' || ours?.kind !== 'measured') return [];
    const seconds = median(ours.seconds);
    const rates = [formatRate(flop / seconds), formatPercent(flop / seconds / peak)];
    const traffic = [formatBandwidth(bytes / seconds), formatPercent(bytes / seconds / bandwidth)];
    return [[id, ours.form, ...rates, ...traffic]];
  });
  return [
    `Ceilings of this adapter in the same run: FMA chain ${formatRate(peak)}, stream copy ${formatBandwidth(bandwidth)} (read and written).`,
    '',
    ...markdown([['case', 'kernel', 'rate', 'of the FMA chain', 'least traffic', 'of the copy'], ...rows]),
  ];
}

function rateOf(cases: readonly CaseOutcome[], id: string, work: (outcome: CaseOutcome) => number): number | undefined {
  const found = cases.find((outcome) => outcome.id === id);
  const ours = found?.entries[OURS];
  return found !== undefined && ours?.kind === 'measured' ? work(found) / median(ours.seconds) : undefined;
}

/** Matrix–vector products as traffic, all else as arithmetic. */
function rateText({ family, flop, bytes }: CaseOutcome, outcome: EntryOutcome | undefined): string {
  switch (outcome?.kind) {
    case undefined:
      return '–';
    case 'measured': {
      const seconds = median(outcome.seconds);
      return family === 'matvec' ? formatBandwidth(bytes / seconds) : formatRate(flop / seconds);
    }
    case 'wrong':
      return 'wrong';
    case 'failed':
      return 'failed';
    default:
      return outcome satisfies never;
  }
}

function ratioText({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} – ${high.toFixed(2)})`;
}

function plain(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replaceAll('|', '/').slice(0, 240);
}

/** Columns padded to one width, as the formatter of the repository wants them. */
function markdown(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => [...(row[column] ?? '')].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join(' | ')} |`;
  const [header = [], ...body] = rows;
  return [line(header), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)];
}
