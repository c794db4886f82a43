// The loss law in every draw. Rests on laws/loss-law.ts, draws.ts. The law's own joint draws are taken in Sobol order, so
// that each is met equally often.
import { lawDraws, lossAt, lossLaw, tokensForLoss, type LawId, type LossLaw } from '../laws/loss-law.ts';
import type { Draws, Drawn } from './draws.ts';

export interface DrawnLaw {
  readonly best: LossLaw;
  /** One a draw, the best first. */
  readonly laws: readonly LossLaw[];
}

const jointDraws = new Map<LawId, readonly LossLaw[]>();

export function drawLaw(id: LawId, { lawPlace }: Draws): DrawnLaw {
  const best = lossLaw(id);
  const joint = jointDraws.get(id) ?? lawDraws(best);
  jointDraws.set(id, joint);
  const laws = Array.from(lawPlace, (place) => (Number.isNaN(place) ? best : (joint[Math.floor(place * joint.length)] ?? best)));
  return { best, laws };
}

export function drawnLoss({ laws }: DrawnLaw, parameters: number, tokens: number): Drawn {
  // Draws share few laws, and powers are dear: each law is asked once.
  const known = new Map<LossLaw, number>();
  return Float64Array.from(laws, (law) => {
    const loss = known.get(law) ?? lossAt(law, parameters, tokens);
    known.set(law, loss);
    return loss;
  });
}

/** More text than there is, however counted: a size that a draw cannot bring to its loss counts as needing so much. */
export const MOST_TOKENS = 1e18;

/** Tokens that a loss needs in every draw; the best may be undefined while some draws are not. */
export function drawnTokens({ laws }: DrawnLaw, parameters: number, loss: number): Drawn {
  const known = new Map<LossLaw, number>();
  return Float64Array.from(laws, (law) => {
    const tokens = known.get(law) ?? Math.min(MOST_TOKENS, tokensForLoss(law, parameters, loss) ?? MOST_TOKENS);
    known.set(law, tokens);
    return tokens;
  });
}
