// The model of a published row: its architecture columns, completed by documented quirks (data/model-quirks.json) and,
// where neither says, by what makes the counted parameters agree best with the stated ones. Rests on cluster/.
import quirks from '../../data/model-quirks.json' with { type: 'json' };
import type { ModelShape } from '../cluster/model-shape.ts';
import { activeParameters, totalParameters } from '../cluster/parameters.ts';
import type { Row } from './evidence.ts';
import { denseOfSize, mixtureOfSize } from './model-of-size.ts';

/** A shape, or why there is none. */
export type ModelFromRow =
  | { readonly kind: 'model'; readonly model: ModelShape; readonly note: string }
  | { readonly kind: 'no-model'; readonly reason: string };

interface Quirks {
  readonly head_dim?: number;
  readonly is_gated?: boolean;
  readonly is_tied?: boolean;
  readonly attention_layers?: number;
  readonly moe_layers?: number;
  readonly dense_layers?: number;
  readonly dense_feed_forward?: number;
  readonly shared_feed_forward?: number;
  readonly query_rank?: number;
  readonly key_value_rank?: number;
  readonly rotary_dim?: number;
  readonly window_tokens?: number;
  /** Of the attention layers. */
  readonly window_share?: number;
}

const COLUMNS = {
  params_total: 1e15,
  params_active: 1e15,
  n_layers: 2_000,
  d_model: 1e6,
  n_heads: 10_000,
  n_kv_heads: 10_000,
  d_ff: 1e7,
  vocab: 1e8,
  n_experts: 100_000,
  top_k: 10_000,
} as const;
type Columns = Partial<Record<keyof typeof COLUMNS, number>>;

const DEFAULT_VOCABULARY = 128_256;

/**
 * Reads params_total, params_active, n_layers, d_model, n_heads, n_kv_heads, d_ff, vocab, n_experts, top_k, arch and model.
 * With layers and width it is that architecture; with parameters alone (stated, or in the name) a usual one of that size.
 */
export function modelFromRow(row: Row): ModelFromRow {
  const columns = readColumns(row);
  if (typeof columns === 'string') return { kind: 'no-model', reason: columns };
  const name = (row['model'] ?? '') === '' ? 'the model' : (row['model'] ?? '');
  const named = sizesInName(name);
  const total = columns.params_total ?? named.total;
  const active = columns.params_active ?? named.active;
  const given = {
    ...columns,
    ...(total === undefined ? {} : { params_total: total }),
    ...(active === undefined ? {} : { params_active: active }),
  };
  if (total !== undefined && active !== undefined && active > total * 1.02)
    return { kind: 'no-model', reason: `params_active ${active} exceeds params_total ${total}` };
  if (given.n_layers !== undefined && given.d_model !== undefined) {
    return { kind: 'model', model: reconciled(name, given, quirksOf(name)), note: '' };
  }
  if (total === undefined) {
    return { kind: 'no-model', reason: 'neither n_layers and d_model nor params_total is given: the model is unknown' };
  }
  const isMixture = /moe/.test(row['arch'] ?? '') || (given.n_experts ?? 0) > 1 || (active ?? total) < 0.9 * total;
  const vocabulary = given.vocab ?? DEFAULT_VOCABULARY;
  const model = isMixture
    ? mixtureOfSize(name, total, active ?? total / 8, vocabulary, given.n_experts, given.top_k, given.n_layers)
    : denseOfSize(name, total, vocabulary, given.n_layers);
  return { kind: 'model', model, note: 'architecture assumed from the parameters' };
}

function readColumns(row: Row): Columns | string {
  const columns: Columns = {};
  for (const [column, most] of Object.entries(COLUMNS) as [keyof typeof COLUMNS, number][]) {
    const text = row[column] ?? '';
    const value = Number(text);
    // A dense model may say that it has no experts.
    if (text === '' || (value === 0 && (column === 'n_experts' || column === 'top_k'))) continue;
    if (!(value > 0 && value <= most))
      return `${column} must be a number above 0 and at most ${most}; found ${JSON.stringify(text)}`;
    columns[column] = value;
  }
  return columns;
}

