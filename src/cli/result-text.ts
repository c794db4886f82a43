// Everything that a headless run says about its result: device, conditions, ceilings, table and the one sentence.
import type { Report } from '../report/report-document.ts';
import {
  formatBandwidth,
  formatCount,
  formatDays,
  formatDollars,
  formatDuration,
  formatEstimate,
  formatRate,
  formatRatio,
} from '../units/format.ts';
import { reciprocal } from '../units/estimate.ts';
import { kernelTable, resultTable } from './table.ts';

/** Marks up for a terminal, or returns the text as it is. */
export type Style = (format: 'bold' | 'dim' | 'yellow', text: string) => string;

export function resultText(report: Report, style: Style, isVerbose: boolean): string {
  const { run, summary, gpuName } = report;
  const { host } = run.device;
  const flags = report.flags.map(({ kind, detail }) => style('yellow', `! ${kind}${detail === '' ? '' : `: ${detail}`}`));
  const ending = run.completion.detail === '' ? run.completion.kind : `${run.completion.kind} (${run.completion.detail})`;
  return [
    `${style('bold', gpuName)}  ${host.browser}, ${host.os}, ${run.precision}, ${run.length}, suite ${run.suite.version}`,
    `Clock ${run.clock.kind}, which steps ${formatDuration(run.clock.resolution_seconds)}; ${formatDuration(run.duration_seconds)} in all; ${ending}`,
    ...flags,
    '',
    ...resultTable(summary),
    '',
    `Ceilings: ${formatEstimate(summary.peak_flop_per_second, formatRate)}, ${formatEstimate(summary.bandwidth_bytes_per_second, formatBandwidth)}, ` +
      `${formatEstimate(summary.launch_seconds, formatDuration)} a launch`,
    ...kernelLines(report, isVerbose),
    '',
    style('bold', headlineText(report)),
    style(
      'dim',
      'H100 figures are extrapolated with the default assumptions, with 90 % intervals; the page shows every source and lets you change them.',
    ),
    '',
  ].join('\n');
}

/** How many choices there were and how they came to be; one line each where all is asked for; none in a run without any. */
function kernelLines({ kernels }: Report, isVerbose: boolean): readonly string[] {
  if (kernels.length === 0) return [];
  if (isVerbose) return ['', ...kernelTable(kernels)];
  const timed = kernels.filter(({ from }) => from === 'measured').length;
  return [`Kernels: ${kernels.length} chosen, ${timed} by timing several; --verbose lists them.`];
}

/** The one sentence, e.g. `At 70 B parameters your GPU is 1/130 (…) of an H100; training that size on 10 k of them takes …`. */
export function headlineText({ headline, assumptions }: Report): string {
  const { parameters, h100Ratio, training, gpuCount } = headline;
  const ratio =
    h100Ratio === undefined
      ? 'there is no measurement to compare with an H100'
      : h100Ratio.value >= 1
        ? `this GPU is 1/${formatEstimate(h100Ratio, formatRatio)} of an H100`
        : `this GPU is ${formatEstimate(reciprocal(h100Ratio), formatRatio)} H100s`;
  const cost =
    training.kind === 'fits'
      ? `training that size on ${formatCount(gpuCount, 2)} H100s takes ${formatEstimate(training.days, formatDays)} and ` +
        `${formatEstimate(training.dollars, formatDollars)} (${assumptions.tokens_per_parameter} tokens per parameter)`
      : `training that size does not fit on ${formatCount(gpuCount, 2)} H100s; it needs at least ${formatCount(training.fewestGpus, 3)}`;
  return `At ${formatCount(parameters, 2)} parameters ${ratio}; ${cost}.`;
}
