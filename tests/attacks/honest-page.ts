// Honest proofs from a real page under load: the built page in Chromium on the software adapter, against the service as it is
// started for everyone, with a worker that never rests and an animation that takes half of every frame.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { switchesFor, browserPath } from '../../src/cli/browser.ts';
import type { Answer, PageApi, ProofOutcome } from '../../src/contract/page.ts';
import { chromium, type Page } from 'playwright';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { startService } from '../../src/server/service.ts';
import { parseSettings } from '../../src/server/settings.ts';
import type { HonestResult } from './honest.ts';

declare global {
  var scalewall: PageApi | undefined;
}

export async function honestFromPage(folder: string, count: number): Promise<HonestResult> {
  const parsed = parseSettings({ PORT: '0', DATA_DIR: join(folder, 'page-data'), CHALLENGES_PER_MINUTE: '0' });
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  const suite = { version: SUITE_VERSION, summarise: publishedSummary };
  const service = await startService(parsed.settings, suite, { write: () => {}, request: () => {}, say: () => {} });
  const path = browserPath(undefined, process.env, process.cwd());
  const browser = await chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: [...switchesFor('software', process.platform)],
  });
  const faults: string[] = [];
  try {
    const page = await browser.newPage();
    await page.goto(service.address);
    await page.waitForFunction(() => globalThis.scalewall !== undefined);
    await keepBusy(page);
    for (let at = 0; at < count; at++) {
      const outcome = await provedBy(page, `sha256:${randomBytes(32).toString('hex')}`);
      if (outcome.kind !== 'proved') faults.push(outcome.reason);
    }
  } finally {
    await browser.close();
    await service.stop();
  }
  return { name: 'a page under load, in Chromium', tried: count, accepted: count - faults.length, overBound: Number.NaN, faults };
}

async function keepBusy(page: Page): Promise<void> {
  const headers = { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'same-origin' };
  await page.route('**/busy-worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', headers, body: 'postMessage("busy"); for (;;);' }),
  );
  await page.evaluate(async () => {
    const worker = new Worker('/busy-worker.js');
    await new Promise((resolve) => {
      worker.addEventListener('message', resolve);
    });
    const frame = () => {
      const until = performance.now() + 8;
      while (performance.now() < until);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

function provedBy(page: Page, digest: string): Promise<ProofOutcome> {
  return page.evaluate(async (asked): Promise<ProofOutcome> => {
    const ask = async <T>(path: string, type: string, body: BodyInit): Promise<Answer<T>> => {
      const response = await fetch(`/api/v1/challenges${path}`, { method: 'POST', headers: { 'content-type': type }, body });
      const json = (await response.json()) as T & { error?: { message: string } };
      return response.ok
        ? { kind: 'ok', value: json }
        : { kind: 'unreachable', message: json.error?.message ?? response.statusText };
    };
    const outcome = await globalThis.scalewall?.prove(
      { digest: asked, kernels: [] },
      {
        challenge: (request) => ask('', 'application/json', JSON.stringify(request)),
        commitment: (id, root) => ask(`/${id}/commitment`, 'application/json', JSON.stringify({ root })),
        opening: (id, opening) => ask(`/${id}/opening`, 'application/octet-stream', opening),
      },
    );
    return outcome ?? { kind: 'failed', reason: 'the page has no programs’ interface', isServiceAway: false };
  }, digest);
}
