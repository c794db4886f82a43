import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-cost-chart.ts';
import '../../src/components/sw-roofline-chart.ts';
import '../../src/components/sw-throughput-chart.ts';
import type { CostChart } from '../../src/components/sw-cost-chart.ts';
import type { RooflineChart } from '../../src/components/sw-roofline-chart.ts';
import type { QuantityChange, ThroughputChart } from '../../src/components/sw-throughput-chart.ts';
import { formatCount } from '../../src/units/format.ts';
import { buildReport, DESKTOP } from '../fixtures/report-builder.ts';
import { heard, mount, part, partAs, parts, press, settled, words } from './mount.ts';

const report = buildReport();

test('throughput has one marker for each size and phase, filled by how it came to be', async () => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart .report=${report}></sw-throughput-chart>`);
  const phases = report.sizes.flatMap((size) => size.phases);
  expect(parts(chart, '.stage .marker')).toHaveLength(phases.length);
  expect(parts(chart, '.stage .marker.projected')).toHaveLength(phases.filter(({ kind }) => kind === 'projected').length);
  expect(parts(chart, '.stage .marker.measured')).toHaveLength(
    phases.filter(({ kind, is_sliced }) => kind === 'measured' && !is_sliced).length,
  );
});

test('the text alternative of throughput names the GPU, every phase and both ends', async () => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart .report=${report}></sw-throughput-chart>`);
  const summary = part(chart, 'svg[role=img]').getAttribute('aria-label') ?? '';
  const ends = [report.sizes[0], report.sizes.at(-1)].map((size) => `${formatCount(size?.parameters ?? 0, 2)} parameters`);
  for (const piece of [report.gpuName, 'Prefill', 'Decode', 'Training', ...ends]) expect(summary).toContain(piece);
});

test('the cursor starts at the focus size, moves by keys, stops at the ends and is read out', async () => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart .report=${report}></sw-throughput-chart>`);
  const cursor = partAs(chart, '[role=slider]', HTMLElement);
  expect(cursor.getAttribute('aria-valuetext')).toContain('Llama 2 70B');
  press(cursor, 'ArrowRight');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuetext')).toContain('GPT-3 175B');
  expect(part(chart, '.readout').textContent).toContain('GPT-3 175B');
  press(cursor, 'Home');
  press(cursor, 'ArrowLeft');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuenow')).toBe('1');
  press(cursor, 'End');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuenow')).toBe(String(report.sizes.length));
});

test('a pointer near a point reads it out', async () => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart .report=${report}></sw-throughput-chart>`);
  const marker = parts(chart, '.series.prefill .marker')[0]?.getBoundingClientRect();
  const at = { clientX: (marker?.left ?? 0) + 5, clientY: (marker?.top ?? 0) + 40, bubbles: true };
  part(chart, '[role=slider]').dispatchEvent(new PointerEvent('pointermove', at));
  await chart.updateComplete;
  expect(part(chart, '.readout').textContent).toContain(report.sizes[0]?.name ?? '?');
});

test('choosing FLOP/s says so and changes the axis and the read-out', async () => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart .report=${report}></sw-throughput-chart>`);
  const changes = heard<QuantityChange>(chart, 'quantity-change');
  parts(chart, 'input[type=radio]').forEach(
    (input, index) => index === 1 && input.dispatchEvent(new Event('change', { bubbles: true })),
  );
  await chart.updateComplete;
  expect(changes).toEqual([{ quantity: 'flop' }]);
  expect(part(chart, '.readout').textContent).toContain('FLOP/s');
});

test('a second report stands beside the first, named and without bands', async () => {
  const chart = await mount<ThroughputChart>(
    html`<sw-throughput-chart .report=${report} .other=${buildReport({ device: DESKTOP })}></sw-throughput-chart>`,
  );
  expect(parts(chart, '.series.other')).toHaveLength(3);
  expect(parts(chart, '.series.other .band')).toHaveLength(0);
  expect(words(chart)).toContain(DESKTOP.name);
});

test('a run that has just begun shows a point and then a line, and nothing at all shows words', async () => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart></sw-throughput-chart>`);
  expect(words(chart)).toContain('first point appears');
  chart.report = buildReport({ sizeCount: 1 });
  await settled(chart);
  expect(parts(chart, '.stage .marker')).toHaveLength(3);
  expect(parts(chart, '.stage .line')).toHaveLength(0);
  chart.report = buildReport({ sizeCount: 2 });
  await settled(chart);
  expect(parts(chart, '.stage .line')).toHaveLength(3);
});

test.each([390, 1280])('a chart %d px wide keeps its picture and its text inside itself', async (width) => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart .report=${report}></sw-throughput-chart>`, width);
  const box = chart.getBoundingClientRect();
  for (const text of parts(chart, '.stage text')) {
    const { left, right } = text.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(box.left - 1);
    expect(right).toBeLessThanOrEqual(box.right + 1);
  }
  expect(chart.scrollWidth).toBeLessThanOrEqual(width);
});

test('the table of a chart has a row for every size', async () => {
  const chart = await mount<ThroughputChart>(html`<sw-throughput-chart .report=${report}></sw-throughput-chart>`);
  expect(parts(chart, 'tbody tr')).toHaveLength(report.sizes.length);
});

test('the roofline has every measured point, and the cursor walks them by ascending intensity', async () => {
  const chart = await mount<RooflineChart>(html`<sw-roofline-chart .roofline=${report.roofline}></sw-roofline-chart>`);
  expect(parts(chart, '.stage .marker')).toHaveLength(report.roofline.points.length);
  const cursor = part(chart, '[role=slider]');
  press(cursor, 'Home');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuetext')).toContain('stream copy');
  press(cursor, 'End');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuetext')).toContain('FMA chain');
});

test('sizes that do not fit are gaps with a cross and words', async () => {
  const small = buildReport({ assumptions: { gpu_count: 4 } });
  const missing = small.sizes.filter(({ training }) => training.kind === 'does-not-fit');
  const chart = await mount<CostChart>(html`<sw-cost-chart .report=${small}></sw-cost-chart>`);
  expect(missing.length).toBeGreaterThan(0);
  expect(parts(chart, '.stage .marker')).toHaveLength(small.sizes.length - missing.length);
  expect(parts(chart, '.stage .absent')).toHaveLength(missing.length + 1);
  expect(part(chart, '.absent-text').textContent).toContain('does not fit on 4 H100s');
  expect(part(chart, '.readout').textContent).toContain('Does not fit');
});

test('the cost of the focus size is written beside its point', async () => {
  const chart = await mount<CostChart>(html`<sw-cost-chart .report=${report}></sw-cost-chart>`);
  expect(part(chart, '.end-label').textContent).toMatch(/Llama 2 70B: \$/);
});

test('the cost of serving has every size and its own unit', async () => {
  const chart = await mount<CostChart>(html`<sw-cost-chart .report=${report} subject="serving"></sw-cost-chart>`);
  expect(parts(chart, '.stage .marker')).toHaveLength(report.sizes.length);
  expect(words(chart)).toContain('per million output tokens');
});
