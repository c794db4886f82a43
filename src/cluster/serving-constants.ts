// The constants of serving and of local decoding that published runs decide; no other file of serving holds a fitted number.
// Fixed assumptions, with their sources, stand beside the formula that uses them.
import type { ConstantDefinition, Constants } from './constant.ts';

export type ServingConstantName =
  | 'servingStreamShare'
  | 'servingMatmulShare'
  | 'servingExpertShare'
  | 'servingHostSeconds'
  | 'servingKernelSeconds';

export type ServingConstants = Constants<ServingConstantName>;

export const SERVING_CONSTANTS: readonly ConstantDefinition<ServingConstantName>[] = [
  {
    name: 'servingStreamShare',
    meaning: 'Share of the nominal memory bandwidth at which weights, caches and activations stream.',
    unit: '1',
    prior: 0.88,
    priorSpread: 0.08,
    source: 'Belief: plain copies reach some 0.85–0.93 of the nominal bandwidth on data-centre and consumer GPUs.',
  },
  {
    name: 'servingMatmulShare',
    meaning: 'Share of the dense peak that the matrix products of prefill and of large decode batches reach.',
    unit: '1',
    prior: 0.65,
    priorSpread: 0.2,
    source:
      'Best measured products reach 0.73–0.8 of peak on H100 and B200 (mamf-finder, stas00/ml-engineering); serving shapes less.',
  },
  {
    name: 'servingExpertShare',
    meaning: 'Rate of the grouped products and permutations of routed experts, relative to dense products and streaming.',
    unit: '1',
    prior: 0.6,
    priorSpread: 0.3,
    source: 'Belief: uneven rows an expert, part-filled tiles and gathered operands cost a third to a half.',
  },
  {
    name: 'servingHostSeconds',
    meaning: 'Host time a running sequence adds to every step: scheduling, sampling, detokenising, not hidden behind the GPU.',
    unit: 's',
    prior: 5e-6,
    priorSpread: 0.5,
    source: 'Belief: a tenth to a half of a step of tens of milliseconds at batches of hundreds to thousands.',
  },
  {
    name: 'servingKernelSeconds',
    meaning: 'What one kernel costs besides its streaming: launch, ramp and drain, in a captured graph or a native queue.',
    unit: 's',
    prior: 4e-6,
    priorSpread: 0.4,
    source: 'Belief: some 2 µs between kernels of a captured graph and as much again for ramp and drain.',
  },
];
