// report(): one pure function from a Run and Assumptions to everything shown.
import { describe, expect, it } from 'vitest';
import { assumptionsSchema, DEFAULT_ASSUMPTIONS } from '../../src/contract/assumptions.ts';
import { basisOf, deviceTrainingRate } from '../../src/report/basis.ts';
import { toCsv, toMarkdown } from '../../src/report/export.ts';
import { report } from '../../src/report/report.ts';
import { transferOf } from '../../src/extrapolation/transfer.ts';
import { relativeHalfWidth } from '../../src/units/estimate.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { expectEstimate } from '../fixtures/estimates.ts';
import { buildRun, PLANTED } from '../fixtures/run-builder.ts';

const run = buildRun({ phases: ['prefill', 'decode', 'train'] });
const made = report(run, DEFAULT_ASSUMPTIONS);

describe('a report', () => {
  it('is a pure function of its two documents', () => {
    expect(report(structuredClone(run), structuredClone(DEFAULT_ASSUMPTIONS))).toEqual(made);
  });

  it('has every size of the ladder with its costs, and phases where the run has them', () => {
    expect(made.sizes.map(({ id }) => id)).toEqual(LADDER.map(({ id }) => id));
    expect(made.sizes.filter(({ phases }) => phases.length === 3).map(({ id }) => id)).toEqual(['llama-style-1m', 'llama-2-7b']);
    for (const { h100Ratio, serving, id } of made.sizes) {
      if (h100Ratio === undefined) throw new Error(`${id} has no ratio`);
      expectEstimate(h100Ratio, id);
      expectEstimate(serving.itl, id);
    }
  });

  it('compares like with like: a device twice as fast is half as many times slower than an H100', () => {
    const faster = {
      ...PLANTED,
      flopPerSecond: 2 * PLANTED.flopPerSecond,
      bytesPerSecond: 2 * PLANTED.bytesPerSecond,
      launchSeconds: PLANTED.launchSeconds / 2,
    };
    const other = report(buildRun({ phases: ['prefill', 'decode', 'train'], roofline: faster }), DEFAULT_ASSUMPTIONS);
    for (const [index, size] of made.sizes.entries()) {
      const ratio = (size.h100Ratio?.value ?? NaN) / (other.sizes[index]?.h100Ratio?.value ?? NaN);
      // Twice, but for the noise of samples (2 %) and what it moves in the shape that both share.
      expect(ratio, size.id).toBeGreaterThan(1.7);
      expect(ratio, size.id).toBeLessThan(2.35);
    }
  });

  it('keeps the level of the H100 apart from the device: costs hardly move with the visitor’s speed', () => {
    const slow = { ...PLANTED, flopPerSecond: PLANTED.flopPerSecond / 50, bytesPerSecond: PLANTED.bytesPerSecond / 50 };
    const other = report(buildRun({ phases: ['prefill', 'decode', 'train'], roofline: slow }), DEFAULT_ASSUMPTIONS);
    const dollars = (of: typeof made) => (of.headline.training.kind === 'fits' ? of.headline.training.dollars.value : NaN);
    expect(Math.abs(Math.log(dollars(other) / dollars(made)))).toBeLessThan(0.1);
  });

  it('says so in the ledger where the run could not tell the shape, and takes the prior with its whole width', () => {
    const few = buildRun({ phases: ['decode'], sizes: ['llama-style-1m'] });
    const bare = { ...few, trials: few.trials.filter(({ operation }) => operation.kind !== 'matmul') };
    const shown = report(bare, DEFAULT_ASSUMPTIONS);
    const entry = shown.ledger.find(({ name }) => name.startsWith('Overhead'));
    expect(entry?.provenance).toBe('assumption');
    const { overhead: prior } = transferOf(undefined);
    expect(basisOf(bare, DEFAULT_ASSUMPTIONS).engine.terms.overhead.value).toEqual(prior.value);
    const informed = basisOf(run, DEFAULT_ASSUMPTIONS).engine.terms.overhead.value;
    expect(relativeHalfWidth(informed)).toBeLessThan(relativeHalfWidth(prior.value));
    expect(made.ledger.find(({ name }) => name.startsWith('Overhead'))?.provenance).toBe('derived');
  });

  it('speaks in its headline of the focus size, and of the default one where the ladder has no such size', () => {
    expect(made.headline.size).toBe('Llama 2 70B');
    expect(report(run, { ...DEFAULT_ASSUMPTIONS, focus_size: 'llama-style-1t' }).headline.size).toBe('Llama-style 1T');
    expect(report(run, { ...DEFAULT_ASSUMPTIONS, focus_size: 'no-such-size' }).headline.size).toBe('Llama 2 70B');
  });

  it('rates a size that the run lacks by the device model, as a size that it has by its summary', () => {
    const basis = basisOf(run, DEFAULT_ASSUMPTIONS);
    const size = LADDER.find(({ id }) => id === 'llama-2-7b');
    const measured = basis.summary.sizes.find(({ id }) => id === 'llama-2-7b');
    if (size === undefined || measured === undefined) throw new Error('the run has no 7 B');
    const [own, projected] = [deviceTrainingRate(size, measured, basis), deviceTrainingRate(size, undefined, basis)];
    expect(projected.low).toBeLessThan(own.high);
    expect(projected.high).toBeGreaterThan(own.low);
  });

  it('draws only points that the ceilings allow, with arithmetic and traffic', () => {
    expect(made.roofline.points.length).toBeGreaterThan(10);
    for (const { intensity, flopPerSecond, label } of made.roofline.points) {
      expectEstimate(flopPerSecond, label);
      expect(Number.isFinite(intensity) && intensity > 0, label).toBe(true);
      expect(flopPerSecond.low, label).toBeLessThan(
        1.1 * Math.min(made.roofline.peak.high, intensity * made.roofline.bandwidth.high),
      );
    }
  });

  it('gives every entry of the ledger a value, a source, a date and a role; only probes of this run are measured', () => {
    for (const assumptions of [DEFAULT_ASSUMPTIONS, assumptionsSchema.parse({ acquisition: 'rented', utilisation: 0.4 })]) {
      const { ledger } = report(run, assumptions);
      for (const entry of ledger) {
        for (const text of [entry.name, entry.value, entry.source, entry.role])
          expect(text.length, entry.name).toBeGreaterThan(0);
        expect(entry.value, entry.name).not.toMatch(/NaN|undefined|∞/);
        expect(entry.asOf, entry.name).toMatch(/^20\d\d/);
        if (entry.provenance === 'measured') expect(entry.source).toMatch(/^this run/);
      }
      expect(new Set(ledger.map(({ name }) => name)).size).toBe(ledger.length);
    }
  });
});

