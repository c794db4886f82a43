// The reading pages over answers of a service that is not there: each is parsed by the contract's schemas, as in the page.
import { html } from 'lit';
import { afterEach, expect, test, vi } from 'vitest';
import '../../src/app/device-page.ts';
import '../../src/app/log-page.ts';
import '../../src/app/results-page.ts';
import '../../src/app/run-page.ts';
import type { DevicePage } from '../../src/app/device-page.ts';
import type { LogPage } from '../../src/app/log-page.ts';
import type { ResultsPage } from '../../src/app/results-page.ts';
import type { RunPage } from '../../src/app/run-page.ts';
import type { StoredRun } from '../../src/contract/api.ts';
import type { DeviceList } from '../../src/contract/devices.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { plantedDevice, plantedDevices, plantedLog } from '../fixtures/reading.ts';
import { plantedRunListItem } from '../fixtures/report-builder.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { mount, part, words } from './mount.ts';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const refused = (status: number, code: string, message: string): Reply => ({ status, body: { error: { code, message } } });

/** Answers by the path's beginning, the first that fits; everything else is not found. */
function serve(replies: Readonly<Record<string, Reply>>): void {
  vi.stubGlobal('fetch', (path: string) => {
    const found = Object.entries(replies).find(([begin]) => path.startsWith(begin))?.[1];
    const { status, body } = found ?? refused(404, 'not-found', 'nothing here');
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const NO_RUNS = ok({ runs: [], next_cursor: null });
const ID = 'f'.repeat(32);

function storedRun(standing: StoredRun['standing']): StoredRun {
  const run = buildRun();
  const submission = {
    schema_version: 1,
    kind: 'scalewall-result',
    digest: `sha256:${'0'.repeat(64)}`,
    run,
    summary: publishedSummary(run),
  } as const;
  return {
    id: ID,
    url: `/runs/${ID}`,
    created_at: '2026-11-23T12:00:00.000Z',
    standing,
    verification: null,
    submission,
  };
}

test('an empty database says so, shows published context and how to add', async () => {
  const empty: DeviceList = { suite_major: 0, devices: [] };
  serve({ '/api/v1/devices': ok(empty), '/api/v1/runs': NO_RUNS, '/api/v1/gpus': ok({ gpus: [] }) });
  const page = await mount<ResultsPage>(html`<sw-results-page></sw-results-page>`);
  await vi.waitFor(() => expect(words(page)).toContain('There is no run of this suite version yet'));
  await vi.waitFor(() => expect(part(page, 'sw-published').hasAttribute('isopen')).toBe(true));
  expect([...page.renderRoot.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain('/');
});

test('rankings that cannot be loaded leave the rest of the page, and can be asked for again', async () => {
  serve({ '/api/v1/devices': refused(503, 'storage-unavailable', 'the database is away'), '/api/v1/runs': NO_RUNS });
  const page = await mount<ResultsPage>(html`<sw-results-page></sw-results-page>`);
  await vi.waitFor(() => expect(part(page, '[role=alert]').textContent).toContain('the database is away'));
  expect(part(page, 'sw-runs-list')).toBeTruthy();
  serve({ '/api/v1/devices': ok(plantedDevices()), '/api/v1/runs': NO_RUNS });
  (part(page, 'button') as HTMLButtonElement).click();
  await vi.waitFor(() => expect(page.renderRoot.querySelectorAll('sw-ranking')).toHaveLength(2));
});

test('a device is shown although its representative run cannot be had', async () => {
  serve({
    '/api/v1/devices/planted%20laptop': ok(plantedDevice('planted laptop', plantedRunListItem(0))),
    '/api/v1/runs': refused(410, 'gone', 'This run was hidden: wrong clock'),
  });
  const page = await mount<DevicePage>(html`<sw-device-page gpu="planted laptop"></sw-device-page>`);
  await vi.waitFor(() => expect(part(page, '[role=alert]').textContent).toContain('wrong clock'));
  expect(part(page, 'sw-device-rows')).toBeTruthy();
});

test('a tombstone says what happened and where the log is', async () => {
  serve({ '/api/v1/runs': refused(410, 'gone', 'This run was hidden: its rates were typed in') });
  const page = await mount<RunPage>(html`<sw-run-page runId="0123"></sw-run-page>`);
  await vi.waitFor(() => expect(part(page, '[role=alert]').textContent).toContain('its rates were typed in'));
  expect(part(page, 'h1').textContent).toBe('This result is gone');
  expect(part(page, 'a').getAttribute('href')).toBe('/log');
});

test('a held run is shown with its reason, and without pictures for other pages', async () => {
  serve({
    '/api/v1/runs': ok(storedRun({ kind: 'held', reason: 'faster than its memory' })),
    '/api/v1/devices': ok(plantedDevices()),
  });
  const page = await mount<RunPage>(html`<sw-run-page runId=${ID}></sw-run-page>`);
  await vi.waitFor(() => expect(part(page, 'sw-verified-line').shadowRoot?.textContent).toContain('faster than its memory'));
  expect(page.renderRoot.querySelector('sw-snippet-desk')).toBeNull();
});

test('the log is loaded page by page', async () => {
  serve({ '/api/v1/log?cursor=': ok(plantedLog()), '/api/v1/log': ok({ ...plantedLog(), next_cursor: 'c' }) });
  const page = await mount<LogPage>(html`<sw-log-page></sw-log-page>`);
  const table = part(page, 'sw-log-table');
  await vi.waitFor(() => expect(table.shadowRoot?.querySelectorAll('tbody tr')).toHaveLength(2));
  table.shadowRoot?.querySelector('button')?.click();
  await vi.waitFor(() => expect(table.shadowRoot?.querySelectorAll('tbody tr')).toHaveLength(4));
  expect(table.shadowRoot?.querySelector('button')).toBeNull();
});
