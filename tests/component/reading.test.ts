import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-against.ts';
import '../../src/components/sw-delete-run.ts';
import '../../src/components/sw-device-rows.ts';
import '../../src/components/sw-log-table.ts';
import '../../src/components/sw-published.ts';
import '../../src/components/sw-ranking.ts';
import '../../src/components/sw-snippets.ts';
import '../../src/components/sw-verified-line.ts';
import type { Against } from '../../src/components/sw-against.ts';
import type { DeleteRun, DeleteState } from '../../src/components/sw-delete-run.ts';
import type { DeviceRows } from '../../src/components/sw-device-rows.ts';
import type { LogState, LogTable } from '../../src/components/sw-log-table.ts';
import type { Published } from '../../src/components/sw-published.ts';
import type { Ranking } from '../../src/components/sw-ranking.ts';
import type { SnippetCopy, Snippets } from '../../src/components/sw-snippets.ts';
import type { VerifiedLine } from '../../src/components/sw-verified-line.ts';
import type { Population } from '../../src/contract/devices.ts';
import { PLANTED_PROOF, plantedDevices, plantedLog } from '../fixtures/reading.ts';
import { button, heard, mount, part, parts, words } from './mount.ts';

const rowsOf = (population: Population) => plantedDevices().devices.filter((row) => row.population === population);
const texts = (elements: readonly Element[]) => elements.map((element) => element.textContent?.replace(/\s+/g, ' ').trim() ?? '');

test('a ranking numbers what is ranked, and shows few runs and software below it without a rank', async () => {
  const ranking = await mount<Ranking>(html`<sw-ranking population="unverified" .rows=${rowsOf('unverified')}></sw-ranking>`);
  expect(texts(parts(ranking, 'td.rank'))).toEqual(['1', '2', '3', 'not ranked', 'not ranked']);
  expect(texts(parts(ranking, 'tr.apart'))).toEqual([
    'Fewer than 5 runs: shown, but not ranked',
    'Programs that imitate a GPU: never ranked',
  ]);
  expect(parts(ranking, 'tbody a').map((link) => link.getAttribute('href'))[0]).toBe('/devices/planted%20desktop');
});

test('a ranking of verified runs shows what was proved and the measured peak in columns of their own', async () => {
  const ranking = await mount<Ranking>(html`<sw-ranking population="verified" .rows=${rowsOf('verified')}></sw-ranking>`);
  const [first = ''] = texts(parts(ranking, 'tbody tr'));
  expect(first).toContain('21.6 TFLOP/s');
  expect(first).toContain('36.0 TFLOP/s');
  expect(first).toContain('17.3 – 27.0 TFLOP/s');
});

test('the range of every GPU on the axis is drawn in order of its median; software stands off it', async () => {
  const ranking = await mount<Ranking>(html`<sw-ranking population="unverified" .rows=${rowsOf('unverified')}></sw-ranking>`);
  const medians = parts(ranking, 'td.picture .median').map((dot) => Number(dot.getAttribute('cx')));
  expect(medians).toHaveLength(4);
  expect(medians).toEqual(medians.toSorted((a, b) => b - a));
});

test('a population without runs says so', async () => {
  const ranking = await mount<Ranking>(html`<sw-ranking population="verified"></sw-ranking>`);
  expect(words(ranking)).toContain('No run of this suite version is verified yet');
});

test('a device shows each population and major by itself, and why it has no rank', async () => {
  const rows = plantedDevices().devices.filter(({ gpu }) => gpu === 'planted phone' || gpu === 'planted desktop');
  const table = await mount<DeviceRows>(html`<sw-device-rows .rows=${rows}></sw-device-rows>`);
  expect(texts(parts(table, 'tbody th'))).toEqual(['Verifiedsuite 0.x', 'Verifiedsuite 0.x', 'Unverifiedsuite 0.x']);
  expect(words(table)).toContain('from 5 runs');
});

test('published figures are marked as published, row by row, and open at once only where asked', async () => {
  const row = { hardware: 'H', model: 'M', format: 'Q4', engine: 'E', backend: 'B', source: 'S', date: '2024-05' };
  const rows = [{ ...row, prefillTokensPerSecond: 1000, decodeTokensPerSecond: undefined }];
  const sheets = [{ name: 'D', peak: 1e14, bandwidth: 1e12, source: 'sheet', asOf: '2025' }];
  const published = await mount<Published>(html`<sw-published .rows=${rows} .sheets=${sheets} isOpen></sw-published>`);
  expect(texts(parts(published, 'tbody th'))).toEqual(['H published', 'D published']);
  expect(parts(published, 'details').map((details) => details.hasAttribute('open'))).toEqual([true, false]);
});

test('a verified run says at least what, by how much work, and that it does not prove which GPU', async () => {
  const line = await mount<VerifiedLine>(
    html`<sw-verified-line .verification=${PLANTED_PROOF} createdAt="2026-11-23T12:00:00Z"></sw-verified-line>`,
  );
  expect(words(line)).toContain('Verified: at least 2.81 TFLOP/s (f32), by a proof of 4,096 matrix products of 1,024 × 1,024');
  expect(words(line)).toContain('23 November 2026');
  expect(words(line)).toContain('does not prove which GPU');
});