/** "Qwen3-30B-A3B" → 30e9 and 3e9; "8x7B" is left alone. */
function sizesInName(name: string): { readonly total: number | undefined; readonly active: number | undefined } {
  const total = /(?<![a-z\d.x])(\d+(?:\.\d+)?)\s?([bmt])(?![a-z\d])/i.exec(name);
  const active = /[-_ ]a(\d+(?:\.\d+)?)([bm])(?![a-z\d])/i.exec(name);
  const sized = (found: RegExpExecArray | null): number | undefined =>
    found === null ? undefined : Number(found[1]) * ({ m: 1e6, b: 1e9, t: 1e12 }[(found[2] ?? 'b').toLowerCase()] ?? 1e9);
  return { total: sized(total), active: sized(active) };
}

function quirksOf(name: string): Quirks {
  const found = quirks.find(({ pattern }) => new RegExp(pattern, 'i').test(name));
  return found ?? {};
}

/** The candidate whose parameters come nearest the stated ones; the first, most usual one where none are stated. */
function reconciled(name: string, given: Columns, known: Quirks): ModelShape {
  const candidates = choices(given, known).map((choice) => shaped(name, given, known, choice));
  const first = candidates[0] as ModelShape;
  if (given.params_total === undefined) return first;
  let best = first;
  let least = Number.POSITIVE_INFINITY;
  candidates.forEach((candidate, index) => {
    // A later candidate is a less usual one: it must fit better by more than a hair.
    const distance = mismatch(candidate, given) + 0.002 * Math.min(index, 5);
    if (distance < least) [best, least] = [candidate, distance];
  });
  if (known.attention_layers !== undefined) return withStateSpace(best, given.params_total);
  return best.mixture === undefined ? best : withDenseWidth(name, given, known, best);
}

/** Parameters that miss the stated ones by more than this factor’s logarithm say that a column means something else. */
const MISREAD = 0.25;

/** Some tables give a mixture’s d_ff as that of its few dense layers: experts then have the width that the parameters leave. */
function withDenseWidth(name: string, given: Columns, known: Quirks, best: ModelShape): ModelShape {
  const { d_ff: denseWidth, ...rest } = given;
  if (denseWidth === undefined || mismatch(best, given) < MISREAD) return best;
  const other = reconciled(name, rest, { ...known, dense_feed_forward: denseWidth });
  return mismatch(other, given) < mismatch(best, given) ? other : best;
}

function mismatch(model: ModelShape, { params_total, params_active }: Columns): number {
  const total = params_total === undefined ? 0 : Math.abs(Math.log(totalParameters(model) / params_total));
  const isActiveTold = params_active !== undefined && model.mixture !== undefined;
  return total + (isActiveTold ? 0.3 * Math.abs(Math.log(activeParameters(model) / params_active)) : 0);
}

interface Choice {
  readonly isGated: boolean;
  readonly isTied: boolean;
  readonly headDim: number;
  /** In expert widths. */
  readonly sharedExperts: number;
  readonly denseLayers: number;
}

/** Undocumented freedoms, the most usual first. */
function choices(given: Columns, known: Quirks): readonly Choice[] {
  const width = given.d_model ?? 0;
  const heads = given.n_heads ?? Math.max(1, Math.round(width / 128));
  const layers = given.n_layers ?? 1;
  const isMixture = (given.n_experts ?? 0) > 1;
  const looksGated = isMixture || (given.n_kv_heads ?? heads) < heads || given.d_ff !== 4 * width;
  const gates = known.is_gated === undefined ? [looksGated, !looksGated] : [known.is_gated];
  const ties = known.is_tied === undefined ? [false, true] : [known.is_tied];
  const plain = width / heads;
  const dims = known.head_dim === undefined ? (Number.isInteger(plain) ? [plain] : [64, 128, 256]) : [known.head_dim];
  const shares = !isMixture || known.shared_feed_forward !== undefined ? [0] : [0, 1, 2];
  const denses = !isMixture ? [layers] : denseLayersOf(layers, known);
  return gates.flatMap((isGated) =>
    ties.flatMap((isTied) =>
      dims.flatMap((headDim) =>
        shares.flatMap((sharedExperts) =>
          denses.map((denseLayers) => ({ isGated, isTied, headDim, sharedExperts, denseLayers })),
        ),
      ),
    ),
  );
}

