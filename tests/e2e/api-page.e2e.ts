// The API's page against the description that the service gives of itself: links that lead, commands that work, nothing for axe.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

/** As the service lists a dump; the service of these tests has none. */
const DUMPS = {
  dump: {
    suite_version: '0.3.0',
    made_at: '2026-07-01T00:00:00.000Z',
    licence: 'CC0-1.0',
    counts: { runs: 1234, verified_runs: 56, log_entries: 7 },
  },
  files: ['runs.jsonl.gz', 'runs.csv', 'runs.parquet'].map((name, index) => ({
    name,
    url: `https://scalewall.example/api/v1/dumps/${name}`,
    bytes: 10 ** (5 + index),
    sha256: 'ab'.repeat(32),
    type: 'application/octet-stream',
    rows: 1234,
  })),
};

async function open(page: Page, fragment = ''): Promise<void> {
  await page.goto(`/api${fragment}`);
  await expect(page.getByRole('heading', { name: 'Schemas', exact: true })).toBeAttached();
}

for (const [colorScheme, viewport] of [
  ['light', DESK],
  ['light', PHONE],
  ['dark', PHONE],
] as const) {
  test(`${colorScheme}, ${viewport.width} px: axe finds nothing, also in what is opened, and nothing is wider`, async ({
    page,
  }, info) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await page.route('**/api/v1/dumps', (route) => route.fulfill({ json: DUMPS }));
    await open(page, '#listRuns');
    await page.locator('#listRuns details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
    await page.locator('#schema-Verification').evaluate((details) => details.setAttribute('open', ''));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
    await info.attach(`api ${colorScheme} ${viewport.width}`, { body: await page.screenshot(), contentType: 'image/png' });
  });
}

test('a link to a schema opens it and brings it into view, from outside and from within the page', async ({ page }) => {
  await open(page, '#schema-RunList');
  await expect(page.locator('#schema-RunList summary')).toBeInViewport();
  await expect(page.locator('#schema-RunList')).toHaveAttribute('open');
  await page.locator('#schema-RunList').getByRole('link', { name: 'RunListItem' }).click();
  await expect(page.locator('#schema-RunListItem')).toHaveAttribute('open');
  await expect(page.locator('#schema-RunListItem summary')).toBeInViewport();
});

test('the keyboard goes from the list of endpoints to one of them', async ({ page }) => {
  await open(page);
  await page.getByRole('navigation', { name: 'Endpoints' }).getByRole('link', { name: 'GET /devices', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#listDevices h3 a')).toBeFocused();
  await expect(page.locator('#listDevices h3')).toBeInViewport();
});

test('every endpoint of the description is shown, and the commands that need no id work as they stand', async ({
  page,
  request,
}) => {
  await open(page);
  const description = (await (await request.get('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(description.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  const shown = await page.locator('article').evaluateAll((all) => all.map(({ id }) => id));
  expect(shown.toSorted()).toEqual(ids.toSorted());
  for (const id of ['listRuns', 'listDevices', 'listGpus', 'readLog', 'health', 'openapi', 'runJsonSchema']) {
    const command = await page.locator(`#${id} pre`).innerText();
    const address = /^curl -sS '([^']+)'$/.exec(command)?.[1];
    expect(address, command).toBeDefined();
    expect((await request.get(address ?? '')).status(), command).toBe(200);
  }
});

test('says that there is no dump where none was made, and gives the client example', async ({ page, request }) => {
  await open(page);
  await expect(page.getByText('This service has published no dump yet.')).toBeVisible();
  const href = await page.getByRole('link', { name: 'client.mjs' }).getAttribute('href');
  const example = await request.get(href ?? '');
  expect(example.headers()['content-type']).toContain('javascript');
  expect(await example.text()).toContain('A client of a Scalewall service');
});

test('is told apart from the API itself, and costs the start nothing', async ({ page, request }) => {
  expect((await request.get('/api')).headers()['content-type']).toContain('text/html');
  expect((await request.get('/api/v2')).status()).toBe(404);
  const scripts: string[] = [];
  page.on('request', (asked) => {
    if (asked.resourceType() === 'script') scripts.push(asked.url());
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((url) => url.includes('api-page'))).toEqual([]);
});
