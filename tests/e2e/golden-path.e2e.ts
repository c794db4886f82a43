// A visitor's way through: measure, see, turn a knob, prove and submit, come back.
import { expect, test, type Page } from '@playwright/test';
import { storedRunSchema, submissionSchema } from '../../src/contract/api.ts';
import { cellTexts, expectSameNumbers, resultsTable } from './results-table.ts';

const RUN_MILLISECONDS = 120_000;
const CHARTS = [
  'Throughput against model size',
  'Dollars to train',
  'Dollars to serve',
  'Compute or memory: what holds this GPU back',
  'Which kernel won, and how near it comes to the ceiling',
];

async function measured(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Measure my GPU' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Every size' })).toBeVisible({ timeout: RUN_MILLISECONDS });
}

/** Days to train each size that fits, from the table's column; the units may differ between rows, never within one here. */
async function daysByRow(page: Page): Promise<readonly string[]> {
  return (await cellTexts(page)).map((cells) => cells.at(-2)?.split('\n')[0] ?? '');
}

test('measure, see every chart, turn a knob, submit, open the permalink, reload: the same numbers', async ({ page, request }) => {
  test.setTimeout(3 * RUN_MILLISECONDS);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));

  await measured(page);
  for (const chart of CHARTS) await expect(page.getByRole('heading', { name: chart })).toBeVisible();
  await expect(page.locator('svg[role]')).not.toHaveCount(0);

  const throughput = (rows: readonly (readonly string[])[]) => rows.map((cells) => cells.slice(0, 5));
  const before = await cellTexts(page);
  const daysBefore = await daysByRow(page);
  const tokens = page
    .getByRole('textbox', { name: 'Training tokens per parameter' })
    .or(page.getByRole('spinbutton', { name: 'Training tokens per parameter' }));
  await tokens.fill('40');
  await tokens.press('Tab');
  await expect(page).toHaveURL(/tokens_per_parameter=40/);
  await expect.poll(() => daysByRow(page)).not.toEqual(daysBefore);
  expect(throughput(await cellTexts(page)), 'a price moves no measurement').toEqual(throughput(before));
  const [dearer, cheaper] = await Promise.all([trainingSeconds(page), Promise.resolve(daysBefore.map(secondsOf))]);
  for (const [index, seconds] of dearer.entries())
    expect(seconds, `row ${index}`).toBeGreaterThan(cheaper[index] ?? Number.POSITIVE_INFINITY);

  await page.getByText('The exact JSON', { exact: false }).first().click();
  const promised = submissionSchema.parse(
    JSON.parse(await page.getByRole('region', { name: 'The exact JSON that would be sent' }).innerText()),
  );
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  const link = page.getByRole('link', { name: /\/runs\// });
  await expect(link).toBeVisible({ timeout: RUN_MILLISECONDS });
  const permalink = (await link.getAttribute('href')) ?? '';

  await page.goto(permalink);
  await expect(resultsTable(page)).toBeVisible();
  expect(throughput(await cellTexts(page))).toEqual(throughput(before));
  const stored = storedRunSchema.parse(await (await request.get(permalink.replace('/runs/', '/api/v1/runs/'))).json());
  expect(stored.submission, 'what was shown is what was sent').toEqual(promised);
  expect(stored.verification, 'and it was proved').not.toBeNull();
  await expectSameNumbers(page, stored.submission.summary);
  await page.reload();
  await expect(resultsTable(page)).toBeVisible();
  expect(await cellTexts(page)).toEqual(before);

  await page.goto('/results');
  await expect(
    page
      .getByRole('link', { name: /./ })
      .and(page.locator(`[href$="${new URL(permalink, page.url()).pathname}"]`))
      .first(),
  ).toBeVisible();
  expect(troubles).toEqual([]);
});

async function trainingSeconds(page: Page): Promise<readonly number[]> {
  return (await daysByRow(page)).map(secondsOf);
}

const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  days: 86_400,
  years: 31_557_600,
};

/** `2.7 days` in seconds. */
function secondsOf(text: string): number {
  const { value, unit } = /^(?<value>[\d.,]+(?:e[+-]?\d+)?) (?<unit>\S+)$/.exec(text)?.groups ?? {};
  return Number(value?.replaceAll(',', '')) * (SECONDS[unit ?? ''] ?? Number.NaN);
}

test('Stop ends the run soon, keeps what was measured, and the page can run again', async ({ page }) => {
  test.setTimeout(RUN_MILLISECONDS);
  await page.goto('/');
  await page.getByRole('button', { name: 'Measure my GPU' }).click();
  await expect(page.getByRole('heading', { name: 'Throughput against model size' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('heading', { name: 'Every size' })).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Measure again' }).click();
  await expect(page.getByRole('button', { name: 'Measure my GPU' })).toBeVisible();
});
