// A visitor trains the small transformer in the page: the proof comes first, then the loss falls below the entropy of the text.
import { expect, test, type Page } from '@playwright/test';

const proved = (page: Page, words: RegExp) => page.getByRole('listitem').filter({ hasText: words });

test('the page trains a transformer whose gradients agree and whose loss falls below the unigram entropy', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('/train');
  await page.getByRole('button', { name: 'Train on my GPU' }).click();
  await expect(proved(page, /✓\s+Gradients of \d+ parameter arrays/)).toBeVisible({ timeout: 90_000 });
  await expect(proved(page, /✓\s+Results of \d+ operations/)).toBeVisible();
  await expect(page.getByRole('status')).toContainText('✓ The loss on the whole text is', { timeout: 120_000 });
  await expect(page.getByRole('img', { name: /200 steps/ })).toBeVisible();
});

test('a training that is stopped says how far it came and can be started again', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('/train');
  await page.getByRole('button', { name: 'Train on my GPU' }).click();
  await expect(proved(page, /✓\s+Gradients of/)).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('status')).toContainText(/Stopped after \d+ of 200 steps/, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible();
});

test('a device that is lost on the way is named, and what was proved stays', async ({ page }) => {
  test.setTimeout(180_000);
  await page.addInitScript(() => {
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await request.call(this, descriptor);
      addEventListener('lose-the-device', () => device.destroy());
      return device;
    };
  });
  await page.goto('/train');
  await page.getByRole('button', { name: 'Train on my GPU' }).click();
  await expect(proved(page, /✓\s+Gradients of/)).toBeVisible({ timeout: 90_000 });
  await page.evaluate(() => dispatchEvent(new Event('lose-the-device')));
  await expect(page.getByRole('alert')).toContainText('the GPU device was lost', { timeout: 30_000 });
  await expect(proved(page, /✓\s+Gradients of/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('without WebGPU the training says why it cannot', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined }));
  await page.goto('/train');
  await page.getByRole('button', { name: 'Train on my GPU' }).click();
  await expect(page.getByRole('alert')).toContainText('this browser has no navigator.gpu');
});
