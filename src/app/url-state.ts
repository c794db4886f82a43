// The reader's dials in the address: only what differs from the default is written. Rests on contract/assumptions.ts.
import { assumptionsSchema, DEFAULT_ASSUMPTIONS, type Assumptions } from '../contract/assumptions.ts';

/** What the throughput chart shows. */
export type Quantity = 'tokens' | 'flop';

export interface UrlState {
  readonly quantity: Quantity;
  readonly assumptions: Assumptions;
  /** Parameters that could not be read, in words for the reader; the default stands in their place. */
  readonly refused: readonly string[];
}

const NAMES = Object.keys(DEFAULT_ASSUMPTIONS) as (keyof Assumptions)[];

/** Reads assumptions from a query; each bad one is refused by itself, and nothing throws. */
export function readUrlState(search: string): UrlState {
  const query = new URLSearchParams(search);
  let assumptions = DEFAULT_ASSUMPTIONS;
  const refused: string[] = [];
  for (const name of NAMES) {
    const text = query.get(name);
    if (text === null) continue;
    const isText = typeof DEFAULT_ASSUMPTIONS[name] === 'string';
    const parsed = assumptionsSchema.safeParse({
      ...assumptions,
      [name]: isText ? text : text.trim() === '' ? Number.NaN : Number(text),
    });
    if (parsed.success) assumptions = parsed.data;
    else refused.push(`${name}=${text}: ${parsed.error.issues[0]?.message ?? 'not understood'}`);
  }
  return { assumptions, quantity: query.get('quantity') === 'flop' ? 'flop' : 'tokens', refused };
}

/** The query that `readUrlState` reads back; empty when nothing differs from the default. */
export function writeUrlState(assumptions: Assumptions, quantity: Quantity): string {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = assumptions[name];
    if (value !== null && value !== DEFAULT_ASSUMPTIONS[name]) query.set(name, String(value));
  }
  if (quantity === 'flop') query.set('quantity', quantity);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
