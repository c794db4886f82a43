import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../src/components/sw-knobs.ts';
import { knobText, readKnob, type NumberKnob } from '../../src/components/knob-fields.ts';
import type { AssumptionsChange, Knobs } from '../../src/components/sw-knobs.ts';
import { assumptionsSchema, DEFAULT_ASSUMPTIONS } from '../../src/contract/assumptions.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { button, heard, mount, part, partAs, parts, type } from './mount.ts';

const form = () => mount<Knobs>(html`<sw-knobs .sizes=${LADDER}></sw-knobs>`);

test('a typed number becomes a valid assumption', async () => {
  const knobs = await form();
  const changes = heard<AssumptionsChange>(knobs, 'assumptions-change');
  type(partAs(knobs, 'input#tokens_per_parameter', HTMLInputElement), '200');
  expect(changes).toHaveLength(1);
  expect(assumptionsSchema.parse(changes[0]?.assumptions).tokens_per_parameter).toBe(200);
});

test.each([
  ['gpu_count', '0'],
  ['gpu_count', '100001'],
  ['gpu_count', '2.5'],
  ['tokens_per_parameter', 'many'],
  ['utilisation', '101'],
  ['tokens_per_parameter', ''],
] as const)('a %s of "%s" is refused beside its field, kept as typed, and changes nothing', async (knob, text) => {
  const knobs = await form();
  const changes = heard<AssumptionsChange>(knobs, 'assumptions-change');
  const input = partAs(knobs, `input#${knob}`, HTMLInputElement);
  type(input, text);
  await knobs.updateComplete;
  expect(changes).toEqual([]);
  expect(input.value).toBe(text);
  expect(input.getAttribute('aria-invalid')).toBe('true');
  const below = part(knobs, `#${input.getAttribute('aria-describedby')}`);
  expect(below.getAttribute('role')).toBe('alert');
  expect(below.textContent).not.toBe('');
});

test('a refused field recovers when its text becomes valid', async () => {
  const knobs = await form();
  const input = partAs(knobs, 'input#gpu_count', HTMLInputElement);
  type(input, 'x');
  type(input, '512');
  await knobs.updateComplete;
  expect(input.getAttribute('aria-invalid')).toBe('false');
  expect(knobs.assumptions.gpu_count).toBe(512);
});

test('a number in the middle of being typed is not rewritten', async () => {
  const knobs = await form();
  const input = partAs(knobs, 'input#tokens_per_parameter', HTMLInputElement);
  type(input, '20.');
  await knobs.updateComplete;
  expect(input.value).toBe('20.');
});

test('percent is shown as percent, held as a fraction, and empty means derived', async () => {
  const knobs = await form();
  const input = partAs(knobs, 'input#utilisation', HTMLInputElement);
  type(input, '41');
  expect(knobs.assumptions.utilisation).toBeCloseTo(0.41, 12);
  type(input, '');
  expect(knobs.assumptions.utilisation).toBeNull();
});

test('the slider reaches both ends and its number follows', async () => {
  const knobs = await form();
  const slider = partAs(knobs, 'input[type=range]', HTMLInputElement);
  for (const [position, count] of [
    ['0', 1],
    ['100', 100_000],
  ] as const) {
    type(slider, position);
    await knobs.updateComplete;
    expect(knobs.assumptions.gpu_count).toBe(count);
    expect(partAs(knobs, 'input#gpu_count', HTMLInputElement).value).toBe(String(count));
  }
});

test('renting asks for the price of an hour, buying for the price of a GPU', async () => {
  const knobs = await form();
  expect(parts(knobs, '#price_dollars_per_gpu')).toHaveLength(1);
  knobs.assumptions = { ...DEFAULT_ASSUMPTIONS, acquisition: 'rented' };
  await knobs.updateComplete;
  expect(parts(knobs, '#price_dollars_per_gpu')).toHaveLength(0);
  expect(parts(knobs, '#price_dollars_per_gpu_hour')).toHaveLength(1);
});

test('the focus size and the month of prices are chosen from lists', async () => {
  const knobs = await form();
  const changes = heard<AssumptionsChange>(knobs, 'assumptions-change');
  for (const [name, value] of [
    ['focus_size', 'gpt-3-175b'],
    ['price_date', '2026-11'],
  ] as const) {
    const select = partAs(knobs, `select#${name}`, HTMLSelectElement);
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    expect(changes.at(-1)?.assumptions[name]).toBe(value);
  }
});

test('the defaults come back, and refused texts go', async () => {
  const knobs = await form();
  type(partAs(knobs, 'input#serving_batch', HTMLInputElement), '8');
  type(partAs(knobs, 'input#gpu_count', HTMLInputElement), 'x');
  button(knobs, 'Back to the defaults').click();
  await knobs.updateComplete;
  expect(knobs.assumptions).toEqual(DEFAULT_ASSUMPTIONS);
  expect(partAs(knobs, 'input#gpu_count', HTMLInputElement).value).toBe('10000');
  expect(partAs(knobs, 'input#serving_batch', HTMLInputElement).value).toBe('64');
});

test('the text of every knob reads back as the assumption it shows', () => {
  const set = {
    ...DEFAULT_ASSUMPTIONS,
    utilisation: 0.413,
    price_dollars_per_gpu: 27_500,
    price_dollars_per_gpu_hour: 2.39,
    electricity_dollars_per_kilowatt_hour: 0.07,
  };
  const knobs: readonly NumberKnob[] = [
    'tokens_per_parameter',
    'gpu_count',
    'utilisation',
    'serving_batch',
    'price_dollars_per_gpu',
    'price_dollars_per_gpu_hour',
    'lifetime_years',
    'electricity_dollars_per_kilowatt_hour',
  ];
  for (const assumptions of [DEFAULT_ASSUMPTIONS, set]) {
    for (const knob of knobs)
      expect(readKnob(assumptions, knob, knobText(assumptions, knob))).toEqual({ kind: 'valid', assumptions });
  }
});
