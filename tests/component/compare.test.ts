import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-compare-add.ts';
import '../../src/components/sw-compare-chart.ts';
import '../../src/components/sw-compare-figures.ts';
import '../../src/components/sw-compare-rooflines.ts';
import type { CompareEntry } from '../../src/components/compare-entry.ts';
import type { CompareAdd, EntryAsk, EntryFile } from '../../src/components/sw-compare-add.ts';
import type { CompareChart, PhaseChange } from '../../src/components/sw-compare-chart.ts';
import type { CompareFigures, EntryRemove } from '../../src/components/sw-compare-figures.ts';
import type { CompareRooflines } from '../../src/components/sw-compare-rooflines.ts';
import { buildReport, DESKTOP, LAPTOP } from '../fixtures/report-builder.ts';
import { button, heard, mount, part, partAs, parts, press, words } from './mount.ts';

const DEVICES = [LAPTOP, DESKTOP, { ...LAPTOP, peak: 2e12 }, { ...DESKTOP, peak: 9e13 }, { ...LAPTOP, bandwidth: 1e12 }];
const ENTRIES: readonly CompareEntry[] = DEVICES.map((device, index) => ({
  letter: 'ABCDE'.charAt(index),
  name: device.name,
  detail: `run ${index}`,
  href: `/runs/${index}`,
  report: buildReport({ device }),
  verified: index === 1 ? 3e12 : null,
}));

test('five entries have five lines that differ in colour, dash and marker, and a letter each', async () => {
  const chart = await mount<CompareChart>(
    html`<sw-compare-chart .entries=${ENTRIES} .subject=${{ kind: 'training' }}></sw-compare-chart>`,
  );
  const series = parts(chart, '.stage .series');
  expect(series).toHaveLength(5);
  const looks = series.map((group) => {
    const line = group.querySelector('.line');
    const marker = group.querySelector('.marker .outline');
    if (line === null || marker === null) throw new Error('a series without line or marker');
    const { stroke, strokeDasharray } = getComputedStyle(line);
    return { stroke, strokeDasharray, shape: marker.getAttribute('d') ?? '' };
  });
  for (const name of ['stroke', 'strokeDasharray', 'shape'] as const)
    expect(new Set(looks.map((look) => look[name])).size, name).toBe(5);
  expect(parts(chart, '.end-label').map((label) => label.textContent)).toEqual(['A', 'B', 'C', 'D', 'E']);
});

test('the text alternative and the cursor name every entry', async () => {
  const chart = await mount<CompareChart>(
    html`<sw-compare-chart .entries=${ENTRIES} .subject=${{ kind: 'serving' }}></sw-compare-chart>`,
  );
  const cursor = partAs(chart, '[role=slider]', HTMLElement);
  const summary = part(chart, 'svg[role=img]').getAttribute('aria-label') ?? '';
  for (const { letter, name } of ENTRIES) {
    expect(summary).toContain(`${letter}, ${name}`);
    expect(cursor.getAttribute('aria-valuetext')).toContain(`${letter}, ${name}`);
  }
  press(cursor, 'Home');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuenow')).toBe('1');
});

test('throughput asks for a phase; a size that an entry has not run is passed over by its line', async () => {
  const [first, second] = ENTRIES;
  if (first === undefined || second === undefined) throw new Error('two entries are planted');
  const sizes = second.report.sizes.map((size, index) => (index === 2 ? { ...size, phases: [] } : size));
  const entries = [first, { ...second, report: { ...second.report, sizes } }];
  const chart = await mount<CompareChart>(
    html`<sw-compare-chart .entries=${entries} .subject=${{ kind: 'throughput', phase: 'decode' }}></sw-compare-chart>`,
  );
  const phases = heard<PhaseChange>(chart, 'phase-change');
  parts(chart, 'input[type=radio]').forEach((radio) => (radio as HTMLInputElement).click());
  expect(phases.map(({ phase }) => phase)).toEqual(['prefill', 'decode', 'train']);
  const [whole, short] = parts(chart, '.stage .series').map((group) => group.querySelectorAll('.marker').length);
  expect(short).toBe((whole ?? 0) - 1);
  expect(words(chart)).toContain('not run');
});

test('ceilings are one roof an entry, and the cursor walks them', async () => {
  const chart = await mount<CompareRooflines>(html`<sw-compare-rooflines .entries=${ENTRIES}></sw-compare-rooflines>`);
  expect(parts(chart, '.stage .line')).toHaveLength(5);
  const cursor = partAs(chart, '[role=slider]', HTMLElement);
  press(cursor, 'End');
  await chart.updateComplete;
  expect(part(chart, '.readout').textContent).toContain('Planted Laptop GPU');
  expect(cursor.getAttribute('aria-valuenow')).toBe('5');
});

test('figures stand side by side and an entry can be taken away', async () => {
  const figures = await mount<CompareFigures>(html`<sw-compare-figures .entries=${ENTRIES}></sw-compare-figures>`);
  const removals = heard<EntryRemove>(figures, 'entry-remove');
  expect(parts(figures, 'thead th')).toHaveLength(5);
  expect(words(figures)).toContain('at least 3.00 TFLOP/s');
  (parts(figures, 'button')[2] as HTMLButtonElement).click();
  expect(removals).toEqual([{ letter: 'C' }]);
});

test('an entry is asked for by words; five are the most', async () => {
  const add = await mount<CompareAdd>(html`<sw-compare-add .gpus=${['a']} .entryCount=${4} hasOwn></sw-compare-add>`);
  const [asks, own] = [heard<EntryAsk>(add, 'entry-ask'), heard(add, 'entry-own')];
  const input = partAs(add, '#entry', HTMLInputElement);
  input.value = '  planted laptop ';
  button(add, 'Add').click();
  button(add, 'Add').click();
  button(add, 'Add my last run').click();
  expect(asks).toEqual([{ text: 'planted laptop' }]);
  expect(own).toHaveLength(1);
  add.entryCount = 5;
  await add.updateComplete;
  expect(parts(add, 'button:not(:disabled)')).toHaveLength(0);
});

test('a dropped file is an entry as a chosen one is; beyond the most it is none', async () => {
  const add = await mount<CompareAdd>(html`<sw-compare-add .entryCount=${4}></sw-compare-add>`);
  const files = heard<EntryFile>(add, 'entry-file');
  const transfer = new DataTransfer();
  transfer.items.add(new File(['{}'], 'run.json', { type: 'application/json' }));
  const drop = (): boolean =>
    part(add, '.row').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  drop();
  const input = partAs(add, 'input[type=file]', HTMLInputElement);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  add.entryCount = 5;
  drop();
  expect(files.map(({ file }) => file.name)).toEqual(['run.json', 'run.json']);
});

test('why an entry could not be added is said', async () => {
  const add = await mount<CompareAdd>(html`<sw-compare-add error="no such GPU"></sw-compare-add>`);
  expect(part(add, '[role=alert]').textContent).toBe('no such GPU');
});
