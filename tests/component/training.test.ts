import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-training.ts';
import type { LossChart } from '../../src/components/sw-loss-chart.ts';
import type { Proof, Training, TrainingState, TrainingText } from '../../src/components/sw-training.ts';
import { heard, mount, part, partAs, parts, press, settled, words } from './mount.ts';

const TEXT: TrainingText = { title: 'A Tale', author: 'Someone', characters: 5580, unigramEntropy: 3.03 };
const PROOF: Proof = {
  gradients: { compared: 19, worstName: 'head', worstShare: 0.007, isWithin: true },
  operations: { compared: 71, worstName: 'copy', worstShare: 0.3, isWithin: true },
};

const mounted = async (state: TrainingState) =>
  mount<Training>(html`<sw-training .state=${state} .text=${TEXT} .steps=${200}></sw-training>`);

test('idle it names the text and starts on a press of the button', async () => {
  const element = await mounted({ kind: 'idle' });
  for (const piece of ['A Tale', 'Someone', '5,580']) expect(words(element)).toContain(piece);
  const starts = heard(element, 'training-start');
  partAs(element, 'button', HTMLButtonElement).click();
  expect(starts).toHaveLength(1);
});

test('running it says what it compares, then what was proved, and stops on a press', async () => {
  const element = await mounted({ kind: 'running', proof: undefined, losses: [] });
  expect(part(element, '[role=status]').textContent).toContain('double precision');
  const stops = heard(element, 'training-stop');
  partAs(element, 'button', HTMLButtonElement).click();
  expect(stops).toHaveLength(1);
  element.state = { kind: 'running', proof: PROOF, losses: [4, 3.5] };
  await settled(element);
  for (const piece of ['19 parameter arrays', 'head', '0.70', '71 operations', 'copy']) expect(words(element)).toContain(piece);
  expect(words(element)).not.toContain('Out of bounds');
});

test('a proof that failed says so', async () => {
  const element = await mounted({
    kind: 'running',
    proof: { ...PROOF, gradients: { ...PROOF.gradients, worstShare: 20, isWithin: false } },
    losses: [],
  });
  expect(words(element)).toContain('Out of bounds');
});

test('done it holds the loss against the unigram entropy, whichever way it came out', async () => {
  const done = { kind: 'done', proof: PROOF, losses: [4, 3, 2], lossAfter: 2.28, isStopped: false } as const;
  expect(words(await mounted({ ...done, isBelow: true }))).toContain('2.28 nats a character, below the 3.03');
  expect(words(await mounted({ ...done, isBelow: false }))).toContain('not below');
});

test('stopped early it says how far it came and judges nothing', async () => {
  const stopped = { kind: 'done', proof: PROOF, losses: [4, 3, 2], lossAfter: 3.5, isBelow: false, isStopped: true } as const;
  const said = words(await mounted(stopped));
  expect(said).toContain('Stopped after 3 of 200 steps');
  expect(said).not.toContain('✗');
});

test('failed it gives the reason and a way to try again', async () => {
  const element = await mounted({ kind: 'failed', message: 'no adapter', proof: undefined, losses: [] });
  expect(part(element, '[role=alert]').textContent).toContain('no adapter');
  expect(parts(element, 'button')).toHaveLength(1);
});

test('failed on the way it keeps what was proved and the losses so far', async () => {
  const element = await mounted({ kind: 'failed', message: 'the GPU device was lost', proof: PROOF, losses: [4, 3] });
  expect(words(element)).toContain('19 parameter arrays');
  expect(parts(element, 'sw-loss-chart')).toHaveLength(1);
});

test('the chart says its ends and its level, and a cursor walks the steps', async () => {
  const chart = await mount<LossChart>(
    html`<sw-loss-chart .losses=${[4.1, 3.2, 2.4]} .level=${3.03} .steps=${10}></sw-loss-chart>`,
  );
  const summary = part(chart, 'svg[role=img]').getAttribute('aria-label') ?? '';
  for (const piece of ['3.03', '4.10', '2.40', '3 steps']) expect(summary).toContain(piece);
  const cursor = partAs(chart, '[role=slider]', HTMLElement);
  expect(cursor.getAttribute('aria-valuetext')).toContain('Step 3');
  press(cursor, 'Home');
  await chart.updateComplete;
  expect(cursor.getAttribute('aria-valuetext')).toContain('Step 1');
  expect(part(chart, '.train .line').getAttribute('d')).toContain('C');
});
