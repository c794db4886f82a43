// A visitor proves and submits from a busy page (from a quiet one: golden-path.e2e.ts), and so does the command line; and
// neither a device that fails nor a service that is away costs anybody a result.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { storedRunSchema, type StoredRun } from '../../src/contract/api.ts';
import type { PageApi } from '../../src/contract/page.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { bench } from './bench.ts';

/** What stands on `window` in the page. */
declare global {
  var scalewall: PageApi | undefined;
}

const PROOF_MILLISECONDS = 90_000;
const SIZE = LADDER[0]?.id ?? '';
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

/** A short run, asked for as a program does, so that it is of one small size; the page then shows it as any other. */
async function measured(page: Page): Promise<void> {
  await page.goto('/');
  await page.waitForFunction(() => globalThis.scalewall !== undefined);
  await page.evaluate((request) => globalThis.scalewall?.run(request), { sizes: [SIZE], phases: ['decode'], budget_seconds: 3 });
  await expect(page.getByRole('heading', { name: 'Add it to the public results?' })).toBeVisible();
}

async function storedAt(page: Page): Promise<StoredRun> {
  const link = page.getByRole('link', { name: /\/runs\/[0-9a-f]{32}$/ }).first();
  await expect(link).toBeVisible({ timeout: PROOF_MILLISECONDS });
  const permalink = (await link.getAttribute('href')) ?? '';
  return storedRunSchema.parse(await (await page.request.get(permalink.replace('/runs/', '/api/v1/runs/'))).json());
}

/** Where the elements stand, through the shadow roots. */
const ASKED = ['sw-app', 'sw-measure-page', 'sw-submission-desk', 'sw-submit'] as const;
const OFFERED = ['sw-app', 'sw-measure-page', 'sw-kept-desk', 'sw-kept'] as const;

/** Axe on the element in both schemes and widths, and its pictures. */
async function looksRight(page: Page, place: typeof ASKED | typeof OFFERED, name: string, info: TestInfo): Promise<void> {
  const [, , , element] = place;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of [DESK, PHONE]) {
      await page.setViewportSize(viewport);
      const { violations } = await new AxeBuilder({ page }).include({ fromShadowDom: [...place] }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `pixels beyond ${viewport.width}`).toBe(0);
      const body = await page.locator(element).screenshot();
      await info.attach(`${name} ${colorScheme} ${viewport.width}`, { body, contentType: 'image/png' });
    }
  }
  await page.setViewportSize(DESK);
}

test('a visitor of a busy page, with a worker that never rests and an animation of every frame, proves and submits', async ({
  page,
}, info) => {
  test.setTimeout(2 * PROOF_MILLISECONDS);
  // The page's policy lets no worker in but from its own origin.
  const headers = { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'same-origin' };
  await page.route('**/busy-worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', headers, body: 'postMessage("busy"); for (;;);' }),
  );
  await measured(page);
  await page.evaluate(async () => {
    const worker = new Worker('/busy-worker.js');
    await new Promise((resolve) => {
      worker.addEventListener('message', resolve);
    });
    const box = document.body.appendChild(document.createElement('div'));
    const frame = (at: number) => {
      box.style.transform = `translateX(${at % 300}px)`;
      const until = performance.now() + 8;
      while (performance.now() < until);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  await expect(page.getByRole('progressbar', { name: 'Progress of the proof' })).toBeVisible();
  const { verification, standing } = await storedAt(page);
  expect(standing.kind).toBe('listed');
  expect(verification).toMatchObject({ kind: 'matmul-chain-f32', checks: 64 });
  expect(verification?.verified_flop_per_second ?? 0).toBeGreaterThan(0);
  await expect(page.getByText(/^Verified: at least/)).toBeVisible();
  await expect(page.getByText(/#delete=[0-9a-f]{32}$/)).toBeVisible();
  await looksRight(page, ASKED, 'stored', info);
});

test('a proof can be stopped, and without one a run is stored as unverified, and the page says so', async ({ page }, info) => {
  test.setTimeout(2 * PROOF_MILLISECONDS);
  await measured(page);
  await looksRight(page, ASKED, 'asked', info);
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Send it without proof' }).click();
  expect((await storedAt(page)).verification).toBeNull();
  await expect(page.getByText('Unverified: it was sent without a proof.')).toBeVisible();
});

test('a device that fails while it proves costs the proof, not the submission', async ({ page }) => {
  test.setTimeout(2 * PROOF_MILLISECONDS);
  await measured(page);
  await page.evaluate(() => {
    Object.defineProperty(GPUDevice.prototype, 'createComputePipelineAsync', {
      value: () => Promise.reject(new Error('planted: no pipeline')),
    });
  });
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  expect((await storedAt(page)).verification).toBeNull();
  await expect(page.getByText(/^Unverified: .*planted: no pipeline/)).toBeVisible();
});

test('with the service gone a run is kept, offered again after a reload, and proved and stored when it is back', async ({
  page,
}, info) => {
  test.setTimeout(3 * PROOF_MILLISECONDS);
  await measured(page);
  await page.route('**/api/v1/**', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  await expect(page.getByRole('alert').getByText('kept in this browser')).toBeVisible({ timeout: PROOF_MILLISECONDS });
  await looksRight(page, ASKED, 'waiting', info);

  await page.reload();
  const notice = page.getByRole('region', { name: 'Results that were not sent yet' });
  await expect(notice).toContainText('kept in this browser since');
  await looksRight(page, OFFERED, 'offered again', info);

  await page.unroute('**/api/v1/**');
  await page.route('**/api/v1/health', (route) =>
    route.fulfill({
      status: 503,
      headers: { 'retry-after': '7' },
      json: { error: { code: 'storage-unavailable', message: 'The database is full.' } },
    }),
  );
  await page.getByRole('button', { name: 'Prove and send it now' }).click();
  await expect(notice).toContainText('The database is full', { timeout: PROOF_MILLISECONDS });

  await page.unroute('**/api/v1/health');
  await page.getByRole('button', { name: 'Prove and send it now' }).click();
  expect((await storedAt(page)).verification).not.toBeNull();
  await looksRight(page, OFFERED, 'sent after all', info);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Measure my GPU' })).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test('the command line proves in its headless browser, and says what was verified', async ({ baseURL, request }) => {
  test.setTimeout(2 * PROOF_MILLISECONDS);
  const { code, stderr } = await bench(
    '--adapter',
    'software',
    '--sizes',
    '1e6..5e6',
    '--budget',
    '5',
    '--submit',
    baseURL ?? '',
  );
  expect([0, 4], stderr).toContain(code);
  expect(stderr).toMatch(/verified: at least [\d.]+ [kMGT]FLOP\/s/);
  expect(stderr).toMatch(/#delete=[0-9a-f]{32}/);
  const permalink = /Submitted: (\S+)/.exec(stderr)?.[1] ?? '';
  const stored = storedRunSchema.parse(await (await request.get(permalink.replace('/runs/', '/api/v1/runs/'))).json());
  expect(stored.verification?.verified_flop_per_second ?? 0).toBeGreaterThan(0);
});
