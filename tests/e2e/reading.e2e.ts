// Reading what others measured: rankings by GPU, a device, a comparison, and deletion by the secret link.
import { expect, test, type Page } from '@playwright/test';
import { LEAST_RUNS_TO_RANK } from '../../src/contract/devices.ts';
import type { Submitted } from '../../src/contract/api.ts';
import { sendMany, sendPlanted } from './planted-runs.ts';

// A worker that starts again after a failure sends runs of its own.
const WORKER = process.env['TEST_WORKER_INDEX'] ?? '0';
const RANKED = `Planted Reader ${WORKER}`;
const FEW = `Planted Loner / ${WORKER} (rev #3)`;
let sent: readonly Submitted[] = [];
let lone: Submitted | undefined;

test.beforeAll('runs of two GPUs', async ({ request }) => {
  sent = await sendMany(request, RANKED, LEAST_RUNS_TO_RANK);
  lone = await sendPlanted(request, FEW, 1);
});

function idOf(submitted: Submitted | undefined): string {
  return submitted?.id ?? '';
}

const row = (page: Page, gpu: string) =>
  page.getByRole('region', { name: 'GPUs by measured peak' }).getByRole('row').filter({ hasText: gpu });

test('the results rank a GPU from five runs, show another without a rank, and lead to the page of each', async ({ page }) => {
  await page.goto('/results');
  await expect(row(page, RANKED).getByRole('cell').first()).toHaveText(/^\d+$/);
  await expect(row(page, RANKED)).toContainText(String(LEAST_RUNS_TO_RANK));
  await expect(row(page, FEW).getByRole('cell').first()).toHaveText('not ranked');
  await expect(page.getByText('Fewer than 5 runs: shown, but not ranked')).toBeVisible();
  await expect(page.getByText('published', { exact: true }).first()).toBeAttached();
  await expect(page.getByText('recorded by us', { exact: true })).toBeVisible();

  await row(page, FEW).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: FEW })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Its representative run' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Throughput against model size' })).toBeVisible();
  const badge = page.getByRole('img', { name: `Scalewall results of ${FEW}` });
  await badge.scrollIntoViewIfNeeded();
  await expect.poll(() => badge.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(20);
});

test('the newest runs can be had by GPU and population, and the address keeps the choice', async ({ page }) => {
  await page.goto('/results');
  const stored = page.getByRole('region', { name: 'Stored results' }).locator('tbody').getByRole('row');
  await page.getByLabel('GPU', { exact: true }).selectOption(RANKED);
  await expect(stored).toHaveCount(LEAST_RUNS_TO_RANK);
  await page.getByLabel('Runs', { exact: true }).selectOption('verified');
  await expect(page.getByText('No results of this kind yet.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('No results of this kind yet.')).toBeVisible();
  expect(new URL(page.url()).searchParams.get('gpu')).toBe(RANKED);
});

test('a GPU that nobody measured has a page that says so', async ({ page }) => {
  await page.goto('/devices/No%20Such%20GPU');
  await expect(page.getByRole('heading', { name: 'No runs of this GPU' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('No Such GPU');
});

test('what is compared is typed, stands in the address, survives a reload and can be taken away', async ({ page }) => {
  await page.goto(`/compare?run=${idOf(sent[0])}`);
  const input = page.getByLabel('Add a GPU by name, or a run by its link or id');
  const entries = page.getByRole('region', { name: 'Figures side by side' }).getByRole('columnheader');
  await expect(entries).toHaveCount(1);
  await input.fill(FEW.toLowerCase());
  await input.press('Enter');
  await expect(entries).toHaveCount(2);
  await input.fill(sent[1]?.url ?? '');
  await input.press('Enter');
  await expect(entries).toHaveCount(3);
  await input.fill('a name that is none');
  await input.press('Enter');
  await expect(page.getByRole('alert')).toContainText('a name that is none');
  for (const name of ['Throughput against model size', 'Ceilings', 'Dollars to train', 'Dollars to serve'])
    await expect(page.getByRole('heading', { name })).toBeVisible();

  await page.reload();
  await expect(entries).toHaveCount(3);
  await page.getByRole('button', { name: new RegExp(`^Take away A, ${RANKED}`) }).click();
  await expect(entries).toHaveCount(2);
  const { searchParams } = new URL(page.url());
  expect([...searchParams]).toEqual([
    ['gpu', FEW],
    ['run', idOf(sent[1])],
  ]);
});

test('an entry that is not there is said, and the others are still compared', async ({ page }) => {
  await page.goto(`/compare?run=${'0'.repeat(32)}&run=${idOf(sent[0])}`);
  await expect(page.getByRole('alert')).toContainText('0'.repeat(32));
  await expect(page.getByRole('region', { name: 'Figures side by side' }).getByRole('columnheader')).toHaveCount(1);
  await page.getByRole('button', { name: 'Leave it out' }).click();
  await expect(page).toHaveURL(new RegExp(`\\?run=${idOf(sent[0])}$`));
});

test('a run says that it is unverified and where it lies; without the secret nothing can be deleted', async ({ page }) => {
  await page.goto(`/runs/${idOf(sent[2])}`);
  await expect(page.getByText('Unverified.', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Against others' })).toBeVisible();
  await expect(page.getByText(`${LEAST_RUNS_TO_RANK} runs of this GPU`)).toBeVisible();
  await expect(page.getByText('Is it yours?')).toBeVisible();
  await expect(page.getByRole('button', { name: /Delete/ })).toHaveCount(0);
});

test('the secret link deletes after a question; a wrong one does not; what remains says so', async ({ page }) => {
  const permalink = `/runs/${idOf(lone)}`;
  await page.goto(`${permalink}#delete=${'0'.repeat(32)}`);
  await page.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(page.getByRole('alert')).toContainText('It was not deleted');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('heading', { name: 'Delete this run for good?' })).toHaveCount(0);

  await page.goto('/privacy');
  await page.goto(lone?.delete_url ?? '');
  await page.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(page.getByRole('heading', { name: 'This result is gone' })).toBeVisible();
  expect(new URL(page.url()).hash, 'the secret is not left in the address').toBe('');
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('deleted');

  await page.getByRole('link', { name: 'public log', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'deleted' }).locator(`a[href="${permalink}"]`)).toBeVisible();
  await page.goto('/results');
  await expect(row(page, RANKED)).toBeVisible();
  await expect(row(page, FEW)).toHaveCount(0);
});
