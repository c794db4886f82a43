import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-ledger.ts';
import '../../src/components/sw-results-table.ts';
import '../../src/components/sw-runs-list.ts';
import '../../src/components/sw-share.ts';
import type { Ledger } from '../../src/components/sw-ledger.ts';
import type { ResultsTable } from '../../src/components/sw-results-table.ts';
import type { RunsFilter, RunsList } from '../../src/components/sw-runs-list.ts';
import type { FileDrop, Share, ShareCopy } from '../../src/components/sw-share.ts';
import { buildReport, plantedRunListItem } from '../fixtures/report-builder.ts';
import { button, heard, mount, part, partAs, parts, words } from './mount.ts';

const report = buildReport({ assumptions: { gpu_count: 4 } });

test('the table has a row a size, marks every phase and says what does not fit', async () => {
  const table = await mount<ResultsTable>(html`<sw-results-table .report=${report}></sw-results-table>`);
  expect(parts(table, 'tbody tr')).toHaveLength(report.sizes.length);
  expect(parts(table, '.sign')).toHaveLength(report.sizes.flatMap((size) => size.phases).length);
  expect(parts(table, 'tr.focus')).toHaveLength(1);
  expect(words(table)).toContain('does not fit');
});

test('at 390 px the table scrolls in its own focusable region and not the page', async () => {
  const table = await mount<ResultsTable>(html`<sw-results-table .report=${report}></sw-results-table>`, 390);
  const region = partAs(table, '[role=region]', HTMLElement);
  expect(region.scrollWidth).toBeGreaterThan(region.clientWidth);
  expect(table.getBoundingClientRect().width).toBeLessThanOrEqual(390);
  expect(region.tabIndex).toBe(0);
});

test('the ledger says of every number how it came to be, from where and as of when', async () => {
  const ledger = await mount<Ledger>(html`<sw-ledger .entries=${report.ledger}></sw-ledger>`);
  expect(parts(ledger, 'tbody tr')).toHaveLength(report.ledger.length);
  for (const { name, value, source, asOf, role } of report.ledger)
    for (const piece of [name, value, source, asOf, role]) expect(words(ledger)).toContain(piece);
  expect(new Set(parts(ledger, '.kind').map((kind) => kind.textContent)).size).toBe(
    new Set(report.ledger.map((entry) => entry.provenance)).size,
  );
});

test('each copy button asks for its own format', async () => {
  const share = await mount<Share>(html`<sw-share></sw-share>`);
  const copies = heard<ShareCopy>(share, 'share-copy');
  const downloads = heard(share, 'share-download');
  for (const name of ['Copy link', 'Copy as Markdown', 'Copy as JSON', 'Copy as CSV', 'Download JSON'])
    button(share, name).click();
  expect(copies.map(({ format }) => format)).toEqual(['link', 'markdown', 'json', 'csv']);
  expect(downloads).toHaveLength(1);
});

test('a dropped file is handed on, and so is a chosen one', async () => {
  const share = await mount<Share>(html`<sw-share></sw-share>`);
  const drops = heard<FileDrop>(share, 'file-drop');
  const transfer = new DataTransfer();
  transfer.items.add(new File(['{}'], 'run.json', { type: 'application/json' }));
  part(share, '.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  const input = partAs(share, 'input[type=file]', HTMLInputElement);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  expect(drops.map(({ file }) => file.name)).toEqual(['run.json', 'run.json']);
});

test('a refused file is said, and a shown one can be taken away', async () => {
  const share = await mount<Share>(html`<sw-share error="notes.txt is not JSON" besideName="Planted"></sw-share>`);
  const removals = heard(share, 'file-remove');
  expect(part(share, '[role=alert]').textContent).toBe('notes.txt is not JSON');
  button(share, 'Take Planted away').click();
  expect(removals).toHaveLength(1);
});

test('stored runs are listed with links, a filter and more', async () => {
  const runs = [plantedRunListItem(0), plantedRunListItem(1, 'planted desktop')];
  const list = await mount<RunsList>(
    html`<sw-runs-list
      .state=${{ kind: 'loaded', runs, hasMore: true, isLoadingMore: false }}
      .gpus=${[
        { gpu: 'planted laptop', runs: 1 },
        { gpu: 'planted desktop', runs: 1 },
      ]}
    ></sw-runs-list>`,
  );
  const [filters, more] = [heard<RunsFilter>(list, 'runs-filter'), heard(list, 'runs-more')];
  expect(parts(list, 'tbody a').map((link) => link.getAttribute('href'))).toEqual(['/runs/run-0', '/runs/run-1']);
  const choices = [
    ['#gpu', 'planted desktop'],
    ['#population', 'verified'],
    ['#gpu', ''],
  ] as const;
  for (const [selector, value] of choices) {
    const select = partAs(list, selector, HTMLSelectElement);
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await list.updateComplete;
  }
  button(list, 'Load more').click();
  expect(filters).toEqual([
    { gpu: 'planted desktop', population: undefined },
    { gpu: 'planted desktop', population: 'verified' },
    { gpu: undefined, population: 'verified' },
  ]);
  expect(more).toHaveLength(1);
});

test('a list that loads, is empty or failed says so, and a failed one can be tried again', async () => {
  const list = await mount<RunsList>(html`<sw-runs-list></sw-runs-list>`);
  expect(words(list)).toContain('Loading');
  list.state = { kind: 'loaded', runs: [], hasMore: false, isLoadingMore: false };
  await list.updateComplete;
  expect(words(list)).toContain('No results yet');
  list.state = { kind: 'failed', message: 'no connection' };
  await list.updateComplete;
  const retries = heard(list, 'runs-retry');
  expect(words(list)).toContain('no connection');
  button(list, 'Try again').click();
  expect(retries).toHaveLength(1);
});
