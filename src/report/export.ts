// A report as text to take away: Markdown for people, CSV for programs. Pure. Rests on units/format.ts.
// CSV is unrounded and in SI units and dollars, each named in its column; Markdown is formatted.
import type { PhaseSummary } from '../contract/summary.ts';
import { reciprocal, type Estimate } from '../units/estimate.ts';
import {
  formatBandwidth,
  formatCount,
  formatDays,
  formatDollars,
  formatEstimate,
  formatRate,
  formatRatio,
  formatTokenRate,
  formatWhole,
} from '../units/format.ts';
import type { Report, SizeReport } from './report-document.ts';

/** Title, conditions, one table of sizes, the ledger. */
export function toMarkdown(report: Report): string {
  const { run, gpuName, roofline, flags, assumptions, ledger } = report;
  const { host } = run.device;
  const bought = `bought at prices of ${assumptions.price_date}`;
  return [
    `# Scalewall: ${inline(gpuName)}`,
    '',
    `${inline(`${host.browser}, ${host.os}, ${run.precision}, ${run.length} run of ${run.started_at.slice(0, 10)}`)}, suite ${run.suite.version}. ` +
      `Ceilings: ${formatEstimate(roofline.peak, formatRate)}, ${formatEstimate(roofline.bandwidth, formatBandwidth)}. Brackets hold 95 % intervals of what this GPU does, 90 % ones of what H100s do.`,
    '',
    ...flags.map(({ kind, detail }) => `> ${kind}${detail === '' ? '' : `: ${inline(detail)}`}`),
    ...(flags.length > 0 ? [''] : []),
    `Training: ${assumptions.tokens_per_parameter} tokens per parameter on ${formatWhole(assumptions.gpu_count)} H100s, ` +
      `${assumptions.acquisition === 'bought' ? bought : `rented at prices of ${assumptions.price_date}`}. H100 figures are extrapolated.`,
    '',
    '| Size | Parameters | Prefill | Decode | Training step | 1 H100 is | Days | Training | Per million output tokens |',
    '|---|---|---|---|---|---|---|---|---|',
    ...report.sizes.map(markdownRow),
    '',
    '| Number | Value | Kind | Source | As of | For |',
    '|---|---|---|---|---|---|',
    ...ledger.map(
      (entry) =>
        `| ${[entry.name, entry.value, entry.provenance, entry.source, entry.asOf, entry.role].map(inline).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

function markdownRow(size: SizeReport): string {
  const { training, serving, h100Ratio } = size;
  const rate = (name: string) => {
    const phase = size.phases.find((entry) => entry.phase === name);
    return phase ? `${formatEstimate(phase.tokens_per_second, formatTokenRate)} ${kindWords(phase)}` : '–';
  };
  const cells = [
    size.name,
    formatCount(size.parameters),
    rate('prefill'),
    rate('decode'),
    rate('train'),
    h100Ratio ? `${formatEstimate(h100Ratio, formatRatio)} × this GPU` : '–',
    training.kind === 'fits' ? formatEstimate(training.days, formatDays) : `needs ${formatWhole(training.fewestGpus)} GPUs`,
    training.kind === 'fits' ? formatEstimate(training.dollars, formatDollars) : '–',
    formatEstimate(serving.dollarsPerMillionOutputTokens, formatDollars),
  ];
  return `| ${cells.map(inline).join(' | ')} |`;
}

/** A slice is not the whole: says which was timed. */
function kindWords({ kind, is_sliced }: PhaseSummary): string {
  return is_sliced && kind === 'measured' ? 'measured on a slice' : is_sliced ? `${kind}, on slices` : kind;
}

/** One row per size and phase, or one without a phase where the run has none; costs repeat with each phase of a size. */
export function toCsv(report: Report): string {
  const rows = report.sizes.flatMap((size) => {
    const phases = size.phases.length > 0 ? size.phases : [undefined];
    return phases.map((phase): readonly Cell[] => [
      report.gpuName,
      size.id,
      size.name,
      size.parameters,
      phase?.phase,
      phase?.kind,
      phase && String(phase.is_sliced),
      phase?.measured_share_of_time,
      phase?.tokens_per_step,
      ...ends(phase?.seconds_per_step),
      ...ends(phase?.tokens_per_second),
      ...ends(phase?.flop_per_second),
      ...costs(size),
    ]);
  });
  return [HEADER, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

type Cell = string | number | undefined;

const ESTIMATES = (name: string) => [name, `${name}_low`, `${name}_high`];

const HEADER: readonly string[] = [
  'gpu',
  'size',
  'name',
  'parameters',
  'phase',
  'kind',
  'is_sliced',
  'measured_share_of_time',
  'tokens_per_step',
  ...ESTIMATES('seconds_per_step'),
  ...ESTIMATES('tokens_per_second'),
  ...ESTIMATES('flop_per_second'),
  ...ESTIMATES('h100s_per_this_gpu'),
  'h100_training',
  'h100_fewest_gpus',
  'h100_gpus_working',
  'h100_training_tokens',
  'h100_training_flop',
  ...ESTIMATES('h100_utilisation_fraction'),
  ...ESTIMATES('h100_days'),
  ...ESTIMATES('h100_gpu_hours'),
  ...ESTIMATES('h100_energy_joules'),
  ...ESTIMATES('h100_training_dollars'),
  ...ESTIMATES('h100_cluster_dollars'),
  'h100_gpus_per_replica',
  ...ESTIMATES('h100_output_tokens_per_second_per_gpu'),
  ...ESTIMATES('h100_itl_seconds'),
  ...ESTIMATES('h100_ttft_seconds'),
  ...ESTIMATES('h100_dollars_per_million_output_tokens'),
  ...ESTIMATES('h100_dollars_per_million_input_tokens'),
];

function costs({ h100Ratio, training, serving }: SizeReport): readonly Cell[] {
  const fits = training.kind === 'fits' ? training : undefined;
  return [
    ...ends(h100Ratio && reciprocal(h100Ratio)),
    training.kind,
    training.kind === 'fits' ? undefined : training.fewestGpus,
    fits?.gpuCount,
    fits?.tokens,
    fits?.flop,
    ...ends(fits?.utilisation),
    ...ends(fits?.days),
    ...ends(fits?.gpuHours),
    ...ends(fits?.energy),
    ...ends(fits?.dollars),
    ...ends(fits?.clusterDollars),
    serving.gpusPerReplica,
    ...ends(serving.outputTokensPerSecondPerGpu),
    ...ends(serving.itl),
    ...ends(serving.ttft),
    ...ends(serving.dollarsPerMillionOutputTokens),
    ...ends(serving.dollarsPerMillionInputTokens),
  ];
}

function ends(estimate: Estimate | undefined): readonly Cell[] {
  return [estimate?.value, estimate?.low, estimate?.high];
}

/** Quoted where needed (RFC 4180); a text that a spreadsheet would run as a formula is led by an apostrophe. */
function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Text from a device or a driver, kept from ending a cell or starting markup. */
function inline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]]/g, (mark) => `\\${mark}`);
}
