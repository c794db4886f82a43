// Sending a result: what is asked, what is shown in every state, and what a visitor can do in each.
import { html } from 'lit';
import { afterEach, expect, test } from 'vitest';
import '../../src/components/sw-kept.ts';
import '../../src/components/sw-submit.ts';
import type { SubmitChoice, SubmitState } from '../../src/components/submit-state.ts';
import type { Kept } from '../../src/components/sw-kept.ts';
import type { Submit } from '../../src/components/sw-submit.ts';
import { keepDeleteLink, keptDeleteLink } from '../../src/app/delete-links.ts';
import { forgetSubmission, keepSubmission, keptSubmissions, MOST_KEPT } from '../../src/app/kept-submissions.ts';
import { sendWhileBusy } from '../../src/app/send-while-busy.ts';
import type { Answer } from '../../src/contract/page.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import type { Verification } from '../../src/contract/proof.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { button, heard, mount, part, partAs, parts, words } from './mount.ts';

const verification: Verification = {
  kind: 'matmul-chain-f32',
  rows: 2048,
  links: 128,
  checks: 64,
  elapsed_seconds: 2.5,
  flop: 2.2e12,
  least_share: 0.86,
  confidence: 0.99,
  verified_flop_per_second: 7.56e11,
};
const stored = { kind: 'stored', url: '/runs/1', deleteUrl: '/runs/1#delete=0f', unprovedReason: undefined } as const;

test('the exact text is shown, character for character', async () => {
  const text = '{\n  "name": "<b>&amp; é"\n}';
  const submit = await mount<Submit>(html`<sw-submit .document=${text}></sw-submit>`);
  expect(part(submit, 'pre').textContent).toBe(text);
});

test('with proof, without and not at all are equal buttons beside what a proof costs, and each is heard', async () => {
  const submit = await mount<Submit>(html`<sw-submit .document=${'{}'}></sw-submit>`);
  expect(words(submit)).toContain('4 to 8 seconds of work on your GPU');
  const buttons = ['Send it', 'Send it without proof', 'Keep it here'].map((name) => button(submit, name));
  expect(new Set(buttons.map((one) => getComputedStyle(one).backgroundColor)).size).toBe(1);
  expect(new Set(buttons.map((one) => one.offsetWidth)).size).toBe(1);
  const [sent, kept] = [heard<SubmitChoice>(submit, 'run-submit'), heard(submit, 'run-keep')];
  for (const one of buttons) one.click();
  expect(sent).toEqual([{ isProofWanted: true }, { isProofWanted: false }]);
  expect(kept).toHaveLength(1);
});

const again = ['Send it without proof', 'Keep it here'];
test.each([
  [{ kind: 'proving', stage: 'calibrating', fraction: 0 }, 'how much work your GPU does', ['Stop']],
  [{ kind: 'proving', stage: 'computing', fraction: 0.5 }, 'the service’s clock runs', ['Stop']],
  [{ kind: 'proving', stage: 'opening', fraction: 1 }, 'asked for some rows', ['Stop']],
  [{ kind: 'sending' }, 'Sending', []],
  [{ kind: 'kept' }, 'Nothing was sent', ['Send it after all', 'Send it without proof']],
  [{ ...stored, verification }, 'Verified: at least 756 GFLOP/s', ['Copy the delete link']],
  [{ ...stored, verification: undefined }, 'Unverified: it was sent without a proof', ['Copy the delete link']],
  [
    { ...stored, verification: undefined, unprovedReason: 'the device was lost' },
    'Unverified: the device was lost.',
    ['Copy the delete link'],
  ],
  [{ kind: 'already-stored', url: '/runs/1', deleteUrl: undefined }, 'stored before', []],
  [{ kind: 'already-stored', url: '/runs/1', deleteUrl: '/runs/1#delete=0f' }, 'can delete the result', ['Copy the delete link']],
  [
    { kind: 'waiting', message: 'no answer', retryAfterSeconds: 30, isKept: true },
    'asks to wait 30.0 s. The result is kept in this browser',
    ['Try again', 'Send it without proof', 'Throw it away'],
  ],
  [
    { kind: 'waiting', message: 'no answer', retryAfterSeconds: undefined, isKept: false },
    'download the result',
    ['Try again', ...again],
  ],
  [{ kind: 'failed', message: 'no connection' }, 'Nothing is lost', ['Try again', ...again]],
] as const satisfies readonly (readonly [SubmitState, string, readonly string[]])[])(
  'submitting in state %o has its words, its buttons and its link',
  async (state, piece, buttons) => {
    const submit = await mount<Submit>(html`<sw-submit .document=${'{}'} .state=${state}></sw-submit>`);
    expect(words(submit)).toContain(piece);
    expect(parts(submit, 'button').map((item) => item.textContent?.trim())).toEqual(buttons);
    expect(parts(submit, 'a').map((link) => link.getAttribute('href'))).toEqual('url' in state ? [state.url] : []);
  },
);

test('the delete link is shown whole, and copying it is asked of the page', async () => {
  const submit = await mount<Submit>(html`<sw-submit .state=${{ ...stored, verification }}></sw-submit>`);
  const copies = heard<string>(submit, 'link-copy');
  expect(words(submit)).toContain(stored.deleteUrl);
  button(submit, 'Copy the delete link').click();
  expect(copies).toEqual([stored.deleteUrl]);
});

