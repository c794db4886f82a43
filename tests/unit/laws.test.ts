// The laws of laws/: what must hold of any loss law, of the draws about it, and of the published ones where they were fitted.
import { describe, expect, it } from 'vitest';
import points from '../../data/chinchilla-points.json' with { type: 'json' };
import laws from '../../data/laws.json' with { type: 'json' };
import {
  cheapestForLoss,
  optimumForBudget,
  optimumForFlop,
  optimumForLoss,
  tokensWithin,
  TRAINING_FLOP,
} from '../../src/laws/compute-optimal.ts';
import { excessLeft, halvingFactor, lastHalving } from '../../src/laws/last-halving.ts';
import { cheapestOverLife } from '../../src/laws/life-cost.ts';
import { lawDraws, lossAt, lossLaw, overDraws, parametersForLoss, tokensForLoss, type LawId } from '../../src/laws/loss-law.ts';
import { minimumOverSizes } from '../../src/laws/minimum.ts';
import { effectiveTokens, tokensToSee } from '../../src/laws/repetition.ts';

const IDS: readonly LawId[] = ['besiroglu-2024', 'hoffmann-2022'];
const besiroglu = lossLaw('besiroglu-2024');
const chinchillaFlop = TRAINING_FLOP * 70e9 * 1.4e12;
const flopCost = (parameters: number, tokens: number) => TRAINING_FLOP * parameters * tokens;

const deviation = (values: readonly number[]) => {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
};

describe.each(IDS)('the law %s', (id) => {
  const law = lossLaw(id);

  it('falls with size and with data, and never to the irreducible loss', () => {
    for (const size of [1e7, 1e9, 1e11, 1e13]) {
      for (const tokens of [1e9, 1e11, 1e13]) {
        const here = lossAt(law, size, tokens);
        expect(lossAt(law, size * 2, tokens)).toBeLessThan(here);
        expect(lossAt(law, size, tokens * 2)).toBeLessThan(here);
        expect(here).toBeGreaterThan(law.irreducible);
      }
    }
  });

  it('gives back the tokens and the parameters that a loss was made of', () => {
    const loss = lossAt(law, 7e9, 3e11);
    expect((tokensForLoss(law, 7e9, loss) ?? 0) / 3e11).toBeCloseTo(1, 9);
    expect((parametersForLoss(law, 3e11, loss) ?? 0) / 7e9).toBeCloseTo(1, 9);
    expect(tokensForLoss(law, 7e9, law.irreducible)).toBeUndefined();
    expect(optimumForLoss(law, law.irreducible)).toBeUndefined();
  });

  it('has its optimum for a budget where no other size does better', () => {
    for (const flop of [1e20, 1e23, 1e26]) {
      const best = optimumForFlop(law, flop);
      for (const factor of [0.5, 0.9, 1.1, 2]) {
        const size = best.parameters * factor;
        expect(lossAt(law, size, flop / TRAINING_FLOP / size)).toBeGreaterThan(best.loss);
      }
    }
  });

  it('has one optimum, whether asked for a budget, for a loss, in closed form or by search', () => {
    const best = optimumForFlop(law, chinchillaFlop);
    const forLoss = optimumForLoss(law, best.loss);
    const searched = cheapestForLoss(law, best.loss, flopCost);
    const budgeted = optimumForBudget(law, (size) => chinchillaFlop / TRAINING_FLOP / size);
    expect((forLoss?.parameters ?? 0) / best.parameters).toBeCloseTo(1, 6);
    expect((searched?.cost ?? 0) / chinchillaFlop).toBeCloseTo(1, 6);
    expect((searched?.parameters ?? 0) / best.parameters).toBeCloseTo(1, 2);
    expect(budgeted?.loss).toBeCloseTo(best.loss, 8);
  });
});

describe('the draws about a law', () => {
  const drawn = lawDraws(besiroglu);

  it('scatter about the published constants as far as the published standard errors say', () => {
    const { standard_errors: errors } = laws.laws['besiroglu-2024'];
    const ratios = [
      deviation(drawn.map(({ irreducible }) => irreducible)) / errors.irreducible,
      deviation(drawn.map(({ sizeExponent }) => sizeExponent)) / errors.size_exponent,
      deviation(drawn.map(({ dataExponent }) => dataExponent)) / errors.data_exponent,
      deviation(drawn.map(({ sizeConstant }) => sizeConstant)) / errors.size_constant,
      deviation(drawn.map(({ dataConstant }) => dataConstant)) / errors.data_constant,
    ];
    for (const ratio of ratios) {
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.6);
    }
    const mean = drawn.reduce((total, { sizeExponent }) => total + sizeExponent, 0) / drawn.length;
    expect(mean).toBeCloseTo(besiroglu.sizeExponent, 4);
  });

  it('are joint: where runs were seen they agree far better than their constants drawn apart would', () => {
    const joint = deviation(drawn.map((law) => lossAt(law, 1e9, 2e10)));
    const apart = deviation(
      drawn.map((law, index) => {
        const other = drawn[(index + 17) % drawn.length] ?? law;
        return lossAt({ ...law, sizeConstant: other.sizeConstant, dataConstant: other.dataConstant }, 1e9, 2e10);
      }),
    );
    expect(apart / joint).toBeGreaterThan(5);
  });

  it('know less, the further they are asked beyond the runs that were seen', () => {
    const width = (flop: number) => {
      const excess = overDraws(besiroglu, (law) => optimumForFlop(law, flop).loss);
      return (excess?.high ?? 0) - (excess?.low ?? 0);
    };
    expect(width(1e24)).toBeGreaterThan(width(1e21));
    expect(width(1e27)).toBeGreaterThan(width(1e24));
  });

  it('count a draw without an answer as infinite, and a law without one as none', () => {
    const some = overDraws(besiroglu, (law) => (law.irreducible > besiroglu.irreducible ? undefined : 1));
    expect(some?.high).toBe(Infinity);
    expect(overDraws(besiroglu, () => undefined)).toBeUndefined();
  });
});

