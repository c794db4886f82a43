// A visitor explores what a size costs and looks at the evidence: dials, address, numbers that open, the worker, validation.
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { z } from 'zod';

const ready = (page: Page) => expect(page.getByText(/Computed (in a worker|on the page)/)).toBeVisible({ timeout: 30_000 });
const curve = (page: Page) => page.locator('sw-size-chart[subject=training] .curve .line').first();

test('the first view answers what a bigger model costs, computed in a worker, without a complaint of the browser', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto('/explore');
  await expect(page.locator('sw-answer')).toContainText(
    /70 B parameters trained on [^]* cost\s+\$[^]*Ten times as many parameters cost/,
  );
  await expect(page.locator('sw-answer')).toBeInViewport();
  await expect(page.locator('sw-size-chart[subject=training] svg[role=img]')).toBeInViewport();
  await expect(page.locator('[data-place=worker]')).toContainText('No measurement of your device is in these numbers');
  expect(page.workers()).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test('a dial moves the curve and the address, and the address brings it back', async ({ page }) => {
  await page.goto('/explore');
  await ready(page);
  const before = await curve(page).getAttribute('d');
  await page.getByLabel('Training tokens per parameter', { exact: true }).fill('200');
  await expect(page).toHaveURL(/tokens_per_parameter=200/);
  await expect(page.locator('sw-answer')).toContainText('14 T tokens');
  const after = await curve(page).getAttribute('d');
  expect(after).not.toBe(before);
  await page.getByLabel('The same for every size').selectOption('budget');
  await expect(page.getByRole('heading', { name: 'Loss that is reached' })).toBeVisible();
  // The address rests a moment behind the dials.
  await expect(page).toHaveURL(/hold=budget/);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Loss that is reached' })).toBeVisible();
  await expect(page.getByLabel('The same for every size')).toHaveValue('budget');
  expect(new URL(page.url()).search).toBe('?hold=budget&tokens_per_parameter=200');
  await page.getByRole('button', { name: 'Back to the defaults' }).click();
  await expect(page).toHaveURL(/\/explore$/);
});

test('a bad parameter of the address is refused by itself, in words, and a bad text stays in its field', async ({ page }) => {
  await page.goto('/explore?gpu_count=-1&hold=gpus&accelerator=Abacus');
  await ready(page);
  const notice = page.getByRole('alert').first();
  await expect(notice).toContainText('gpu_count=-1');
  await expect(notice).toContainText('accelerator=Abacus');
  await expect(page.getByRole('heading', { name: 'Days to train' })).toBeVisible();
  const days = page.getByLabel('Time for training', { exact: true });
  await days.fill('soon');
  await expect(days).toHaveValue('soon');
  await expect(page.getByRole('alert').filter({ hasText: 'Days from' })).toBeVisible();
});

test('a size is chosen on the curve by keyboard and by slider, and its numbers open to their sources', async ({ page }) => {
  await page.goto('/explore');
  await ready(page);
  await page.getByRole('slider', { name: 'Size to train; Enter chooses it' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/focus_parameters=/);
  await page.getByRole('slider', { name: /^The chosen size/ }).fill('114');
  await expect(page.getByRole('heading', { name: 'The chosen size: 9.8 B parameters' })).toBeVisible();
  await page.locator('sw-point summary').filter({ hasText: 'Cost' }).first().click();
  await expect(page.locator('sw-point .inside').first()).toContainText('derived');
  await page.locator('sw-point .inside summary').filter({ hasText: 'A GPU-hour' }).click();
  await expect(page.locator('sw-point .inside .inside').first()).toContainText(/20\d\d/);
});

test('each claim of the article is a link that sets its dials, and its figures stand for and against it', async ({ page }) => {
  await page.goto('/explore');
  await ready(page);
  const links = page.getByRole('navigation', { name: 'Claims of the article' }).getByRole('link');
  await expect(links).toHaveCount(11);
  await links.filter({ hasText: 'Larger than necessary' }).click();
  await expect(page).toHaveURL(/scenario=larger-than-necessary/);
  await expect(page.getByText('The dials of a claim of the article: Larger than necessary.')).toBeVisible();
  await expect(page.getByLabel('The same for every size')).toHaveValue('loss');
  const claim = page.locator('sw-claims li[aria-current=true]');
  await expect(claim.getByRole('heading', { name: 'For', exact: true })).toBeAttached({ timeout: 20_000 });
  await page.getByRole('button', { name: 'What speaks for and against it' }).click();
  await expect(claim).toBeInViewport();
  await page.getByLabel('The same for every size').selectOption('tokens');
  await expect(page.getByText('The dials of a claim of the article:')).toHaveCount(0);
  await expect(page).not.toHaveURL(/scenario=/);
});

test('where the worker cannot be loaded the page computes by itself and says so', async ({ page }) => {
  await page.route(/exploration-worker/, (route) => route.abort());
  await page.goto('/explore');
  await expect(page.locator('[data-place=page]')).toContainText('because a worker failed', { timeout: 30_000 });
  await expect(page.locator('sw-answer')).toContainText('cost $');
});

test('a stored result enters the numbers, from the link on its own page', async ({ page }) => {
  const recorded = readFileSync('public/recorded-run.json', 'utf8');
  const headers = { 'content-type': 'application/json' };
  const stored = await page.request.post('/api/v1/runs', { data: recorded, headers });
  // Another test may have stored it before: the answer then names where it is.
  const answer = z.union([z.object({ url: z.string() }), z.object({ error: z.object({ url: z.string() }) })]);
  const body = answer.parse(await stored.json());
  await page.goto('url' in body ? body.url : body.error.url);
  await page.getByRole('link', { name: 'Explore other sizes and clusters with it' }).click();
  await expect(page).toHaveURL(/\/explore\?run=/);
  await expect(page.locator('[data-place=worker]')).toContainText(/The measurement of .* is in these numbers/, {
    timeout: 30_000,
  });
  await expect(page.locator('sw-answer')).toContainText('cost');
});

test('a result that is not there is named, and the explorer goes on without it', async ({ page }) => {
  await page.goto('/explore?run=nothing');
  await ready(page);
  await expect(page.getByText('The result could not be loaded')).toBeVisible();
  await expect(page.locator('sw-answer')).toContainText('cost $');
});

test('validation lists every group against its bar and the worst runs first, and a group can be chosen', async ({ page }) => {
  await page.goto('/validation');
  await expect(page.getByRole('row', { name: /all training throughput/ })).toBeVisible({ timeout: 20_000 });
  const errors = page.locator('sw-validation-rows tbody tr td:nth-child(2)');
  const shown = (await errors.allTextContents()).map((text) => Number.parseFloat(text.replace(',', '')));
  expect(shown.length).toBeGreaterThan(10);
  expect(shown).toEqual(shown.toSorted((a, b) => b - a));
  const picture = page.locator('sw-validation-chart svg[role=img]');
  const before = await picture.getAttribute('aria-label');
  await page.getByLabel('Runs of').selectOption('dense-a100');
  await expect(page).toHaveURL(/group=dense-a100/);
  await expect(page.locator('sw-validation-rows tbody tr').first()).toContainText('A100');
  expect(await picture.getAttribute('aria-label')).not.toBe(before);
  await page.reload();
  await expect(page.getByLabel('Runs of')).toHaveValue('dense-a100');
});

for (const [fault, status, body] of [
  ['missing', 404, 'nothing here'],
  ['malformed', 200, '{"groups": []}'],
] as const) {
  test(`a validation file that is ${fault} is said to be`, async ({ page }) => {
    await page.route('**/validation.json', (route) => route.fulfill({ status, body }));
    await page.goto('/validation');
    await expect(page.getByRole('alert')).toContainText('The validation cannot be shown');
  });
}
