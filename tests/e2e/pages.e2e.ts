// Every page, in both colour schemes and two widths: nothing for axe to find, nothing cut off, little to load.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { LEAST_RUNS_TO_RANK } from '../../src/contract/devices.ts';
import { bench } from './bench.ts';
import { sendMany, sendPlanted } from './planted-runs.ts';

const INITIAL_JAVASCRIPT_BYTES = 120_000;
// A worker that starts again after a failure sends runs of its own.
const GPU = `Planted Page ${process.env['TEST_WORKER_INDEX'] ?? '0'}`;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

let permalink = '';
let planted = '';
let gone = '';
test.beforeAll('a stored run, and enough of a planted GPU to rank it', async ({ baseURL, request }) => {
  test.setTimeout(90_000);
  planted = (await sendMany(request, GPU, LEAST_RUNS_TO_RANK))[0]?.id ?? '';
  const { id, delete_url } = await sendPlanted(request, GPU, LEAST_RUNS_TO_RANK + 1);
  const authorization = `Bearer ${delete_url.slice(-32)}`;
  expect((await request.delete(`/api/v1/runs/${id}`, { headers: { authorization } })).status()).toBe(204);
  gone = id;
  const { code, stderr } = await bench(
    '--adapter',
    'software',
    '--sizes',
    '1e6..2e7',
    '--budget',
    '12',
    '--no-proof',
    '--submit',
    baseURL ?? '',
  );
  permalink = /(?:Submitted|Already stored): (\S+)/.exec(stderr)?.[1] ?? '';
  expect(permalink, `bench ended with ${code}: ${stderr}`).not.toBe('');
});

interface Place {
  readonly name: string;
  readonly path: () => string;
  /** Resolves when the page has drawn what it is for. */
  readonly ready: (page: Page) => Promise<void>;
  readonly before?: (page: Page) => Promise<void>;
}

async function withoutWebGpu(page: Page): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined }));
}

const button = (name: string) => (page: Page) => expect(page.getByRole('button', { name })).toBeVisible();
const heading = (name: string) => (page: Page) => expect(page.getByRole('heading', { name })).toBeVisible({ timeout: 20_000 });

const PLACES: readonly Place[] = [
  { name: 'start', path: () => '/', ready: button('Measure my GPU') },
  { name: 'start without WebGPU', path: () => '/', before: withoutWebGpu, ready: heading('Every size') },
  {
    name: 'results',
    path: () => '/results',
    ready: async (page) => {
      await expect(page.locator('a[href*="/runs/"]').first()).toBeVisible();
      await expect(page.locator('a[href*="/devices/"]').first()).toBeVisible();
      await expect(page.getByText('recorded by us', { exact: true })).toBeVisible();
    },
  },
  { name: 'a device', path: () => `/devices/${encodeURIComponent(GPU)}`, ready: heading('Every size') },
  { name: 'a device that is not there', path: () => '/devices/nothing', ready: heading('No runs of this GPU') },
  {
    name: 'a comparison',
    path: () =>
      `/compare?gpu=${encodeURIComponent(GPU)}&run=${planted}&run=${new URL(permalink).pathname.slice('/runs/'.length)}`,
    ready: (page) => expect(page.getByRole('button', { name: /^Take away C/ })).toBeVisible(),
  },
  { name: 'privacy', path: () => '/privacy', ready: heading('How to delete a result') },
  {
    name: 'the public log',
    path: () => '/log',
    ready: (page) => expect(page.locator(`a[href="/runs/${gone}"]`)).toBeVisible(),
  },
  { name: 'a result that is gone', path: () => `/runs/${gone}`, ready: heading('This result is gone') },
  { name: 'training', path: () => '/train', ready: button('Train on my GPU') },
  { name: 'explorer', path: () => '/explore', ready: heading('What would halve the cost') },
  { name: 'validation', path: () => '/validation', ready: heading('The worst cases first') },
  // With the question of a delete link, so that it is looked at too.
  { name: 'a result', path: () => `${permalink}#delete=${'0'.repeat(32)}`, ready: heading('Every size') },
  { name: 'a result that is not there', path: () => '/runs/nothing', ready: heading('No result here') },
];

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

for (const place of PLACES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${place.name}, ${colorScheme}: axe finds nothing, and nothing is wider than a phone`, async ({ page }, info) => {
      // axe takes its time on pages with a thousand numbers: once for each scheme, where there is the least room.
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme });
      await place.before?.(page);
      await page.setViewportSize(PHONE);
      await page.goto(place.path());
      await place.ready(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)).toEqual([]);
      for (const viewport of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        // Charts lay themselves out again a frame after the page is wider.
        await expect.poll(() => overflow(page), `pixels beyond ${viewport.width}`).toBe(0);
        await info.attach(`${place.name} ${colorScheme} ${viewport.width}`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
      }
    });
  }
}

test('the start loads at most 120 kB of JavaScript, as it travels', async ({ page }) => {
  const scripts: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  await expect(page.getByRole('button', { name: 'Measure my GPU' })).toBeVisible();
  const bytes = (await Promise.all(scripts)).reduce((total, size) => total + size, 0);
  expect(scripts.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(INITIAL_JAVASCRIPT_BYTES);
});

test('without WebGPU the start says why, and shows a recorded run marked as such', async ({ page }) => {
  await withoutWebGpu(page);
  await page.goto('/');
  await expect(page.getByText('This browser cannot measure a GPU.')).toBeVisible();
  await expect(page.getByText(/This is a recorded run on .*, not your GPU/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Measure my GPU' })).toHaveCount(0);
});

test('the page is isolated, so that its clock steps finely, and tells programs its suite', async ({ page }) => {
  await page.goto('/?headless');
  await page.waitForFunction(() => globalThis.scalewall !== undefined);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => globalThis.scalewall?.suiteVersion)).toMatch(/^\d+\.\d+\.\d+$/);
});
