import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-kernels.ts';
import type { Kernels } from '../../src/components/sw-kernels.ts';
import { buildReport } from '../fixtures/report-builder.ts';
import { mount, part, partAs, parts, words } from './mount.ts';

const { kernels } = buildReport();

test('every choice has a row with its winner, its share and which ceiling that is of', async () => {
  const table = await mount<Kernels>(html`<sw-kernels .kernels=${kernels}></sw-kernels>`);
  expect(parts(table, 'tbody tr')).toHaveLength(kernels.length);
  for (const { kernel, shape, className, sizeClass } of kernels)
    for (const piece of [kernel, shape, `${className}, ${sizeClass}`]) expect(words(table)).toContain(piece);
  expect(words(table)).toContain('62.0 (60.8–63.2) %');
  expect(words(table)).toContain('of the FMA peak');
  expect(words(table)).toContain('of the copy bandwidth');
});

test('each way in which a kernel can be chosen has its own words', async () => {
  const table = await mount<Kernels>(html`<sw-kernels .kernels=${kernels}></sw-kernels>`);
  const origins = parts(table, 'td.kernel .interval').map(({ textContent }) => textContent);
  expect(new Set(origins).size).toBe(new Set(kernels.map(({ from }) => from)).size);
});

test('a runner-up has its distance with an interval, and where none was timed the row says so', async () => {
  const table = await mount<Kernels>(html`<sw-kernels .kernels=${kernels}></sw-kernels>`);
  expect(words(table)).toContain('matmul-tile/nt/128x64x16/f32');
  expect(words(table)).toContain('1.08 (1.05–1.11)');
  expect(parts(table, 'tbody tr').filter(({ textContent }) => textContent.includes('none was timed'))).toHaveLength(2);
});

test('a run that does not say its choices is said to be one', async () => {
  const table = await mount<Kernels>(html`<sw-kernels .kernels=${[]}></sw-kernels>`);
  expect(parts(table, 'table')).toHaveLength(0);
  expect(words(table)).toContain('does not say');
});

test('at 390 px the table scrolls in its own focusable region and not the page', async () => {
  const table = await mount<Kernels>(html`<sw-kernels .kernels=${kernels}></sw-kernels>`, 390);
  const region = partAs(table, '[role=region]', HTMLElement);
  expect(region.scrollWidth).toBeGreaterThan(region.clientWidth);
  expect(table.getBoundingClientRect().width).toBeLessThanOrEqual(390);
  expect(region.tabIndex).toBe(0);
});

test('what the table is about stands outside the region that scrolls, and stays within the page at 390 px', async () => {
  const table = await mount<Kernels>(html`<sw-kernels .kernels=${kernels}></sw-kernels>`, 390);
  const about = partAs(table, '#about', HTMLElement);
  expect(part(table, 'table').getAttribute('aria-describedby')).toBe('about');
  expect(part(table, '[role=region]').contains(about)).toBe(false);
  expect(about.getBoundingClientRect().right).toBeLessThanOrEqual(table.getBoundingClientRect().right);
  expect(about.scrollWidth).toBeLessThanOrEqual(about.clientWidth);
});

test('it says how many choices were made by timing, and of a fixed order whether others were tried', async () => {
  const untimed = kernels.flatMap((choice) =>
    choice.from === 'default' ? [choice, { ...choice, candidateCount: 2 }] : [choice],
  );
  const table = await mount<Kernels>(html`<sw-kernels .kernels=${untimed}></sw-kernels>`);
  expect(words(table)).toContain('Decided by timing in this run: 1 of 4.');
  expect(words(table)).toContain('by timing: fastest of 6 that were tried');
  expect(words(table)).toContain('no other was tried');
  expect(words(table)).toContain('2 were tried, the time for timing them ran out');
});