test('a proof shows how far it is, and can be stopped', async () => {
  const submit = await mount<Submit>(
    html`<sw-submit .state=${{ kind: 'proving', stage: 'computing', fraction: 0.25 }}></sw-submit>`,
  );
  const stops = heard(submit, 'proof-stop');
  expect(partAs(submit, 'progress', HTMLProgressElement).value).toBeCloseTo(0.25, 6);
  button(submit, 'Stop').click();
  expect(stops).toHaveLength(1);
});

test('nothing is said of earlier results where there are none, and each of those there are can be sent or thrown away', async () => {
  const kept = await mount<Kept>(html`<sw-kept></sw-kept>`);
  expect(words(kept)).toBe('');
  const item = {
    digest: 'sha256:1',
    gpu: 'Planted',
    keptAt: '2026-11-24T10:00:00Z',
    isProofWanted: true,
    state: { kind: 'idle' },
  } as const;
  kept.items = [item, { ...item, digest: 'sha256:2', isProofWanted: false }];
  await kept.updateComplete;
  const [sent, dropped] = [heard<string>(kept, 'kept-send'), heard<string>(kept, 'kept-drop')];
  expect(words(kept)).toContain('A result of Planted, kept in this browser since');
  button(kept, 'Prove and send it now').click();
  button(kept, 'Send it now').click();
  button(kept, 'Throw it away').click();
  expect([sent, dropped]).toEqual([['sha256:1', 'sha256:2'], ['sha256:1']]);
});

const run = buildRun();
const documentOf = JSON.stringify({
  schema_version: 1,
  kind: 'scalewall-result',
  digest: `sha256:${'0'.repeat(64)}`,
  run,
  summary: publishedSummary(run),
});
const entry = (name: number) => ({
  digest: `sha256:${name}`,
  document: documentOf,
  gpu: 'Planted',
  keptAt: new Date(Date.UTC(2026, 10, 24, 10, name)).toISOString(),
  isProofWanted: true,
});

afterEach(async () => {
  localStorage.clear();
  for (const { digest } of await keptSubmissions()) await forgetSubmission(digest);
});

test('a kept submission is there in a later visit, whole, until it is forgotten; the oldest of too many gives way', async () => {
  for (let name = 0; name <= MOST_KEPT; name++) expect(await keepSubmission(entry(name))).toBe(true);
  const kept = await keptSubmissions();
  expect(kept.map(({ digest }) => digest)).toEqual(Array.from({ length: MOST_KEPT }, (_, at) => `sha256:${MOST_KEPT - at}`));
  expect(kept[0]).toEqual(entry(MOST_KEPT));
  await keepSubmission({ ...entry(3), isProofWanted: false });
  expect((await keptSubmissions()).filter(({ digest }) => digest === 'sha256:3')).toEqual([
    { ...entry(3), isProofWanted: false },
  ]);
  await forgetSubmission('sha256:3');
  expect((await keptSubmissions()).map(({ digest }) => digest)).not.toContain('sha256:3');
});

test('what is kept and is no result document is not offered', async () => {
  await keepSubmission({ ...entry(1), document: '{"kind":"other"}' });
  await keepSubmission({ ...entry(2), document: 'not JSON' });
  expect(await keptSubmissions()).toEqual([]);
});

test('delete links are found again by their permalink, the newest fifty of them', () => {
  for (let name = 0; name <= 50; name++) keepDeleteLink(`/runs/${name}`, `/runs/${name}#delete=${name}`);
  expect(keptDeleteLink('/runs/50')).toBe('/runs/50#delete=50');
  expect(keptDeleteLink('/runs/0')).toBeUndefined();
  localStorage.setItem('scalewall-delete-links', '[not JSON');
  expect(keptDeleteLink('/runs/50')).toBeUndefined();
});

function answering(answers: readonly Answer<number>[]) {
  const left = [...answers];
  return { send: async () => left.shift() ?? { kind: 'ok' as const, value: 0 }, left };
}
const busy = (retryAfterSeconds: number | undefined): Answer<number> => ({
  kind: 'refused',
  code: 'busy',
  message: 'busy',
  url: undefined,
  retryAfterSeconds,
});

test('what a busy service asks to be sent again is sent again, a few times, and nothing else is', async () => {
  const signal = new AbortController().signal;
  const patient = answering([busy(0), busy(0.01), { kind: 'ok', value: 7 }]);
  expect(await sendWhileBusy(patient.send, signal)).toEqual({ kind: 'ok', value: 7 });
  const never = answering(Array.from({ length: 9 }, () => busy(0)));
  expect(await sendWhileBusy(never.send, signal)).toEqual(busy(0));
  expect(never.left).toHaveLength(3);
  const refused = answering([busy(undefined), { kind: 'ok', value: 7 }]);
  expect(await sendWhileBusy(refused.send, signal)).toEqual(busy(undefined));
});

test('waiting for a busy service ends when the visitor stops it', async () => {
  const abort = new AbortController();
  const ended = sendWhileBusy(answering([busy(600), { kind: 'ok', value: 7 }]).send, abort.signal);
  abort.abort();
  expect(await ended).toEqual(busy(600));
});
