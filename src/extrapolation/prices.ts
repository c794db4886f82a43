// What an H100 cost at a date, from dated quotes in data/prices.json. Rests on units/, statistics/.
// One quote is one seller's word: the band is the range of quotes around the date, not an interval of a mean.
import prices from '../../data/prices.json' with { type: 'json' };
import { median } from '../statistics/summary.ts';
import { withinFactor, type Estimate, type Sourced } from '../units/estimate.ts';
import type { Dollars } from '../units/units.ts';

interface Quote {
  /** A survey speaks for a market at its date, a list price for one seller. */
  readonly kind: string;
  readonly date: string;
  readonly seller: string;
  readonly dollars: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

/** The article's figure, the default of the year it speaks of. */
export const ARTICLE_PRICE: Sourced<Dollars> = {
  value: 30_603,
  provenance: 'quoted-price',
  asOf: '2023-04',
  source: 'French news article of April 2023: up to $30,603 a unit',
};

/** A server with its network cards costs this much per GPU; installed in a cluster, that much. */
const NODE_DOLLARS_PER_GPU = prices.installed_cluster.node_dollars_per_gpu;
const CLUSTER_DOLLARS_PER_GPU = median(prices.installed_cluster.by_gpu_count.map(({ dollars_per_gpu }) => dollars_per_gpu));

/**
 * Dollars of an installed GPU, with its share of server, network and cables but no building, per dollar of the card:
 * 49,248 / 30,603 = 1.6. Low: $33,750 of a DGX H100 in 2023 with a fifth for the network. High: Epoch AI's overheads,
 * 1.64 for the server over 1 − .19 for the network.
 */
export const INSTALLED_OVER_CARD: Sourced<Estimate> = {
  value: {
    value: CLUSTER_DOLLARS_PER_GPU / ARTICLE_PRICE.value,
    low: (33_750 * 1.2) / ARTICLE_PRICE.value,
    high: 1.64 / (1 - 0.19),
  },
  provenance: 'quoted-price',
  asOf: prices.installed_cluster.date,
  source: `${prices.installed_cluster.source} (${prices.installed_cluster.source_ref}); bounds from SemiAnalysis (DGX H100, 2023-05) and Epoch AI (2024)`,
};

/** A server's price per GPU, brought to a card's. */
const NODE_OVER_CARD = NODE_DOLLARS_PER_GPU / ARTICLE_PRICE.value;

const RENTALS: readonly Quote[] = prices.rental_dollars_per_gpu_hour.map((row) => toQuote(row, 1));
const PURCHASES: readonly Quote[] = prices.purchase_dollars_per_gpu.map((row) =>
  toQuote(row, row.scope === 'server' ? 1 / NODE_OVER_CARD : 1),
);

/** Dollars for one H100 card in the month `date` (YYYY-MM); in 2023 the article's, with the quotes around it as band. */
export function purchasePrice(date: string): Sourced<Estimate<Dollars>> {
  const quoted = priceAt(PURCHASES, date);
  if (!date.startsWith('2023')) return quoted;
  const value = ARTICLE_PRICE.value;
  const band = { value, low: Math.min(value, quoted.value.low), high: Math.max(value, quoted.value.high) };
  return { ...quoted, value: band, asOf: ARTICLE_PRICE.asOf, source: `${ARTICLE_PRICE.source}; band from ${quoted.source}` };
}

/** Dollars per GPU-hour on demand in the month `date` (YYYY-MM). */
export function rentalPrice(date: string): Sourced<Estimate<Dollars>> {
  return priceAt(RENTALS, date);
}

/** US industrial electricity, dollars per kWh; the nearest year where that year is not in the data; regions differ by about 1.5. */
export function electricityPrice(date: string): Sourced<Estimate<Dollars>> {
  const year = Number(date.slice(0, 4));
  const rows = prices.electricity_dollars_per_kilowatt_hour;
  const row = rows.toSorted((a, b) => Math.abs(a.year - year) - Math.abs(b.year - year))[0];
  if (row === undefined) throw new RangeError('data/prices.json has no electricity price');
  return {
    value: withinFactor(row.dollars, 1.5),
    provenance: 'quoted-price',
    source: `${row.source} (${row.source_ref})`,
    asOf: String(row.year),
  };
}

/** Months either side of the date within which quotes count; widened until enough are found. */
const WINDOWS: readonly number[] = [4, 6, 9, 12, 24, Infinity];
const FEWEST_SELLERS = 4;
const FEWEST_SURVEYS = 2;

/** Median over sellers (each by the median of its quotes) and surveys of the narrowest window with enough of either; band from their range. */
function priceAt(quotes: readonly Quote[], date: string): Sourced<Estimate<Dollars>> {
  const target = monthOf(date);
  const distance = (quote: Quote) => Math.abs(monthOf(quote.date) - target);
  for (const months of WINDOWS) {
    const near = quotes.filter((quote) => distance(quote) <= months);
    const surveys = near.filter(({ kind }) => kind === 'survey');
    const sellers = Map.groupBy(near, ({ kind, seller, date: day }) => (kind === 'survey' ? `${seller} ${day}` : seller));
    if (sellers.size < FEWEST_SELLERS && surveys.length < FEWEST_SURVEYS && months < Infinity) continue;
    const value = median([...sellers.values()].map((own) => median(own.map(({ dollars }) => dollars))));
    const band = { value, low: Math.min(...near.map(({ low }) => low)), high: Math.max(...near.map(({ high }) => high)) };
    const nearest = near.toSorted((a, b) => distance(a) - distance(b))[0];
    return { value: band, provenance: 'quoted-price', asOf: nearest?.date ?? date, source: describe(near) };
  }
  throw new RangeError('data/prices.json has no quotes');
}

function describe(quotes: readonly Quote[]): string {
  const dates = quotes.map(({ date }) => date.slice(0, 7)).toSorted();
  const sources = [...new Set(quotes.map(({ source }) => source))];
  const databases = sources.filter((source) => source.startsWith('Epoch AI')).length;
  const others = sources.filter((source) => !source.startsWith('Epoch AI'));
  const named = [...(databases > 0 ? [`Epoch AI hardware price database (${databases} pages)`] : []), ...others];
  return `${quotes.length} quotes from ${dates[0]} to ${dates.at(-1)}: ${named.join('; ')}`;
}

function monthOf(date: string): number {
  const [year = NaN, month = 6] = date.split('-').map(Number);
  return 12 * year + month;
}

interface Row {
  readonly kind: string;
  readonly date: string;
  readonly seller: string;
  readonly dollars: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly source: string;
}

function toQuote(row: Row, factor: number): Quote {
  const { kind, date, seller, source, dollars } = row;
  return {
    kind,
    date,
    seller,
    source,
    dollars: dollars * factor,
    low: (row.low ?? dollars) * factor,
    high: (row.high ?? dollars) * factor,
  };
}
