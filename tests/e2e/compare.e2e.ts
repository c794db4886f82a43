// Another's result beside one's own: a file from the disk, and what is said of one that is none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const RECORDED = join(import.meta.dirname, '..', '..', 'public', 'recorded-run.json');
const named = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

test('a result file is drawn beside the stored one and taken away again; what is no result is refused in words', async ({
  page,
  request,
}) => {
  const text = readFileSync(RECORDED, 'utf8');
  const answer = await request.post('/api/v1/runs', { headers: { 'content-type': 'application/json' }, data: text });
  expect([201, 409]).toContain(answer.status());
  const body = (await answer.json()) as { url?: string; error?: { url: string } };
  await page.goto(body.url ?? body.error?.url ?? '');
  const input = page.locator('input[type=file]');

  await input.setInputFiles(named('half.json', text.slice(0, text.length / 2)));
  await expect(page.getByText('half.json is not JSON')).toBeVisible();
  await input.setInputFiles(named('other.json', '{"kind":"something else"}'));
  await expect(page.getByText(/other\.json is not a Scalewall result/)).toBeVisible();
  await input.setInputFiles(named('edited.json', text.replace('"seed":1', '"seed":2')));
  await expect(page.getByText(/edited\.json was changed after it was written/)).toBeVisible();
  await expect(page.getByText('Beside it, in grey')).toHaveCount(0);

  await input.setInputFiles(RECORDED);
  await expect(page.getByText('Beside it, in grey').first()).toBeVisible();
  await page.getByRole('button', { name: /^Take .* away$/ }).click();
  await expect(page.getByText('Beside it, in grey')).toHaveCount(0);
});
