// The claims' questions answered by the explorer's engine: one basis for each place, hours and served time in the shared draws.
// Rests on exploration-basis.ts, exploration-training.ts, exploration-serving.ts. Shapes are those of the size and sparsity
// alone, so a named model stands for its parameters, not for its own layers.
import { DEFAULT_EXPLORATION, type Exploration } from '../contract/exploration.ts';
import { findAccelerator } from '../cluster/accelerators.ts';
import { estimateOf } from '../extrapolation/draws.ts';
import { trainingRate } from '../extrapolation/training-rate.ts';
import { lossLaw } from '../laws/loss-law.ts';
import { scale, type Estimate } from '../units/estimate.ts';
import { SECONDS_PER_HOUR } from '../units/units.ts';
import type { ClaimContext, Place, Run, ServedTime, ServingLoad } from './claims-context.ts';
import { explorationBasis } from './exploration-basis.ts';
import { serveSize } from './exploration-serving.ts';
import { planOf } from './exploration-training.ts';

/** @param dials the law is taken from them, all else of a claim is its own; @param today YYYY-MM */
export function claimsContext({ law }: Pick<Exploration, 'law'>, today = DEFAULT_EXPLORATION.price_date): ClaimContext {
  return {
    law: lossLaw(law),
    today,
    accelerator: (name) => {
      const found = findAccelerator(name);
      if (found === undefined) throw new RangeError(`no accelerator ${name}`);
      return found;
    },
    gpuHours,
    served,
  };
}

function gpuHours(run: Run, place: Place, gpuCount: number): Estimate | undefined {
  const basis = basisOf(run, place, { gpu_count: gpuCount });
  const plan = planOf(run.parameters, basis);
  if (plan.outcome.kind === 'does-not-fit') return undefined;
  const rate = trainingRate(plan, plan.outcome, basis.transfer, basis.draws);
  return scale(estimateOf(rate.gpuSecondsPerToken), run.tokens / SECONDS_PER_HOUR);
}

function served(run: Run, place: Place, load: ServingLoad): ServedTime | undefined {
  const { inputTokens, outputTokens } = load;
  const basis = basisOf(run, place, {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    least_tokens_per_second: load.leastTokensPerSecond,
    serving_precision: load.precision,
  });
  const sized = serveSize(run.parameters, basis);
  if (sized.kind === 'unreachable') return undefined;
  const { gpuSecondsPerRequest: request, promptGpuSeconds: prompt } = sized.rate;
  return {
    gpuSecondsPerInputToken: scale(estimateOf(prompt), 1 / inputTokens),
    gpuSecondsPerOutputToken: scale(
      estimateOf(request.map((seconds, index) => seconds - (prompt[index] ?? 0))),
      1 / outputTokens,
    ),
  };
}

function basisOf({ parameters, active }: Run, { accelerator, date, acquisition }: Place, changes: Partial<Exploration>) {
  return explorationBasis(
    { ...DEFAULT_EXPLORATION, accelerator, price_date: date, acquisition, sparsity: parameters / active, ...changes },
    undefined,
  );
}