describe('the exports', () => {
  it('CSV: every row has as many cells as the header, one row a size and phase, and reads back unrounded', () => {
    const [header = '', ...rows] = toCsv(made).trimEnd().split('\r\n');
    const names = header.split(',');
    expect(rows).toHaveLength(2 * 3 + (LADDER.length - 2));
    // No cell of this run needs quotes.
    for (const row of rows) expect(row.split(',')).toHaveLength(names.length);
    const cells = (rows[0] ?? '').split(',');
    expect(Number(cells[names.indexOf('tokens_per_second')])).toBe(made.sizes[0]?.phases[0]?.tokens_per_second.value);
    expect(names.filter((name) => /days|dollars|seconds|joules|fraction/.test(name)).length).toBeGreaterThan(20);
  });

  it('CSV: a hostile name is quoted and never runs as a formula', () => {
    const hostile = { ...made, gpuName: '=cmd("x"),\n1' };
    expect(toCsv(hostile).split('\r\n')[1]).toMatch(/^"'=cmd\(""x""\),/);
  });

  it('Markdown: rows of one table are equally wide, and a hostile name ends no cell and starts no markup', () => {
    const text = toMarkdown({ ...made, gpuName: '<b>|*x*' });
    expect(text.split('\n')[0]).toBe('# Scalewall: \\<b\\>\\|\\*x\\*');
    const width = (line: string) => line.replaceAll('\\|', '').split('|').length;
    const tables = text.split('\n\n').filter((block) => block.startsWith('| '));
    expect(tables).toHaveLength(2);
    for (const table of tables) expect(new Set(table.trim().split('\n').map(width)).size).toBe(1);
    expect(text).not.toMatch(/NaN|undefined/);
  });
});
