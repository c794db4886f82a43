import { expect, test, type Page } from '@playwright/test';
import { stub } from './proof-stub.ts';

async function measured(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Measure my GPU' }).click();
  await expect(page.getByRole('heading', { name: 'Throughput against model size' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('heading', { name: 'Every size' })).toBeVisible({ timeout: 15_000 });
}

test('proves', async ({ page }) => {
  test.setTimeout(180_000);
  page.on('console', (m) => console.log(m.text()));
  page.on('pageerror', (m) => console.log(m.message));
  await stub(page);
  await measured(page);
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  await expect(page.getByText('clock runs').first()).toBeVisible({ timeout: 60_000 });
  await page.locator('sw-submit').screenshot({ path: '/tmp/a/proving.png' });
  await expect(page.getByText('Verified: at least').first()).toBeVisible({ timeout: 60_000 });
  await page.locator('sw-submit').screenshot({ path: '/tmp/a/stored.png' });
});
