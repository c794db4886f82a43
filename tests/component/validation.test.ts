import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-validation-chart.ts';
import '../../src/components/sw-validation-constants.ts';
import '../../src/components/sw-validation-families.ts';
import '../../src/components/sw-validation-groups.ts';
import '../../src/components/sw-validation-rows.ts';
import type { ValidationChart } from '../../src/components/sw-validation-chart.ts';
import type { ValidationConstants } from '../../src/components/sw-validation-constants.ts';
import type { ValidationFamilies } from '../../src/components/sw-validation-families.ts';
import type { ValidationGroups } from '../../src/components/sw-validation-groups.ts';
import type { ValidationRows } from '../../src/components/sw-validation-rows.ts';
import { buildValidation, scoredRow } from '../fixtures/validation-builder.ts';
import { button, mount, part, parts, press, words } from './mount.ts';

const validation = buildValidation([
  scoredRow(),
  scoredRow({ id: 'a-2', model: 'Worst 70B', observed: 100, predicted: 300, low: 200, high: 450, error: 2, inside: false }),
  scoredRow({ id: 'b-1', family: 'b', group: 'serving-dense', quantity: 'out_tok_s_per_gpu', error: 0.3 }),
  scoredRow({ id: 'c-1', family: 'c', group: 'full-run', quantity: 'gpu_hours', observed: 3e7, predicted: 2.9e7, error: 0.03 }),
]);
const rowsOf = (element: ValidationGroups | ValidationRows | ValidationFamilies | ValidationConstants) =>
  parts(element, 'tbody tr').map((row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '');

test('the scatter has a mark for every run, hollow where the interval misses, and one diagonal', async () => {
  const chart = await mount<ValidationChart>(html`<sw-validation-chart .rows=${validation.rows}></sw-validation-chart>`);
  const marks = (selector: string) =>
    parts(chart, selector).reduce((sum, path) => sum + (path.getAttribute('d')?.match(/M/g)?.length ?? 0), 0);
  expect(marks('.stage .runs.inside')).toBe(validation.rows.length - 1);
  expect(marks('.stage .runs.outside')).toBe(1);
  expect(marks('.stage g:not(.current) > .whisker')).toBe(validation.rows.length);
  // The run at the cursor is drawn a second time, larger.
  expect(parts(chart, '.stage .marker')).toHaveLength(1);
  expect(parts(chart, '.stage .diagonal')).toHaveLength(1);
  expect(part(chart, 'svg[role=img]').getAttribute('aria-label')).toContain('1 lie outside');
});

test('the cursor of the scatter walks the runs by their published value and reads them out', async () => {
  const chart = await mount<ValidationChart>(html`<sw-validation-chart .rows=${validation.rows}></sw-validation-chart>`);
  const cursor = part(chart, '[role=slider]');
  press(cursor, 'Home');
  await chart.updateComplete;
  expect(part(chart, '.readout').textContent).toContain('Worst 70B');
  expect(cursor.getAttribute('aria-valuetext')).toContain('predicted 300, 200 to 450 tokens/s per GPU');
  press(cursor, 'End');
  await chart.updateComplete;
  expect(part(chart, '.readout').textContent).toContain('30.0 M GPU hours');
});

test('each group stands beside its bar and says whether it meets it, beside one constant utilisation', async () => {
  const table = await mount<ValidationGroups>(html`<sw-validation-groups .groups=${validation.groups}></sw-validation-groups>`);
  const [all, dense, serving] = rowsOf(table);
  expect(all).toMatch(/all training throughput ✓ ?meets its bar: 8\.0 % \(7\.0 %\)/);
  expect(dense).toMatch(/✗ ?misses its bar: 8\.0 %/);
  expect(all).toContain('27.0 %');
  expect(serving).not.toContain('27.0 %');
  expect(parts(table, '.missed')).toHaveLength(1);
});

test('families stand by their median error, the worst first', async () => {
  const table = await mount<ValidationFamilies>(html`<sw-validation-families .rows=${validation.rows}></sw-validation-families>`);
  expect(rowsOf(table)).toEqual(['a 2 110 % 200 % 50 %', 'b 1 30 % 30 % 100 %', 'c 1 3.0 % 3.0 % 100 %']);
});

test('runs stand worst first, with error, interval, source, layout and what was assumed', async () => {
  const table = await mount<ValidationRows>(html`<sw-validation-rows .rows=${validation.rows}></sw-validation-rows>`);
  const [worst] = rowsOf(table);
  for (const piece of ['Worst 70B', '200 %', '200–450', 'outside', 'somewhere/README.md', 'tp 8, dp 4', 'vocabulary assumed'])
    expect(worst).toContain(piece);
});

test('more runs are shown when asked for, and fewer again when the rows change', async () => {
  const many = Array.from({ length: 150 }, (_, index) => scoredRow({ id: `a-${index}` }));
  const table = await mount<ValidationRows>(html`<sw-validation-rows .rows=${many}></sw-validation-rows>`);
  expect(rowsOf(table)).toHaveLength(20);
  button(table, 'Show 100 more of 150').click();
  await table.updateComplete;
  expect(rowsOf(table)).toHaveLength(120);
  table.rows = many.slice(0, 30);
  await table.updateComplete;
  expect(rowsOf(table)).toHaveLength(20);
});

test('each constant has its value, its spread, what was believed before, and a sentence', async () => {
  const table = await mount<ValidationConstants>(
    html`<sw-validation-constants .constants=${validation.constants}></sw-validation-constants>`,
  );
  const [share, seconds] = rowsOf(table);
  expect(share).toMatch(/matmulShare 0\.925 2\.0 % 0\.900 ?± 8\.0 % Share of the best product.*a survey/);
  expect(seconds).toContain('6.86 µs');
});

test('a group without runs says so in the chart and in the table', async () => {
  const chart = await mount<ValidationChart>(html`<sw-validation-chart></sw-validation-chart>`);
  expect(words(chart)).toContain('No run of this group was scored');
  const table = await mount<ValidationRows>(html`<sw-validation-rows></sw-validation-rows>`);
  expect(words(table)).toContain('No run of this group was scored');
});
