// The article's three ways forward as factors: how many times less is paid for the same loss by another architecture, other
// data, other algorithms, beside what the same money buys in size. Rests on data/laws.json and the loss law.
// A lever's range is low to high of what was published, not an interval of ours; levers overlap and do not multiply freely.
import laws from '../../data/laws.json' with { type: 'json' };
import type { Estimate, Provenance, Sourced } from '../units/estimate.ts';
import type { Dollars } from '../units/units.ts';
import { cheapestForLoss, optimumForLoss, type Cost } from './compute-optimal.ts';
import { excessLeft } from './last-halving.ts';
import { lossAt, overDraws, type LossLaw } from './loss-law.ts';
import { effectiveTokens, tokensToSee } from './repetition.ts';

export type Way = 'architecture' | 'data' | 'algorithms';

export interface Lever {
  readonly id: string;
  readonly way: Way;
  /** Which bill it cuts. */
  readonly cuts: 'training' | 'serving';
  /** Times less for the same; 1 saves nothing. */
  readonly factor: Sourced<Estimate>;
  /** What the numbers do not say by themselves. */
  readonly note: string;
}

/** Levers that others have measured, in the order of the article's ways. */
export function publishedLevers(): readonly Lever[] {
  return laws.levers.map(({ id, way, cuts, value, low, high, provenance, source, as_of, note }) => ({
    id,
    way: way as Way,
    cuts: cuts as Lever['cuts'],
    factor: { value: { value, low, high }, provenance: provenance as Provenance, source, asOf: as_of },
    note,
  }));
}

/** Epochs up to which repeating is nearly as good as other data (Muennighoff et al., 2023). */
const EPOCHS = 4;

/**
 * Levers that follow from a loss law for a model as it was or would be trained. Each is left out where the law has no answer:
 * tokens-per-parameter – compute of this model over that of the cheapest model of the same loss;
 * repetition – for the loss that 4 passes over a quarter of these tokens reach: the cheapest run of one pass over that of up
 * to 4, each at its best size.
 */
export function lawLevers(law: LossLaw, parameters: number, tokens: number): readonly Lever[] {
  const sourced = (value: Estimate): Sourced<Estimate> => ({
    value,
    provenance: 'published-run',
    source: law.source,
    asOf: law.asOf,
  });
  const levers: readonly { readonly id: string; readonly factor: Estimate | undefined; readonly note: string }[] = [
    {
      id: 'tokens-per-parameter',
      factor: overDraws(law, (drawn) => computeOverBest(drawn, parameters, tokens)),
      note: 'Against the best size and tokens for the same loss, each counted as 6·N·D.',
    },
    {
      id: 'repetition',
      factor: overDraws(law, (drawn) => computeWithoutRepeating(drawn, parameters, tokens)),
      note: `Where only a quarter of these tokens exist: up to ${EPOCHS} passes against a larger size that makes one.`,
    },
  ];
  return levers.flatMap(({ id, factor, note }) =>
    factor ? [{ id, way: 'data' as const, cuts: 'training' as const, factor: sourced(factor), note }] : [],
  );
}

function computeOverBest(law: LossLaw, parameters: number, tokens: number): number | undefined {
  const best = optimumForLoss(law, lossAt(law, parameters, tokens));
  return best && (parameters * tokens) / (best.parameters * best.tokens);
}

/** Both sides may choose their size for the loss that this model reaches on a quarter of its tokens, each seen 4 times. */
function computeWithoutRepeating(law: LossLaw, parameters: number, tokens: number): number | undefined {
  const unique = tokens / EPOCHS;
  const reached = lossAt(law, parameters, effectiveTokens(unique, tokens));
  const within =
    (epochs: number): Cost =>
    (size, effective) => {
      const seen = tokensToSee(unique, effective);
      return seen !== undefined && seen <= epochs * unique * (1 + 1e-9) ? size * seen : undefined;
    };
  const [once, repeated] = [cheapestForLoss(law, reached, within(1)), cheapestForLoss(law, reached, within(EPOCHS))];
  return once && repeated && once.cost / repeated.cost;
}

/** Dollars that a lever leaves in the pocket; none where its factor is 1. */
export function dollarsSaved(dollars: Dollars, factor: Estimate): Estimate<Dollars> {
  const saved = (times: number) => dollars * (1 - 1 / times);
  return { value: saved(factor.value), low: saved(factor.low), high: saved(factor.high) };
}

/** Share of the excess loss left when what a lever saves is spent on size and data as well as can be. */
export function excessLeftBy(law: LossLaw, factor: Estimate): Estimate {
  return { value: excessLeft(law, factor.value), low: excessLeft(law, factor.high), high: excessLeft(law, factor.low) };
}