describe('the published fits', () => {
  it('put the optimum at Chinchilla’s compute near 20 tokens a parameter by Besiroglu, far above by Hoffmann’s constants', () => {
    const ratio = (id: LawId) => {
      const { parameters, tokens } = optimumForFlop(lossLaw(id), chinchillaFlop);
      return tokens / parameters;
    };
    expect(ratio('besiroglu-2024')).toBeGreaterThan(14);
    expect(ratio('besiroglu-2024')).toBeLessThan(26);
    expect(ratio('hoffmann-2022')).toBeGreaterThan(60);
  });

  it('lie within a few per cent of the points that they were fitted to, in the median', () => {
    const misses = points.points.map(([size = 1, tokens = 1, loss = 1]) =>
      Math.abs(Math.log(lossAt(besiroglu, size, tokens) / loss)),
    );
    const middle = misses.toSorted((a, b) => a - b)[Math.floor(misses.length / 2)] ?? 1;
    expect(middle).toBeLessThan(0.02);
  });
});

describe('repeated tokens', () => {
  it('are worth themselves in the first epoch, nearly so for four, and never more than 1 + R* epochs', () => {
    expect(effectiveTokens(100, 60)).toBe(60);
    expect(effectiveTokens(100, 400) / 400).toBeGreaterThan(0.9);
    expect(effectiveTokens(100, 400) / 400).toBeLessThan(1);
    expect(effectiveTokens(100, 1e9) / 100).toBeCloseTo(1 + laws.repetition.half_life, 9);
  });

  it('must be seen as often as gives back what they are to be worth', () => {
    expect(effectiveTokens(100, tokensToSee(100, 700) ?? 0)).toBeCloseTo(700, 9);
    expect(tokensToSee(100, 1700)).toBeUndefined();
  });
});

describe('life and the last halving', () => {
  const loss = 2;
  const servingPerToken = (size: number) => 2 * size;
  const life = (servedTokens: number) => cheapestOverLife(besiroglu, loss, { training: flopCost, servingPerToken, servedTokens });

  it('make the cheapest size smaller the more is served, and the one to train where nothing is', () => {
    const trained = optimumForLoss(besiroglu, loss)?.parameters ?? 0;
    const sizes = [0, 1e11, 1e12, 1e13, 1e14].map((served) => life(served)?.parameters ?? NaN);
    expect((sizes[0] ?? 0) / trained).toBeCloseTo(1, 2);
    for (const [index, size] of sizes.slice(1).entries()) expect(size).toBeLessThan(sizes[index] ?? 0);
  });

  it('save something over serving the size that is cheapest to train', () => {
    const trained = optimumForLoss(besiroglu, loss);
    const served = 1e13;
    const naive = flopCost(trained?.parameters ?? 0, trained?.tokens ?? 0) + servingPerToken(trained?.parameters ?? 0) * served;
    const best = life(served);
    expect(best?.cost).toBeLessThan(naive);
    expect((best?.trainingCost ?? 0) + (best?.servingCost ?? 0)).toBeCloseTo(best?.cost ?? 0, -10);
  });

  it('make a halving of the excess as dear as the exponents say, wherever cost goes with compute', () => {
    for (const at of [1.9, 2.2, 2.6])
      expect((lastHalving(besiroglu, at, flopCost)?.factor ?? 0) / halvingFactor(besiroglu)).toBeCloseTo(1, 5);
    expect(excessLeft(besiroglu, halvingFactor(besiroglu))).toBeCloseTo(0.5, 12);
  });

  it('do not change with the price of a FLOP', () => {
    const cheap = lastHalving(besiroglu, 2, flopCost);
    const dear = lastHalving(besiroglu, 2, (size, tokens) => 1000 * flopCost(size, tokens));
    expect((dear?.factor ?? 0) / (cheap?.factor ?? 1)).toBeCloseTo(1, 9);
    expect((dear?.here.cost ?? 0) / (cheap?.here.cost ?? 1)).toBeCloseTo(1000, 6);
  });
});

describe('the searches', () => {
  it('find the floor of a valley in logarithms, and none where nothing is in reach', () => {
    const valley = minimumOverSizes((at) => (Math.log(at) - Math.log(3e9)) ** 2, { from: 1e6, to: 1e15 });
    expect((valley?.at ?? 0) / 3e9).toBeCloseTo(1, 3);
    expect(minimumOverSizes(() => undefined, { from: 1, to: 10 })).toBeUndefined();
  });

  it('stay inside what can be had', () => {
    const best = minimumOverSizes((at) => (at < 1e9 ? undefined : at), { from: 1e6, to: 1e15 });
    expect(best?.at).toBeGreaterThanOrEqual(1e9);
    expect(best?.at).toBeLessThan(1.1e9);
  });

  it('spend a budget to the last token', () => {
    const tokens = tokensWithin(flopCost, 1e22, 1e9) ?? 0;
    expect(flopCost(1e9, tokens) / 1e22).toBeCloseTo(1, 6);
    expect(tokensWithin(flopCost, 1, 1e9)).toBeUndefined();
  });
});