test('an unverified run says what that means, a held one that it waits and why', async () => {
  const line = await mount<VerifiedLine>(
    html`<sw-verified-line .standing=${{ kind: 'held', reason: 'faster than its memory' }}></sw-verified-line>`,
  );
  expect(words(line)).toContain('Unverified.');
  expect(part(line, '.notice').textContent).toMatch(/waits for a person[\s\S]*faster than its memory/);
});

test('a run against others stands among its own GPU’s runs and among other GPUs, each population apart', async () => {
  const { devices } = plantedDevices();
  const against = await mount<Against>(
    html`<sw-against .devices=${devices} gpu="planted laptop" .peak=${8.1e12} .verified=${6e12}></sw-against>`,
  );
  const [verified = '', unverified = ''] = texts(parts(against, 'table'));
  expect(verified).toMatch(/6 runs of this GPU above the median.*faster than 1 of 2/);
  expect(unverified).toMatch(/25 runs of this GPU at the median.*faster than 1 of 3/);
});

test('a run of a GPU that nobody else measured is the first', async () => {
  const against = await mount<Against>(html`<sw-against .devices=${[]} gpu="new" .peak=${1e12}></sw-against>`);
  expect(words(against)).toContain('no other run to compare with');
});

test.each([
  [{ kind: 'asking' }, 'Delete this run for good?', ['Delete it for good', 'Keep it']],
  [{ kind: 'deleting' }, 'Delete this run for good?', ['Deleting …', 'Keep it']],
  [{ kind: 'failed', message: 'not the secret' }, 'It was not deleted: not the secret', ['Delete it for good', 'Keep it']],
  [{ kind: 'deleted' }, 'Deleted for good', []],
] as const satisfies readonly (readonly [DeleteState, string, readonly string[]])[])(
  'deleting in state %o has its words and buttons',
  async (state, piece, buttons) => {
    const element = await mount<DeleteRun>(html`<sw-delete-run .state=${state}></sw-delete-run>`);
    expect(words(element)).toContain(piece);
    expect(texts(parts(element, 'button'))).toEqual(buttons);
  },
);

test('deletion is confirmed or cancelled by its two buttons', async () => {
  const element = await mount<DeleteRun>(html`<sw-delete-run></sw-delete-run>`);
  const [confirmed, cancelled] = [heard(element, 'delete-confirm'), heard(element, 'delete-cancel')];
  button(element, 'Delete it for good').click();
  button(element, 'Keep it').click();
  expect([confirmed.length, cancelled.length]).toEqual([1, 1]);
});

test('snippets hold the picture’s address, and quotes in a name cannot break out of the HTML', async () => {
  const pictures = [{ name: 'Badge', url: 'http://h/b.svg', alt: 'of a "fast" [GPU]' }];
  const snippets = await mount<Snippets>(html`<sw-snippets .pictures=${pictures} href="http://h/runs/1"></sw-snippets>`);
  const copies = heard<SnippetCopy>(snippets, 'snippet-copy');
  for (const copy of parts(snippets, 'button')) (copy as HTMLButtonElement).click();
  expect(copies.map(({ text }) => text)).toEqual([
    '[![of a "fast" GPU](http://h/b.svg)](http://h/runs/1)',
    '<a href="http://h/runs/1"><img src="http://h/b.svg" alt="of a &quot;fast&quot; [GPU]" /></a>',
  ]);
});

test.each([
  [{ kind: 'loading' }, 'Loading'],
  [{ kind: 'failed', message: 'no connection' }, 'no connection'],
  [{ kind: 'loaded', entries: [], hasMore: false, isLoadingMore: false }, 'Nothing was held'],
] as const satisfies readonly (readonly [LogState, string])[])('the log in state %o says so', async (state, piece) => {
  const log = await mount<LogTable>(html`<sw-log-table .state=${state}></sw-log-table>`);
  expect(words(log)).toContain(piece);
});

test('the log has a line of every entry, with its reason and a link to the run', async () => {
  const { entries } = plantedLog();
  const state: LogState = { kind: 'loaded', entries, hasMore: true, isLoadingMore: false };
  const log = await mount<LogTable>(html`<sw-log-table .state=${state}></sw-log-table>`);
  const more = heard(log, 'log-more');
  button(log, 'Load more').click();
  expect(more).toHaveLength(1);
  const rows = texts(parts(log, 'tbody tr'));
  expect(rows).toHaveLength(entries.length);
  entries.forEach(({ reason, action }, index) => {
    expect(rows[index]).toContain(reason);
    expect(rows[index]).toContain(action);
  });
  expect(part(log, 'tbody a').getAttribute('href')).toBe(`/runs/${entries[0]?.run_id}`);
});
