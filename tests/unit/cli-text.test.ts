import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../src/contract/page.ts';
import type { PhaseSummary, Summary } from '../../src/contract/summary.ts';
import { createProgressLine } from '../../src/cli/progress.ts';
import { headlineText, resultText } from '../../src/cli/result-text.ts';
import { markOf, resultTable } from '../../src/cli/table.ts';
import { withinFactor } from '../../src/units/estimate.ts';
import { buildReport } from '../fixtures/report-builder.ts';

function cell(phase: PhaseSummary['phase'], over: Partial<PhaseSummary> = {}): PhaseSummary {
  return {
    phase,
    kind: 'measured',
    is_sliced: false,
    measured_share_of_time: 1,
    tokens_per_step: 1,
    flop_per_step: 1,
    seconds_per_step: withinFactor(1, 1.1),
    tokens_per_second: withinFactor(1234, 1.1),
    flop_per_second: withinFactor(1, 1.1),
    fewest_samples: 6,
    worst_error_over_bound: 0.1,
    clock: 'performance-now',
    trials: [],
    ...over,
  };
}

function summary(sizes: Summary['sizes']): Summary {
  const one = withinFactor(1, 1.1);
  return { peak_flop_per_second: one, bandwidth_bytes_per_second: one, launch_seconds: one, sizes };
}

describe('table of a result', () => {
  it.each([
    ['measured', false, 'measured'],
    ['measured', true, 'sliced'],
    ['partly', false, 'sliced'],
    ['partly', true, 'sliced'],
    ['projected', false, 'projected'],
  ] as const)('marks a %s cell (sliced: %s) as %s', (kind, is_sliced, mark) => {
    expect(markOf({ kind, is_sliced })).toBe(mark);
  });

  it('has a row per size, ascending, and a column only for phases that were asked for', () => {
    const lines = resultTable(
      summary([
        { id: 'b', name: 'Bigger', parameters: 2e9, phases: [cell('decode', { kind: 'projected' })] },
        { id: 'a', name: 'Small', parameters: 1e6, phases: [cell('decode')] },
      ]),
    );
    expect(lines[0]?.trim().split(/\s{2,}/)).toEqual(['size', 'parameters', 'decode']);
    expect(lines.slice(1, 3).map((line) => line.split(/\s{2,}/)[0])).toEqual(['Small', 'Bigger']);
    expect(lines[1]).toMatch(/✓ 1\.2 \(1\.1–1\.4\) k$/);
    expect(lines[2]).toMatch(/~ 1\.2/);
  });

  it('explains the marks that it uses and no other', () => {
    const text = resultTable(
      summary([{ id: 'a', name: 'Small', parameters: 1e6, phases: [cell('train', { is_sliced: true })] }]),
    ).join('\n');
    expect(text).toContain('◐ measured on a labelled slice');
    expect(text).not.toContain('~ projected');
  });

  it('keeps its columns under each other where a size lacks a phase', () => {
    const lines = resultTable(
      summary([
        { id: 'a', name: 'A', parameters: 1e6, phases: [cell('train')] },
        { id: 'b', name: 'A longer name', parameters: 1e9, phases: [cell('prefill'), cell('train')] },
      ]),
    );
    const train = lines[0]?.indexOf('train');
    expect(lines.slice(1, 3).map((line) => line.lastIndexOf('✓'))).toEqual([train, train]);
  });
});

describe('text of a result', () => {
  const plain = (_: string, text: string) => text;

  it('says device, clock, every flag and the sentence', () => {
    const report = buildReport({ flags: [{ kind: 'drift', at_seconds: 3, detail: 'planted drift' }] });
    const text = resultText(report, plain, false);
    expect(text).toContain('Planted Laptop GPU');
    expect(text).toContain('Clock timestamp-query');
    expect(text).toContain('! drift: planted drift');
    expect(text).toContain(headlineText(report));
  });

  it('says how many kernels were chosen, and lists each with its share and its runner-up when asked for all', () => {
    const report = buildReport();
    expect(resultText(report, plain, false)).toContain(`Kernels: ${report.kernels.length} chosen, 1 by timing several`);
    const lines = resultText(report, plain, true).split('\n');
    for (const { className, sizeClass, kernel, runnerUp } of report.kernels) {
      const line = lines.find((text) => text.startsWith(`${className}/${sizeClass} `));
      expect(line).toContain(kernel);
      expect(line).toContain('% of the');
      if (runnerUp) expect(line).toContain(`${runnerUp.kernel} takes 1.08 (1.05–1.11) times as long`);
    }
  });

  it('says nothing of kernels in a run that does not say its choices', () => {
    expect(resultText({ ...buildReport(), kernels: [] }, plain, true)).not.toMatch(/kernel/i);
  });

  it('says that a size does not fit, with the fewest GPUs, instead of days and dollars', () => {
    const text = headlineText(buildReport({ assumptions: { gpu_count: 1 } }));
    expect(text).toContain('does not fit on 1');
    expect(text).not.toContain('$');
  });

  it('turns the ratio around for a device faster than an H100', () => {
    const report = buildReport();
    const headline = { ...report.headline, h100Ratio: withinFactor(0.5, 1.1) };
    expect(headlineText({ ...report, headline })).toMatch(/this GPU is 2\.0+ \(.*\) H100s/);
  });
});

describe('progress', () => {
  function screen(isTerminal: boolean) {
    const written: string[] = [];
    const clock = { now: 0 };
    const line = createProgressLine({ isTerminal, columns: 60, write: (text) => written.push(text), now: () => clock.now });
    return { line, written, clock };
  }
  const at = (fraction: number, size: string): RunProgress => ({
    stage: 'measuring',
    size,
    phase: 'decode',
    fraction,
    elapsed_seconds: fraction * 30,
  });

  it('elsewhere than on a terminal prints a line per new size, else at most one in two seconds', () => {
    const { line, written, clock } = screen(false);
    for (const [time, size] of [
      [0, 'A'],
      [10, 'A'],
      [20, 'B'],
      [30, 'A'],
      [1_900, 'B'],
      [2_020, 'A'],
      [2_100, 'B'],
    ] as const) {
      clock.now = time;
      line.show(at(time / 30_000, size));
    }
    line.end();
    expect(written.map((text) => /measuring {2}(\w)/.exec(text)?.[1])).toEqual(['A', 'B', 'A']);
    expect(written.every((text) => text.endsWith('\n') && !text.includes('\u001b') && !text.includes('\r'))).toBe(true);
  });

  it('on a terminal rewrites one line that is never wider than the screen, and leaves it empty', () => {
    const { line, written } = screen(true);
    line.show(at(0.5, 'A size with a name far longer than sixty columns of a narrow terminal'));
    line.end();
    expect(written[0]).toMatch(/^\r/);
    expect(written[0]?.replace('\u001b[K', '').slice(1).length).toBeLessThan(60);
    expect(written.join('')).not.toContain('\n');
    expect(written.at(-1)).toBe('\r\u001b[K');
  });
});
