import { html } from 'lit';
import { afterEach, expect, test } from 'vitest';
import '../../src/components/sw-api-dumps.ts';
import '../../src/components/sw-api-reference.ts';
import type { ApiDumps } from '../../src/components/sw-api-dumps.ts';
import type { ApiReference } from '../../src/components/sw-api-reference.ts';
import type { DumpList } from '../../src/contract/dumps.ts';
import { API_DOCUMENT } from '../fixtures/api-document.ts';
import { mount, part, partAs, parts, words } from './mount.ts';

afterEach(() => history.replaceState(null, '', location.pathname + location.search));

const reference = (width?: number) =>
  mount<ApiReference>(html`<sw-api-reference .document=${API_DOCUMENT}></sw-api-reference>`, width);

test('every endpoint says method, path, purpose, parameters, answers, errors and a command', async () => {
  const element = await reference();
  expect(parts(element, 'article')).toHaveLength(4);
  const article = part(element, '#readThing').textContent.replaceAll(/\s+/g, ' ');
  for (const piece of ['GET', '/things/{id}', 'Read a thing', 'Its id.', 'ETag', 'Unchanged.', 'not-found', 'curl -sS', 'limit'])
    expect(article).toContain(piece);
  expect(words(element)).toContain('A badge.');
  expect(part(element, '#deleteThing').textContent).toContain('secret');
});

test('every schema is in the page from the start, so that its search finds it, and closed', async () => {
  const element = await reference();
  const thing = partAs(element, '#schema-Thing', HTMLDetailsElement);
  expect(thing.open).toBe(false);
  expect(thing.textContent).toContain('parts[].count');
  expect(parts(element, 'article details table').length).toBeGreaterThan(1);
});

test('a fragment leads to its endpoint, and opens its schema', async () => {
  const element = await reference();
  location.hash = '#schema-Offer';
  await expect.poll(() => partAs(element, '#schema-Offer', HTMLDetailsElement).open).toBe(true);
  expect(element.shadowRoot?.activeElement?.textContent).toBe('Offer');
  location.hash = '#picture';
  await expect.poll(() => element.shadowRoot?.activeElement?.textContent?.replaceAll(/\s/g, '')).toBe('GET/pictures');
  location.hash = '#no-such-"thing';
});

test('every link to a fragment has its target', async () => {
  const element = await reference();
  const targets = parts(element, 'a[href^="#"]').map((link) => link.getAttribute('href')?.slice(1) ?? '');
  expect(targets.length).toBeGreaterThan(8);
  for (const target of targets) expect(element.shadowRoot?.getElementById(target), target).not.toBeNull();
});

test('at 390 px nothing is wider than the page', async () => {
  const element = await reference(390);
  for (const details of parts(element, 'details')) if (details instanceof HTMLDetailsElement) details.open = true;
  for (const box of parts(element, 'article, nav, section')) expect(box.scrollWidth).toBeLessThanOrEqual(390);
});

const list: DumpList = {
  dump: {
    suite_version: '9.8.7',
    made_at: '2026-07-01T00:00:00.000Z',
    licence: 'CC0-1.0',
    counts: { runs: 1234, verified_runs: 56, log_entries: 7 },
  },
  files: [
    {
      name: 'runs.csv',
      url: 'https://elsewhere.example/api/v1/dumps/runs.csv',
      bytes: 2_500_000,
      sha256: 'ab'.repeat(32),
      type: 'text/csv',
      rows: 1234,
    },
    {
      name: 'README.md',
      url: 'https://elsewhere.example/api/v1/dumps/README.md',
      bytes: 10,
      sha256: 'cd'.repeat(32),
      type: 'text/markdown',
      rows: null,
    },
  ],
};

test('the newest dump is listed with rows, sizes and checksums, each file to be had from this very server', async () => {
  const element = await mount<ApiDumps>(html`<sw-api-dumps .state=${{ kind: 'loaded', list }}></sw-api-dumps>`);
  expect(words(element)).toContain('1,234 runs, 56 of them verified');
  expect(parts(element, 'tbody tr')).toHaveLength(2);
  expect(part(element, 'tbody a').getAttribute('href')).toBe('/api/v1/dumps/runs.csv');
  for (const piece of ['2.50 MB', 'ab'.repeat(32)]) expect(words(element)).toContain(piece);
});

test('no dump, a failure and loading each say so', async () => {
  const shown = async (state: ApiDumps['state']) =>
    words(await mount<ApiDumps>(html`<sw-api-dumps .state=${state}></sw-api-dumps>`));
  expect(await shown({ kind: 'loaded', list: { dump: null, files: [] } })).toContain('no dump yet');
  expect(await shown({ kind: 'failed', message: 'gone' })).toContain('gone');
  expect(await shown({ kind: 'loading' })).toContain('looked up');
});
