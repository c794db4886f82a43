// What an accelerator cost at a date, bought or rented, and electricity: dated quotes in data/price-series.json become a price
// in a month. Rests on units/, statistics/.
// One quote is one seller's word: the band is the range of quotes around the date, not an interval of a mean.
import data from '../../data/price-series.json' with { type: 'json' };
import { median } from '../statistics/summary.ts';
import { withinFactor, type Estimate, type Sourced } from '../units/estimate.ts';
import type { Dollars } from '../units/units.ts';

export type Trade = 'purchase' | 'rental';

export interface Quote {
  /** A survey speaks for a market at its date, a list price for one seller. */
  readonly kind: 'list' | 'survey';
  /** ISO date, by day or by month. */
  readonly date: string;
  readonly seller: string;
  /** Per card, or per GPU-hour. */
  readonly dollars: Dollars;
  readonly low: Dollars;
  readonly high: Dollars;
  readonly source: string;
}

/** The article's figure: the price of its year, which quotes of that year stand beside. */
export const ARTICLE_PRICE: Sourced<Dollars> = {
  value: 30_603,
  provenance: 'quoted-price',
  asOf: '2023-04',
  source: 'French news article of April 2023: up to $30,603 a unit',
};

/** A server with its network cards over the card in it, per GPU; brings servers' quotes to cards'. */
const SERVER_OVER_CARD = data.ownership.server_over_card.value;

/** How far a single quote may be off its market either way; an assumption, about the spread where there are many. */
const LONE_QUOTE_FACTOR = 1.5;

const ACCELERATORS: Readonly<Record<string, string>> = data.accelerators;
const SERIES: Readonly<Record<string, Readonly<Record<Trade, readonly Row[]>>>> = data.series;

/** Quotes for an accelerator of data/published/hardware.csv, oldest first; none where nobody was found to quote it. */
export function quotesFor(accelerator: string, trade: Trade): readonly Quote[] {
  const series = SERIES[ACCELERATORS[accelerator] ?? ''];
  return series?.[trade].map(toQuote) ?? [];
}

/**
 * Dollars for one card, or one GPU-hour without commitment where such quotes exist, in the month `date` (YYYY-MM); the
 * article's price for an H100 bought in its year. Undefined for an accelerator without quotes.
 */
export function priceInMonth(accelerator: string, trade: Trade, date: string): Sourced<Estimate<Dollars>> | undefined {
  const quotes = quotesFor(accelerator, trade);
  if (quotes.length === 0) return undefined;
  const quoted = priceAt(quotes, date);
  const isArticle = trade === 'purchase' && ACCELERATORS[accelerator] === 'h100' && date.startsWith('2023');
  if (!isArticle) return quoted;
  const { value } = ARTICLE_PRICE;
  const band = { value, low: Math.min(value, quoted.value.low), high: Math.max(value, quoted.value.high) };
  return { ...quoted, value: band, asOf: ARTICLE_PRICE.asOf, source: `${ARTICLE_PRICE.source}; band from ${quoted.source}` };
}

/** US industrial electricity, dollars per kWh, in the year of `date`; the nearest year where that is not in the data. */
export function electricityInMonth(date: string): Sourced<Estimate<Dollars>> {
  const { rows, spread, spread_source: spreadSource } = data.electricity;
  const year = Number(date.slice(0, 4));
  const row = rows.toSorted((a, b) => Math.abs(a.year - year) - Math.abs(b.year - year))[0];
  if (row === undefined) throw new RangeError('data/price-series.json has no electricity price');
  return {
    value: withinFactor(row.dollars, spread),
    provenance: 'quoted-price',
    source: `${row.source} (${row.source_ref}); ${spreadSource}`,
    asOf: String(row.year),
  };
}

/** Months since year 0 of a date by year, month or day; mid-year where only the year is told. */
export function monthOf(date: string): number {
  const [year = NaN, month = 6] = date.split('-').map(Number);
  return 12 * year + month;
}

/** Months either side of the date within which quotes count; widened until enough are found. */
const WINDOWS: readonly number[] = [4, 6, 9, 12, 24, Infinity];
const FEWEST_SELLERS = 4;
const FEWEST_SURVEYS = 2;

/** Median over sellers (each by the median of its quotes) and surveys of the narrowest window with enough of either; band from their range. */
function priceAt(quotes: readonly Quote[], date: string): Sourced<Estimate<Dollars>> {
  const near = nearest(quotes, date);
  const sellers = Map.groupBy(near, ({ kind, seller, date: day }) => (kind === 'survey' ? `${seller} ${day}` : seller));
  const value = median([...sellers.values()].map((own) => median(own.map(({ dollars }) => dollars))));
  const band =
    near.length === 1
      ? withinFactor<Dollars>(value, LONE_QUOTE_FACTOR)
      : { value, low: Math.min(...near.map(({ low }) => low)), high: Math.max(...near.map(({ high }) => high)) };
  const asOf = near.toSorted((a, b) => distance(a, date) - distance(b, date))[0]?.date ?? date;
  return { value: band, provenance: 'quoted-price', asOf, source: describe(near) };
}

function nearest(quotes: readonly Quote[], date: string): readonly Quote[] {
  for (const months of WINDOWS) {
    const near = quotes.filter((quote) => distance(quote, date) <= months);
    const surveys = near.filter(({ kind }) => kind === 'survey');
    const sellers = new Set(near.map(({ seller }) => seller));
    if (sellers.size >= FEWEST_SELLERS || surveys.length >= FEWEST_SURVEYS) return near;
  }
  return quotes;
}

function distance(quote: Quote, date: string): number {
  return Math.abs(monthOf(quote.date) - monthOf(date));
}

function describe(quotes: readonly Quote[]): string {
  const dates = quotes.map(({ date }) => date.slice(0, 7)).toSorted();
  const sources = [...new Set(quotes.map(({ source }) => source))];
  const databases = sources.filter((source) => source.startsWith('Epoch AI')).length;
  const others = sources.filter((source) => !source.startsWith('Epoch AI'));
  const named = [...(databases > 0 ? [`Epoch AI hardware price database (${databases} pages)`] : []), ...others];
  return `${quotes.length} quotes from ${dates[0]} to ${dates.at(-1)}: ${named.join('; ')}`;
}

interface Row {
  readonly kind: string;
  readonly date: string;
  readonly seller: string;
  readonly dollars: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly scope?: string;
  readonly source: string;
}

function toQuote(row: Row): Quote {
  const { date, seller, source, dollars } = row;
  const factor = row.scope === 'server' ? 1 / SERVER_OVER_CARD : 1;
  return {
    kind: row.kind === 'survey' ? 'survey' : 'list',
    date,
    seller,
    source,
    dollars: dollars * factor,
    low: (row.low ?? dollars) * factor,
    high: (row.high ?? dollars) * factor,
  };
}