function denseLayersOf(layers: number, known: Quirks): readonly number[] {
  if (known.dense_layers !== undefined) return [known.dense_layers];
  if (known.moe_layers !== undefined) return [layers - known.moe_layers];
  return [0, 1, 3, Math.floor(layers / 2)].filter((count) => count < layers);
}

function shaped(name: string, given: Columns, known: Quirks, choice: Choice): ModelShape {
  const layers = given.n_layers ?? 1;
  const width = given.d_model ?? 1;
  const heads = given.n_heads ?? Math.max(1, Math.round(width / choice.headDim));
  const feedForward = given.d_ff ?? feedForwardLeft(given, choice, layers, width);
  const topK = given.top_k ?? 2;
  const mixture =
    given.n_experts === undefined || given.n_experts <= 1
      ? undefined
      : {
          expertCount: given.n_experts,
          topK: Math.min(topK, given.n_experts),
          expertFeedForward: feedForward,
          sharedFeedForward: known.shared_feed_forward ?? choice.sharedExperts * feedForward,
          layerCount: layers - choice.denseLayers,
        };
  return {
    name,
    layers,
    width,
    heads,
    kvHeads: given.n_kv_heads ?? heads,
    headDim: choice.headDim,
    feedForward: mixture === undefined ? feedForward : (known.dense_feed_forward ?? feedForward * topK),
    isGated: choice.isGated,
    vocabulary: given.vocab ?? DEFAULT_VOCABULARY,
    isTied: choice.isTied,
    attentionLayers: known.attention_layers ?? layers,
    mixture,
    latent:
      known.key_value_rank === undefined
        ? undefined
        : { queryRank: known.query_rank ?? 0, keyValueRank: known.key_value_rank, rotaryDim: known.rotary_dim ?? 64 },
    window:
      known.window_tokens === undefined
        ? undefined
        : { tokens: known.window_tokens, layers: (known.window_share ?? 1) * (known.attention_layers ?? layers) },
  };
}

/** Where the hidden width is unknown: what the stated parameters leave for it, else the usual 4 (8/3 gated) widths. */
function feedForwardLeft(given: Columns, { isGated, isTied }: Choice, layers: number, width: number): number {
  const usual = isGated ? Math.round((8 / 3) * width) : 4 * width;
  if (given.params_total === undefined) return usual;
  const others = (given.vocab ?? DEFAULT_VOCABULARY) * width * (isTied ? 1 : 2) + 4 * layers * width ** 2;
  const left = (given.params_total - others) / (layers * Math.max(1, given.n_experts ?? 1) * (isGated ? 3 : 2) * width);
  return left > 0.1 * width || (given.n_experts ?? 0) > 1 ? Math.max(1, Math.round(left)) : usual;
}

/** A hybrid's state-space layers stand as dense feed-forward blocks of the same parameters: they too are matrix products. */
function withStateSpace(model: ModelShape, parameters: number): ModelShape {
  const rest = totalParameters({ ...model, feedForward: 0 });
  const layers = model.layers - (model.mixture?.layerCount ?? 0);
  const feedForward = (parameters - rest) / (layers * model.width * (model.isGated ? 3 : 2));
  return { ...model, feedForward: feedForward > 1 ? Math.round(feedForward) : model.feedForward };
}
