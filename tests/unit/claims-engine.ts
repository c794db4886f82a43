// An engine for the claims' tests: constant utilisation and a plain decode roofline, so that what is tested is the claims.
import type { ClaimContext } from '../../src/report/claims-context.ts';
import { lossLaw } from '../../src/laws/loss-law.ts';
import { withinFactor } from '../../src/units/estimate.ts';

const GPUS: Readonly<Record<string, { readonly boardPower: number; readonly peak: number; readonly bandwidth: number }>> = {
  'H100 SXM5 80GB': { boardPower: 700, peak: 989e12, bandwidth: 3.35e12 },
  'A100 SXM4 80GB': { boardPower: 400, peak: 312e12, bandwidth: 2.04e12 },
};
const UTILISATION = 0.35;
const SERVING_UTILISATION = 0.3;
/** Sequences that share a pass over the weights. */
const BATCH = 32;

function gpu(name: string) {
  const found = GPUS[name];
  if (found === undefined) throw new RangeError(name);
  return found;
}

export function plainContext(changes: Partial<ClaimContext> = {}): ClaimContext {
  return {
    law: lossLaw('besiroglu-2024'),
    today: '2026-11',
    accelerator: (name) => ({ name, boardPower: gpu(name).boardPower }),
    gpuHours: ({ active, tokens }, { accelerator }) =>
      withinFactor((6 * active * tokens) / (UTILISATION * gpu(accelerator).peak) / 3600, 1.3),
    served: ({ active, parameters }, { accelerator }) => {
      const { peak, bandwidth } = gpu(accelerator);
      const compute = (2 * active) / (SERVING_UTILISATION * peak);
      return {
        gpuSecondsPerInputToken: withinFactor(compute, 1.5),
        gpuSecondsPerOutputToken: withinFactor(Math.max(compute, (2 * parameters) / bandwidth / BATCH), 2),
      };
    },
    ...changes,
  };
}
