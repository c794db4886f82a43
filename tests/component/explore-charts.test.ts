import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-size-chart.ts';
import '../../src/components/sw-step-roofline.ts';
import { HOLDS } from '../../src/components/explore-words.ts';
import type { FocusChange, SizeChart } from '../../src/components/sw-size-chart.ts';
import type { StepRooflineChart } from '../../src/components/sw-step-roofline.ts';
import { buildExploration } from '../fixtures/exploration-builder.ts';
import { heard, mount, part, partAs, parts, press, settled, words } from './mount.ts';

const report = buildExploration();
const chartOf = (shown = report, subject = 'training', width = 900) =>
  mount<SizeChart>(html`<sw-size-chart subject=${subject} .report=${shown}></sw-size-chart>`, width);

test('the cost of training is a curve with a band, levels and the models that exist', async () => {
  const chart = await chartOf();
  expect(parts(chart, '.curve .band')).toHaveLength(1);
  expect(parts(chart, '.stage .level')).toHaveLength(report.isoLines.length);
  const priced = report.knownModels.filter(({ dollars }) => dollars !== undefined);
  expect(parts(chart, '.stage .model')).toHaveLength(priced.length);
});

test('the text alternative says both ends and names the models', async () => {
  const chart = await chartOf();
  const summary = part(chart, 'svg[role=img]').getAttribute('aria-label') ?? '';
  for (const piece of ['Dollars to train', '10 M parameters', '10 T parameters', 'GPT-3']) expect(summary).toContain(piece);
});

test.each(HOLDS)('with %s held, the y axis shows what follows', async (hold) => {
  const chart = await chartOf(buildExploration({ exploration: { hold } }));
  const shown = { tokens: 'Dollars', loss: 'Dollars', budget: 'Loss', time: 'Loss', gpus: 'Days' }[hold];
  expect(part(chart, 'h2').textContent).toContain(shown);
  expect(parts(chart, '.stage .tick.y').length).toBeGreaterThan(2);
  expect(parts(chart, '.curve .line').length).toBeGreaterThan(0);
});

test('the cursor rests on the chosen size, and keys read out others without choosing them', async () => {
  const chart = await chartOf();
  const changes = heard<FocusChange>(chart, 'focus-change');
  const cursor = part(chart, '[role=slider]');
  expect(cursor.getAttribute('aria-valuetext')).toContain('70 B parameters');
  press(cursor, 'End');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuetext')).toContain('10 T parameters');
  expect(part(chart, '.readout').textContent).toContain('10 T parameters');
  expect(changes).toEqual([]);
});

test('Enter and a click choose the size at the cursor', async () => {
  const chart = await chartOf();
  const changes = heard<FocusChange>(chart, 'focus-change');
  const cursor = part(chart, '[role=slider]');
  press(cursor, 'Home');
  await chart.updateComplete;
  press(cursor, 'Enter');
  cursor.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(changes).toEqual([{ parameters: 1e7 }, { parameters: 1e7 }]);
});

test('a size chosen elsewhere draws the cursor to itself', async () => {
  const chart = await chartOf();
  press(part(chart, '[role=slider]'), 'Home');
  await chart.updateComplete;
  chart.report = buildExploration({ exploration: { focus_parameters: 7e9 } });
  await settled(chart);
  expect(part(chart, '[role=slider]').getAttribute('aria-valuetext')).toContain('7.0 B parameters');
});

test('sizes out of reach are a gap with a cross, and say why', async () => {
  const chart = await chartOf(buildExploration({ mostParameters: 50e9 }));
  expect(parts(chart, '.stage .absent')).toHaveLength(1);
  expect(part(chart, '.readout').textContent).toContain('needs 12 TB');
  expect(part(chart, 'svg[role=img]').getAttribute('aria-label')).toMatch(/\d+ sizes cannot be reached/);
});

test('where nothing can be reached the chart still says so', async () => {
  const chart = await chartOf(buildExploration({ mostParameters: 1 }));
  expect(part(chart, 'svg[role=img]').getAttribute('aria-label')).toContain('No size can be reached');
});

async function openTables(chart: SizeChart): Promise<void> {
  partAs(chart, 'details', HTMLDetailsElement).open = true;
  // The toggle event comes a task later.
  await settled(chart);
  await settled(chart);
}

test('the tables hold every size and every known model with its source, once they are opened', async () => {
  const chart = await chartOf();
  expect(parts(chart, 'table')).toHaveLength(0);
  await openTables(chart);
  const [sizes, models] = parts(chart, 'table');
  // The chosen size is no point of the curve.
  expect(sizes?.querySelectorAll('tbody tr')).toHaveLength(report.points.length + 1);
  expect(models?.querySelectorAll('tbody tr')).toHaveLength(report.knownModels.length);
  expect(models?.textContent).toContain('The report of GPT-3');
  expect(models?.textContent).toContain('not published');
});

test('serving shows dollars per million tokens and no models', async () => {
  const chart = await chartOf(report, 'serving');
  expect(words(chart)).toContain('US dollars per million output tokens');
  expect(parts(chart, '.stage .model')).toHaveLength(0);
  await openTables(chart);
  expect(parts(chart, 'table')).toHaveLength(1);
});

test('before the first report the chart says that it is to come', async () => {
  const chart = await mount<SizeChart>(html`<sw-size-chart></sw-size-chart>`);
  expect(words(chart)).toContain('appears when it is computed');
});

test.each([390, 1280])('a chart %d px wide keeps its picture and its text inside itself', async (width) => {
  const chart = await chartOf(report, 'training', width);
  const box = chart.getBoundingClientRect();
  for (const text of parts(chart, '.stage text')) {
    const { left, right } = text.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(box.left - 1);
    expect(right).toBeLessThanOrEqual(box.right + 1);
  }
});

test('the roofline has every kind of operation, and the cursor reads them out', async () => {
  const { roofline } = report.focus;
  const chart = await mount<StepRooflineChart>(html`<sw-step-roofline .roofline=${roofline} name="H100"></sw-step-roofline>`);
  expect(parts(chart, '.stage .marker')).toHaveLength(roofline.points.length);
  const cursor = part(chart, '[role=slider]');
  press(cursor, 'Home');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuetext')).toContain('Element-wise');
  chart.roofline = { ...roofline, points: [] };
  await settled(chart);
  expect(words(chart)).toContain('No operation of this size is known');
});
