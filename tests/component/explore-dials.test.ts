import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-explore-dials.ts';
import '../../src/components/sw-size-slider.ts';
import { dialText, readDial } from '../../src/components/explore-fields.ts';
import type { ExplorationChange, ExploreDials } from '../../src/components/sw-explore-dials.ts';
import type { FocusChange } from '../../src/components/sw-size-chart.ts';
import type { SizeSlider } from '../../src/components/sw-size-slider.ts';
import { DEFAULT_EXPLORATION, explorationSchema, type Exploration } from '../../src/contract/exploration.ts';
import { button, heard, mount, part, partAs, parts, type, words } from './mount.ts';

const form = (exploration: Partial<Exploration> = {}) =>
  mount<ExploreDials>(html`<sw-explore-dials .exploration=${{ ...DEFAULT_EXPLORATION, ...exploration }}></sw-explore-dials>`);

function pick(dials: ExploreDials, selector: string, value: string): void {
  const select = partAs(dials, selector, HTMLSelectElement);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

test('a typed number becomes a valid exploration', async () => {
  const dials = await form();
  const changes = heard<ExplorationChange>(dials, 'exploration-change');
  type(partAs(dials, 'input#budget_dollars', HTMLInputElement), '2.5 B');
  expect(changes).toHaveLength(1);
  expect(explorationSchema.parse(changes[0]?.exploration).budget_dollars).toBe(2.5e9);
});

test.each([
  ['gpu_count', '0'],
  ['gpu_count', '2.5'],
  ['days', 'soon'],
  ['budget_dollars', ''],
  ['sparsity', '0.5'],
] as const)('a %s of "%s" is refused beside its field, kept as typed, and changes nothing', async (dial, text) => {
  const dials = await form();
  const changes = heard<ExplorationChange>(dials, 'exploration-change');
  const input = partAs(dials, `input#${dial}`, HTMLInputElement);
  type(input, text);
  await dials.updateComplete;
  expect(changes).toEqual([]);
  expect(input.value).toBe(text);
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(part(dials, `#${dial}-below`).getAttribute('role')).toBe('alert');
});

test('a refused field recovers when its text becomes valid, and a number half typed is not rewritten', async () => {
  const dials = await form();
  const input = partAs(dials, 'input#tokens_per_parameter', HTMLInputElement);
  type(input, 'x');
  type(input, '30.');
  await dials.updateComplete;
  expect(input.getAttribute('aria-invalid')).toBe('false');
  expect(input.value).toBe('30.');
  expect(dials.exploration.tokens_per_parameter).toBe(30);
});

test('what is held decides which dials there are', async () => {
  const dials = await form();
  expect(parts(dials, 'input#tokens_per_parameter')).toHaveLength(1);
  expect(parts(dials, 'input#target_loss')).toHaveLength(0);
  pick(dials, 'select#hold', 'loss');
  await dials.updateComplete;
  expect(parts(dials, 'input#tokens_per_parameter')).toHaveLength(0);
  expect(parts(dials, 'input#target_loss')).toHaveLength(1);
});

test('a bought GPU has a price, years and a worth at the end; a rented one has a price an hour', async () => {
  const rented = await form();
  expect(parts(rented, 'input#price_dollars_per_gpu_hour')).toHaveLength(1);
  expect(parts(rented, 'input#lifetime_years')).toHaveLength(0);
  const bought = await form({ acquisition: 'bought' });
  for (const dial of ['price_dollars_per_gpu', 'lifetime_years', 'residual_share', 'use_share'])
    expect(parts(bought, `input#${dial}`)).toHaveLength(1);
});

test('a dial turned by hand comes from no scenario any more', async () => {
  const dials = await form({ scenario: 'h100-price' });
  const changes = heard<ExplorationChange>(dials, 'exploration-change');
  pick(dials, 'select#hold', 'budget');
  expect(changes[0]?.exploration).toEqual({ ...DEFAULT_EXPLORATION, hold: 'budget' });
});

test('the slider of a dial moves it by equal ratios between its ends', async () => {
  const dials = await form();
  const changes = heard<ExplorationChange>(dials, 'exploration-change');
  const slider = partAs(dials, '.slide:has(#gpu_count) input[type=range]', HTMLInputElement);
  for (const position of ['0', '100', '200']) {
    slider.value = position;
    slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  expect(changes.map(({ exploration }) => exploration.gpu_count)).toEqual([1, 1000, 1_000_000]);
});

test('Back to the defaults clears refused texts and emits the defaults', async () => {
  const dials = await form({ gpu_count: 8 });
  const changes = heard<ExplorationChange>(dials, 'exploration-change');
  type(partAs(dials, 'input#days', HTMLInputElement), 'x');
  await dials.updateComplete;
  button(dials, 'Back to the defaults').click();
  await dials.updateComplete;
  expect(changes.at(-1)?.exploration).toEqual(DEFAULT_EXPLORATION);
  expect(parts(dials, '[aria-invalid=true]')).toHaveLength(0);
});

test('an accelerator of the address that is not in the list is still shown', async () => {
  const dials = await form({ accelerator: 'Something new' });
  expect(partAs(dials, 'select#accelerator', HTMLSelectElement).value).toBe('Something new');
  expect(words(dials)).toContain('Something new');
});

test.each([
  ['budget_dollars', 1e8, '100 M'],
  ['served_tokens', 1e12, '1 T'],
  ['gpu_count', 10_000, '10000'],
  ['use_share', 0.85, '85'],
] as const)('%s of %d is shown as %s, and read back the same', (dial, value, text) => {
  const exploration = { ...DEFAULT_EXPLORATION, [dial]: value };
  expect(dialText(exploration, dial)).toBe(text);
  const reading = readDial(DEFAULT_EXPLORATION, dial, text);
  expect(reading.kind === 'valid' && reading.exploration[dial]).toBe(value);
});

test('the size slider chooses a size and says it in words', async () => {
  const slider = await mount<SizeSlider>(html`<sw-size-slider .parameters=${70e9}></sw-size-slider>`);
  const changes = heard<FocusChange>(slider, 'focus-change');
  const input = partAs(slider, 'input', HTMLInputElement);
  expect(input.getAttribute('aria-valuetext')).toBe('70 B parameters');
  input.value = '200';
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  expect(changes).toEqual([{ parameters: 1e13 }]);
});
