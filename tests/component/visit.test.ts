import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-flags.ts';
import '../../src/components/sw-headline.ts';
import '../../src/components/sw-progress.ts';
import '../../src/components/sw-recorded-banner.ts';
import '../../src/components/sw-start.ts';
import type { Flags } from '../../src/components/sw-flags.ts';
import type { Headline } from '../../src/components/sw-headline.ts';
import type { Progress } from '../../src/components/sw-progress.ts';
import type { RecordedBanner } from '../../src/components/sw-recorded-banner.ts';
import type { RunStart, Start } from '../../src/components/sw-start.ts';
import { FLAG_KINDS, type Trial } from '../../src/contract/run.ts';
import { buildReport } from '../fixtures/report-builder.ts';
import { button, heard, mount, part, partAs, parts, words } from './mount.ts';

test('the button asks for a run of the chosen length', async () => {
  const start = await mount<Start>(html`<sw-start gpuName="Planted"></sw-start>`);
  const runs = heard<RunStart>(start, 'run-start');
  button(start, 'Measure my GPU').click();
  parts(start, 'input[type=radio]').forEach(
    (input, index) => index === 1 && input.dispatchEvent(new Event('change', { bubbles: true })),
  );
  button(start, 'Measure my GPU').click();
  expect(runs).toEqual([{ length: 'quick' }, { length: 'full' }]);
});

test('beside the button stand the promise, the time and the GPU', async () => {
  const start = await mount<Start>(html`<sw-start gpuName="Planted GPU" browserName="Chromium 153"></sw-start>`);
  for (const piece of ['Nothing is downloaded, nothing is sent.', '30 s', 'Planted GPU', 'Chromium 153'])
    expect(words(start)).toContain(piece);
});

test('a software adapter is warned of, a GPU is not', async () => {
  const start = await mount<Start>(html`<sw-start .isFallback=${true}></sw-start>`);
  expect(words(start)).toContain('software adapter');
  start.isFallback = false;
  await start.updateComplete;
  expect(words(start)).not.toContain('software adapter');
});

test('every reason for having no GPU is explained in its own words, without a button', async () => {
  const explained = new Set<string>();
  for (const reason of ['no-api', 'insecure-context', 'no-adapter', 'blocked'] as const) {
    const start = await mount<Start>(html`<sw-start .unavailable=${reason}></sw-start>`);
    explained.add(part(start, '[role=note]').textContent ?? '');
    expect(parts(start, 'button')).toHaveLength(0);
  }
  expect(explained.size).toBe(4);
});

test('progress shows stage, size and phase, and stops once asked', async () => {
  const progress = await mount<Progress>(
    html`<sw-progress
      .progress=${{ stage: 'measuring', size: 'Llama 2 7B', phase: 'prefill', fraction: 0.42, elapsed_seconds: 12.9 }}
    ></sw-progress>`,
  );
  const stops = heard(progress, 'run-stop');
  for (const piece of ['Measuring', 'Llama 2 7B', 'Prefill', '12 s']) expect(words(progress)).toContain(piece);
  expect(partAs(progress, 'progress', HTMLProgressElement).value).toBeCloseTo(0.42, 6);
  button(progress, 'Stop').click();
  expect(stops).toHaveLength(1);
  progress.isStopping = true;
  await progress.updateComplete;
  expect(button(progress, 'Stopping …').disabled).toBe(true);
});

test('progress is announced at a new stage and at each quarter, not at each tick', async () => {
  const at = (fraction: number) => ({ stage: 'measuring' as const, fraction, elapsed_seconds: 1 });
  const progress = await mount<Progress>(html`<sw-progress .progress=${at(0.3)}></sw-progress>`);
  const said = async (fraction: number): Promise<string> => {
    progress.progress = at(fraction);
    await progress.updateComplete;
    return part(progress, '[role=status]').textContent ?? '';
  };
  const first = await said(0.31);
  expect(await said(0.49)).toBe(first);
  expect(await said(0.51)).not.toBe(first);
});

test('the headline says ratio, days and dollars, each with its interval', async () => {
  const headline = await mount<Headline>(html`<sw-headline .report=${buildReport()}></sw-headline>`);
  expect(part(headline, '.sentence').textContent?.replace(/\s+/g, ' ')).toMatch(
    /At 69 B parameters your GPU is 1\/\d+ of an H100 \(1\/\d+ to 1\/\d+\)\. Training that size on 10,000 H100s takes .+ days \(.+ to .+\) and \$.+ \(\$.+ to \$.+\)\./,
  );
});

test('a GPU faster than an H100 is a multiple of it, not a fraction', async () => {
  const report = buildReport();
  const headline = await mount<Headline>(
    html`<sw-headline
      .report=${{ ...report, headline: { ...report.headline, h100Ratio: { value: 0.5, low: 0.45, high: 0.55 } } }}
    ></sw-headline>`,
  );
  expect(words(headline)).toContain('2.0 times an H100');
});

test('the headline says when training does not fit, and names another owner’s GPU', async () => {
  const report = buildReport({ assumptions: { gpu_count: 4 } });
  const headline = await mount<Headline>(html`<sw-headline .report=${report} owner="other"></sw-headline>`);
  expect(words(headline)).toContain('does not fit on 4 H100s');
  expect(words(headline)).toContain(report.gpuName);
});

test('a headline without a training rate says so instead of inventing one', async () => {
  const report = buildReport();
  const headline = await mount<Headline>(
    html`<sw-headline .report=${{ ...report, headline: { ...report.headline, h100Ratio: undefined } }}></sw-headline>`,
  );
  expect(words(headline)).toContain('no training rate');
});

test('a recorded run is said to be one', async () => {
  const banner = await mount<RecordedBanner>(
    html`<sw-recorded-banner gpuName="Planted" startedAt="2026-11-23T12:00:00Z"></sw-recorded-banner>`,
  );
  expect(words(banner)).toBe('This is a recorded run on Planted of 23 November 2026, not your GPU.');
});

test('every kind of flag has its own words, and one seen twice is said once', async () => {
  const flags = [...FLAG_KINDS, ...FLAG_KINDS].map((kind) => ({ kind, at_seconds: 1, detail: '' }));
  const element = await mount<Flags>(html`<sw-flags .run=${buildReport({ flags }).run}></sw-flags>`);
  const said = parts(element, '.flags li').map((item) => item.textContent?.trim());
  expect(new Set(said).size).toBe(FLAG_KINDS.length);
  expect(said).toHaveLength(FLAG_KINDS.length);
});

test('holes are named with reason and message', async () => {
  const hole = (id: string, outcome: Trial['outcome']): Trial => ({
    id,
    role: 'ladder',
    operation: { kind: 'empty' },
    kernel: 'k',
    precision: 'f32',
    outcome,
  });
  const trials = [
    hole('matmul-a', { kind: 'failed', reason: 'out-of-memory', detail: 'createBuffer refused' }),
    hole('fma-f16', { kind: 'skipped', reason: 'missing-feature', detail: 'shader-f16' }),
  ];
  const element = await mount<Flags>(
    html`<sw-flags .run=${buildReport({ trials, completion: { kind: 'device-lost', detail: '' } }).run}></sw-flags>`,
  );
  for (const piece of ['The GPU was lost', 'matmul-a', 'out of memory: createBuffer refused', 'fma-f16', 'shader-f16'])
    expect(words(element)).toContain(piece);
});
