// The explorer's dials that are typed as numbers: their labels, units, ranges, sliders, and how a text is read.
// Pure; rests on contract/exploration.ts, whose schema alone decides what is valid.
import { msg } from '@lit/localize';
import { sliderPosition, sliderValue } from '../chart/log-slider.ts';
import { explorationSchema, type Exploration } from '../contract/exploration.ts';

/** Dials whose value is a number, or null for the sourced one; the chosen size has its own slider beside the charts. */
export type NumberDial = Exclude<
  { [Name in keyof Exploration]: Exploration[Name] extends number | null ? Name : never }[keyof Exploration],
  'focus_parameters'
>;

/** A logarithmic slider from `low` to `high`, in steps of equal ratio. */
export interface DialSlider {
  readonly low: number;
  readonly high: number;
}

export interface DialField {
  readonly label: string;
  /** Sign before (`$`) or unit after the field. */
  readonly unit: string;
  /** What may be typed, in words; also the error. */
  readonly range: string;
  /** Typed numbers are divided by this: 100 for percent. */
  readonly per: 1 | 100;
  /** An empty field means "the sourced value": null. */
  readonly isOptional: boolean;
  readonly slider: DialSlider | undefined;
}

export type DialReading =
  | { readonly kind: 'valid'; readonly exploration: Exploration }
  | { readonly kind: 'invalid'; readonly message: string };

export const SLIDER_STEPS = 200;

const LETTERS: readonly (readonly [string, number])[] = [
  ['T', 1e12],
  ['B', 1e9],
  ['M', 1e6],
];

export function dialField(dial: NumberDial): DialField {
  const plain = { unit: '', per: 1, isOptional: false, slider: undefined } as const;
  const percent = { unit: '%', per: 100, isOptional: false, slider: undefined } as const;
  const sourced = { unit: '$', per: 1, isOptional: true, slider: undefined } as const;
  switch (dial) {
    case 'tokens_per_parameter':
      return {
        ...plain,
        label: msg('Training tokens per parameter'),
        range: msg('A number from 0.1 to 100,000.'),
        slider: { low: 0.1, high: 1e5 },
      };
    case 'budget_dollars':
      return {
        ...plain,
        unit: '$',
        label: msg('Budget for training'),
        range: msg('Dollars from 1 to 10 T; 100 M is a hundred million.'),
        slider: { low: 1e3, high: 1e12 },
      };
    case 'days':
      return {
        ...plain,
        unit: msg('days'),
        label: msg('Time for training'),
        range: msg('Days from 0.01 to 36,500.'),
        slider: { low: 1, high: 3650 },
      };
    case 'gpu_count':
      return {
        ...plain,
        label: msg('GPUs in the cluster'),
        range: msg('A whole number from 1 to 1 million.'),
        slider: { low: 1, high: 1e6 },
      };
    case 'target_loss':
      return { ...plain, unit: msg('nats'), label: msg('Loss to reach'), range: msg('A number from 1.5 to 10.') };
    case 'sequence_length':
      return { ...plain, label: msg('Tokens in a sequence'), range: msg('A whole number from 128 to 1,048,576.') };
    case 'sparsity':
      return { ...plain, label: msg('Parameters per active parameter'), range: msg('A number from 1 (dense) to 64.') };
    case 'price_dollars_per_gpu':
      return {
        ...sourced,
        label: msg('Price of one GPU'),
        range: msg('Dollars, above 0 and at most 10 million, or empty for the quoted price.'),
      };
    case 'price_dollars_per_gpu_hour':
      return {
        ...sourced,
        label: msg('Price of one GPU hour'),
        range: msg('Dollars, above 0 and at most 10,000, or empty for the quoted price.'),
      };
    case 'electricity_dollars_per_kilowatt_hour':
      return {
        ...sourced,
        label: msg('Electricity, per kWh'),
        range: msg('Dollars, from 0 to 10, or empty for the quoted price.'),
      };
    case 'power_usage_effectiveness':
      return {
        ...plain,
        isOptional: true,
        label: msg('Power usage effectiveness'),
        range: msg('A number from 1 to 3, or empty for the sourced one.'),
      };
    case 'lifetime_years':
      return { ...plain, unit: msg('years'), label: msg('Years of use'), range: msg('A number from 0.5 to 20.') };
    case 'residual_share':
      return { ...percent, label: msg('Worth at the end'), range: msg('A number from 0 to 90.') };
    case 'use_share':
      return { ...percent, label: msg('Of its life at work'), range: msg('Above 0 and at most 100.') };
    case 'carbon_grams_per_kilowatt_hour':
      return {
        ...plain,
        unit: msg('g/kWh'),
        isOptional: true,
        label: msg('Carbon of electricity'),
        range: msg('Grams from 0 to 2,000, or empty for the sourced one.'),
      };
    case 'input_tokens':
      return { ...plain, label: msg('Tokens in a prompt'), range: msg('A whole number from 1 to 1,048,576.') };
    case 'output_tokens':
      return { ...plain, label: msg('Tokens in an answer'), range: msg('A whole number from 1 to 131,072.') };
    case 'least_tokens_per_second':
      return {
        ...plain,
        unit: msg('tokens/s'),
        label: msg('One reader gets at least'),
        range: msg('A number from 0 (asks for none) to 2,000.'),
      };
    case 'served_tokens':
      return {
        ...plain,
        label: msg('Tokens served in its life'),
        range: msg('A number from 0 to 10¹⁸; 1 T is a million million.'),
        slider: { low: 1e6, high: 1e16 },
      };
    default:
      return dial satisfies never;
  }
}

/** The text that shows a dial in its field; reading it back gives the same value. */
export function dialText(exploration: Exploration, dial: NumberDial): string {
  const value = exploration[dial];
  if (value === null) return '';
  const shown = Number((value * dialField(dial).per).toPrecision(12));
  const [letter, size] = LETTERS.find(([, unit]) => shown >= unit) ?? ['', 1];
  const scaled = Number((shown / size).toPrecision(12));
  // A letter only where it makes the number short.
  return letter !== '' && String(scaled).length <= 5 ? `${scaled} ${letter}` : String(shown);
}

/** Reads a typed text as that dial: commas and spaces between digits, and k, M, B or T after them, are allowed. */
export function readDial(exploration: Exploration, dial: NumberDial, text: string): DialReading {
  const { per, isOptional, range } = dialField(dial);
  const plain = text.replace(/(?<=\d)[,\s](?=\d)/g, '').trim();
  const groups = /^(?<digits>[\d.eE+-]+)\s*(?<letter>[kMGBT]?)$/.exec(plain)?.groups;
  const size = { k: 1e3, M: 1e6, G: 1e9, B: 1e9, T: 1e12 }[groups?.['letter'] ?? ''] ?? 1;
  const number = groups === undefined ? Number.NaN : Number((Number(groups['digits']) * size).toPrecision(15)) / per;
  const parsed = explorationSchema.safeParse({ ...exploration, [dial]: plain === '' && isOptional ? null : number });
  return parsed.success ? { kind: 'valid', exploration: parsed.data } : { kind: 'invalid', message: range };
}

/** Position 0 … SLIDER_STEPS of a value. */
export function dialPosition({ low, high }: DialSlider, value: number): number {
  return sliderPosition({ high: high / low, steps: SLIDER_STEPS }, value / low);
}

/** The value at a position, two significant digits; the ends are exact. */
export function dialValue({ low, high }: DialSlider, position: number): number {
  return Number((low * sliderValue({ high: high / low, steps: SLIDER_STEPS }, position)).toPrecision(6));
}
