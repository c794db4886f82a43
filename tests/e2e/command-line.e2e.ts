import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import { healthSchema, storedRunSchema, submissionSchema } from '../../src/contract/api.ts';
import { bench, freshPath, readSubmission } from './bench.ts';
import { expectSameNumbers } from './results-table.ts';

const QUICK_SECONDS = 90;

test.describe('a quick run on the software adapter', () => {
  // One run serves the claims below: it takes most of the quick bar's 90 s.
  test.describe.configure({ mode: 'serial' });
  const path = freshPath('out.json');
  let permalink = '';

  test('ends within 90 s, whole, and submitted', async ({ baseURL }) => {
    test.setTimeout(2 * QUICK_SECONDS * 1000);
    const began = performance.now();
    const { code, stdout, stderr } = await bench(
      '--quick',
      '--adapter',
      'software',
      '--json',
      path,
      '--no-proof',
      '--submit',
      baseURL ?? '',
    );
    expect((performance.now() - began) / 1000).toBeLessThan(QUICK_SECONDS);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/✓ measured at its real widths/);
    expect(stdout).toMatch(/At 69 B parameters this GPU is 1\//);
    expect(stderr).not.toContain('\u001b');
    permalink = /Submitted: (\S+)/.exec(stderr)?.[1] ?? '';
    expect(permalink).toContain('/runs/');
  });

  test('has at least 16 sizes, 8 of them measured in prefill and in decode, each with samples, verification, clock and interval', () => {
    const { run, summary } = readSubmission(path);
    expect(summary.sizes.length).toBeGreaterThanOrEqual(16);
    for (const phase of ['prefill', 'decode'] as const) {
      const cells = summary.sizes.flatMap((size) =>
        size.phases.filter((cell) => cell.phase === phase && cell.kind === 'measured'),
      );
      const proven = cells.filter(
        ({ fewest_samples, worst_error_over_bound, clock, tokens_per_second: { low, value, high } }) =>
          fewest_samples >= 6 &&
          worst_error_over_bound !== null &&
          worst_error_over_bound <= 1 &&
          clock !== undefined &&
          low <= value &&
          value <= high,
      );
      expect(proven.length, phase).toBeGreaterThanOrEqual(8);
    }
    expect(run.flags.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['fallback-adapter', 'headless']));
  });

  test('left nothing beside its result', () => {
    expect(readdirSync(dirname(path))).toEqual(['out.json']);
  });

  test('is answered to everyone as it was sent', async ({ request }) => {
    const answer = await request.get(permalink.replace('/runs/', '/api/v1/runs/'));
    expect(storedRunSchema.parse(await answer.json()).submission).toEqual(readSubmission(path));
  });

  test('is stored once when sent again, with the same permalink', async ({ request }) => {
    const count = async () => healthSchema.parse(await (await request.get('/api/v1/health')).json()).runs;
    const before = await count();
    const answer = await request.post('/api/v1/runs', { data: readSubmission(path) });
    expect(answer.status()).toBe(409);
    expect(((await answer.json()) as { error: { url: string } }).error.url).toBe(permalink);
    expect(await count()).toBe(before);
  });

  test('shows the same numbers on its page as in the file', async ({ page }) => {
    await page.goto(permalink);
    const { summary } = readSubmission(path);
    await expectSameNumbers(page, summary);
  });
});

test('--json - puts the document, and nothing else, on standard output', async () => {
  const { stdout, stderr } = await bench(
    '--adapter',
    'software',
    '--sizes',
    '1e6..4e6',
    '--phases',
    'decode',
    '--budget',
    '4',
    '--json',
    '-',
  );
  const { run, summary } = submissionSchema.parse(JSON.parse(stdout));
  expect(run.requested.phases).toEqual(['decode']);
  expect(summary.sizes.map(({ id }) => id)).toEqual(run.requested.sizes);
  expect(stderr).toMatch(/Tokens per second/);
});

test('a service that is not there costs no result: exit 6, and a file that is named', async () => {
  const { code, stderr } = await bench(
    '--adapter',
    'software',
    '--sizes',
    'llama-style-1m',
    '--phases',
    'decode',
    '--budget',
    '3',
    '--submit',
    'http://127.0.0.1:2',
  );
  expect(code, stderr).toBe(6);
  const kept = /kept in (\S+\.json)/.exec(stderr)?.[1] ?? '';
  expect(readSubmission(kept).run.cells.length).toBe(1);
});

for (const [flags, reason] of [
  [['--qick'], 'Did you mean --quick?'],
  [['--sizes', '5..6'], 'the ladder has no size'],
  [['--json', '/missing-folder/out.json'], 'Nothing was measured'],
] as const) {
  test(`${flags.join(' ')} is refused with the reason, exit 2`, async () => {
    const { code, stdout, stderr } = await bench(...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });
}

test('a browser that is not there is exit 3, and leaves no file', async () => {
  const path = freshPath('out.json');
  const { code, stderr } = await bench('--browser', '/missing/chrome', '--json', path);
  expect(code).toBe(3);
  expect(stderr).toContain('there is no browser at /missing/chrome');
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(dirname(path))).toEqual([]);
});
