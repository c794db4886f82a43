// The loss law in every draw. Rests on laws/loss-law.ts, draws.ts. The law's own joint draws are taken in Sobol order, so
// that each is met equally often.
import { lawDraws, lossAt, lossLaw, tokensForLoss, type LawId, type LossLaw } from '../laws/loss-law.ts';
import type { Draws, Drawn } from './draws.ts';

export interface DrawnLaw {
  readonly best: LossLaw;
  /** The law itself and its joint draws. */
  readonly laws: readonly LossLaw[];
  /** Which of them a draw takes. */
  readonly taken: Uint8Array;
}

const jointDraws = new Map<LawId, readonly LossLaw[]>();

export function drawLaw(id: LawId, { lawPlace }: Draws): DrawnLaw {
  const known = jointDraws.get(id);
  const best = known?.[0] ?? lossLaw(id);
  const laws = known ?? [best, ...lawDraws(best)];
  jointDraws.set(id, laws);
  const taken = Uint8Array.from(lawPlace, (place) => (Number.isNaN(place) ? 0 : 1 + Math.floor(place * (laws.length - 1))));
  return { best, laws, taken };
}

export function drawnLoss(law: DrawnLaw, parameters: number, tokens: number): Drawn {
  return overLaws(law, (drawn) => lossAt(drawn, parameters, tokens));
}

/** More text than there is, however counted: a size that a draw cannot bring to its loss counts as needing so much. */
export const MOST_TOKENS = 1e18;

/** Tokens that a loss needs in every draw; the best may be undefined while some draws are not. */
export function drawnTokens(law: DrawnLaw, parameters: number, loss: number): Drawn {
  return overLaws(law, (drawn) => Math.min(MOST_TOKENS, tokensForLoss(drawn, parameters, loss) ?? MOST_TOKENS));
}

/** Draws share few laws, and powers are dear: each law is asked once. */
function overLaws({ laws, taken }: DrawnLaw, quantity: (law: LossLaw) => number): Drawn {
  const values = laws.map(quantity);
  const drawn = new Float64Array(taken.length);
  for (let index = 0; index < taken.length; index++) drawn[index] = values[taken[index] ?? 0] ?? NaN;
  return drawn;
}
