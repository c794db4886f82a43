// The knobs that are typed as numbers: which Assumption each turns, in which unit it is read and shown, what it may be.
// Pure; rests on contract/assumptions.ts, whose schema alone decides what is valid.
import { msg } from '@lit/localize';
import { assumptionsSchema, type Assumptions } from '../contract/assumptions.ts';

export type NumberKnob =
  | 'tokens_per_parameter'
  | 'gpu_count'
  | 'utilisation'
  | 'serving_batch'
  | 'price_dollars_per_gpu'
  | 'price_dollars_per_gpu_hour'
  | 'lifetime_years'
  | 'electricity_dollars_per_kilowatt_hour';

export interface KnobField {
  readonly label: string;
  /** Unit, after the field. */
  readonly unit: string;
  /** What may be typed, in words; also the error. */
  readonly range: string;
  /** Typed numbers are divided by this: 100 for percent. */
  readonly per: 1 | 100;
  /** An empty field means "derive it": null. */
  readonly isOptional: boolean;
}

export type KnobReading =
  | { readonly kind: 'valid'; readonly assumptions: Assumptions }
  | { readonly kind: 'invalid'; readonly message: string };

export function knobField(knob: NumberKnob): KnobField {
  const exact = { per: 1, isOptional: false } as const;
  const optional = { per: 1, isOptional: true } as const;
  switch (knob) {
    case 'tokens_per_parameter':
      return { ...exact, label: msg('Training tokens per parameter'), unit: '', range: msg('A number from 1 to 100,000.') };
    case 'gpu_count':
      return { ...exact, label: msg('H100s in the cluster'), unit: '', range: msg('A whole number from 1 to 100,000.') };
    case 'utilisation':
      return {
        per: 100,
        isOptional: true,
        label: msg('Utilisation'),
        unit: '%',
        range: msg('Above 0 and at most 100, or empty to derive it.'),
      };
    case 'serving_batch':
      return { ...exact, label: msg('Requests served together'), unit: '', range: msg('A whole number from 1 to 4,096.') };
    case 'price_dollars_per_gpu':
      return {
        ...optional,
        label: msg('Price of one H100'),
        unit: '$',
        range: msg('Dollars, above 0 and at most 10 million, or empty for the quoted price.'),
      };
    case 'price_dollars_per_gpu_hour':
      return {
        ...optional,
        label: msg('Price of one H100 hour'),
        unit: '$',
        range: msg('Dollars, above 0 and at most 10,000, or empty for the quoted price.'),
      };
    case 'lifetime_years':
      return { ...exact, label: msg('Years of use'), unit: '', range: msg('A number from 0.5 to 20.') };
    case 'electricity_dollars_per_kilowatt_hour':
      return {
        ...optional,
        label: msg('Electricity, per kWh'),
        unit: '$',
        range: msg('Dollars, from 0 to 10, or empty for the quoted price.'),
      };
    default:
      return knob satisfies never;
  }
}

/** The text that shows an assumption in its field; reading it back gives the same assumption. */
export function knobText(assumptions: Assumptions, knob: NumberKnob): string {
  const value = assumptions[knob];
  return value === null ? '' : String(Number((value * knobField(knob).per).toPrecision(12)));
}

/** Reads a typed text as that assumption, commas and spaces between digits allowed. */
export function readKnob(assumptions: Assumptions, knob: NumberKnob, text: string): KnobReading {
  const { per, isOptional, range } = knobField(knob);
  const plain = text.replace(/(?<=\d)[,\s](?=\d)/g, '').trim();
  const value = plain === '' && isOptional ? null : /^[\d.eE+-]+$/.test(plain) ? Number(plain) / per : Number.NaN;
  const parsed = assumptionsSchema.safeParse({ ...assumptions, [knob]: value });
  return parsed.success ? { kind: 'valid', assumptions: parsed.data } : { kind: 'invalid', message: range };
}
