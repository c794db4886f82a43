import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-answer.ts';
import '../../src/components/sw-halvings.ts';
import '../../src/components/sw-numbers.ts';
import '../../src/components/sw-point.ts';
import '../../src/components/sw-shares.ts';
import '../../src/components/sw-time-parts.ts';
import type { AnswerElement } from '../../src/components/sw-answer.ts';
import type { Halvings } from '../../src/components/sw-halvings.ts';
import type { Numbers } from '../../src/components/sw-numbers.ts';
import type { PointElement } from '../../src/components/sw-point.ts';
import type { Shares } from '../../src/components/sw-shares.ts';
import type { TimeParts } from '../../src/components/sw-time-parts.ts';
import { HOLDS } from '../../src/components/explore-words.ts';
import { buildExploration } from '../fixtures/exploration-builder.ts';
import { mount, part, parts, settled, words } from './mount.ts';

const report = buildExploration();

async function open(numbers: Numbers, index: number): Promise<void> {
  parts(numbers, 'summary').forEach((summary, at) => {
    if (at === index && summary instanceof HTMLElement) summary.click();
  });
  // The toggle event comes a task later.
  await settled(numbers);
  await settled(numbers);
}

test('a number opens to its formula, its source with the date, and its inputs, which open in turn', async () => {
  const numbers = await mount<Numbers>(
    html`<sw-numbers .facts=${[{ id: 'dollars', name: 'Cost', value: '$10 M' }]} .explained=${report.explained}></sw-numbers>`,
  );
  expect(words(numbers)).not.toContain('GPU hours × dollars of a GPU hour');
  await open(numbers, 0);
  for (const piece of ['GPU hours × dollars of a GPU hour', 'derived', '2026-11', '1.3 for restarts'])
    expect(words(numbers)).toContain(piece);
  await open(numbers, 2);
  expect(words(numbers)).toContain('median of quotes');
  expect(part(numbers, 'a').getAttribute('href')).toBe('https://example.org/prices');
});

test('a number that is its own input further down is named and not opened again', async () => {
  const numbers = await mount<Numbers>(
    html`<sw-numbers .facts=${[{ id: 'dollars', name: 'Cost', value: '$10 M' }]} .explained=${report.explained}></sw-numbers>`,
  );
  await open(numbers, 0);
  await open(numbers, 1);
  expect(words(numbers)).toContain('Dollars to train (above)');
});

test('a number without an explanation is shown and does not open', async () => {
  const numbers = await mount<Numbers>(
    html`<sw-numbers .facts=${[{ id: 'nothing', name: 'Tokens', value: '1.4 T' }]} .explained=${[]}></sw-numbers>`,
  );
  expect(words(numbers)).toBe('Tokens 1.4 T');
  expect(parts(numbers, 'details')).toHaveLength(0);
});

test('the parts of a step fill the bar, and each has its words and its share', async () => {
  const element = await mount<TimeParts>(
    html`<sw-time-parts .parts=${{ matmul: 3, bubble: 1, experts: 0 }} label="One step"></sw-time-parts>`,
  );
  expect(parts(element, '.bar rect')).toHaveLength(2);
  expect(parts(element, '.parts li').map((item) => item.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
    'Matrix products 75 % 3.0 s',
    'Pipeline bubble 25 % 1.0 s',
  ]);
  expect(part(element, '.bar').getAttribute('aria-label')).toBe('One step: Matrix products 75 %, Pipeline bubble 25 %.');
});

test('links stand by their share of the uncertainty, the largest first, with what they are', async () => {
  const element = await mount<Shares>(
    html`<sw-shares
      .links=${[
        { link: 'price', share: 0.3 },
        { link: 'calibration', share: 0.7 },
      ]}
      label="dollars"
    ></sw-shares>`,
  );
  expect(parts(element, 'dt').map((term) => term.textContent?.trim().split(' ')[0])).toEqual(['Calibration', 'Price']);
  expect(parts(element, 'dd.number').map((share) => share.textContent)).toEqual(['70 %', '30 %']);
  element.links = [];
  await element.updateComplete;
  expect(words(element)).toContain('No interval is known here');
});

test('a lever that cannot halve the cost says so', async () => {
  const element = await mount<Halvings>(html`<sw-halvings .halvings=${report.focus.halvings}></sw-halvings>`);
  const rows = parts(element, 'tbody tr').map((row) => row.textContent?.replace(/\s+/g, ' ').trim());
  expect(rows[0]).toContain('$1.25');
  expect(rows[1]).toContain('does not halve it');
  element.halvings = [];
  await element.updateComplete;
  expect(words(element)).toContain('Nothing was tried here');
});

test('the chosen size has its layout and why, its memory, both times, the links and both optima', async () => {
  const element = await mount<PointElement>(html`<sw-point .report=${report}></sw-point>`);
  for (const piece of ['70 B parameters', 'tp 8, pp 4', 'would cost 6 % more', '71.0 GB of 80.0 GB', 'bounded by'])
    expect(
      `${words(element)} ${parts(element, 'sw-numbers')
        .map((numbers) => numbers.shadowRoot?.textContent)
        .join(' ')}`,
    ).toContain(piece);
  expect(parts(element, 'sw-time-parts')).toHaveLength(2);
  expect(parts(element, 'sw-shares')).toHaveLength(2);
  expect(parts(element, 'tbody tr')).toHaveLength(2);
});

test('a chosen size out of reach says why, and shows no layout and no optimum', async () => {
  const element = await mount<PointElement>(html`<sw-point .report=${buildExploration({ mostParameters: 1e9 })}></sw-point>`);
  expect(parts(element, 'sw-numbers')[0]?.shadowRoot?.textContent).toContain('needs 12 TB');
  expect(words(element)).not.toContain('tp 8');
  expect(words(element)).toContain('outside the law');
});

test('the answer says the cost of the chosen size, and of ten times as much', async () => {
  const element = await mount<AnswerElement>(html`<sw-answer .report=${report}></sw-answer>`);
  expect(words(element)).toMatch(/70 B parameters .* cost \$1\.0 \(0\.69–1\.5\) M .* cost 100 times as much/);
});

test.each(HOLDS)('with %s held the answer compares with a model ten times as large', async (hold) => {
  const element = await mount<AnswerElement>(
    html`<sw-answer .report=${buildExploration({ exploration: { hold } })}></sw-answer>`,
  );
  expect(words(element)).toMatch(/[Tt]en times as/);
});

test('a size out of reach has no answer but the reason, and nothing computed yet says so', async () => {
  const element = await mount<AnswerElement>(html`<sw-answer .report=${buildExploration({ mostParameters: 1e9 })}></sw-answer>`);
  expect(words(element)).toContain('out of reach: needs 12 TB');
  element.report = undefined;
  await element.updateComplete;
  expect(words(element)).toContain('being computed');
});
