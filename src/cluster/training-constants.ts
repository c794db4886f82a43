// The constants of training that published runs decide; nine, all physical. What is fixed from text books stands with its use.
// Fitted values come from data/fitted-constants.json; the priors alone already predict.
import type { ConstantDefinition, Constants } from './constant.ts';

export type TrainingConstantName =
  | 'matmulShare'
  | 'narrowMatmulShare'
  | 'attentionShare'
  | 'elementWiseTraffic'
  | 'modelExposure'
  | 'dataExposure'
  | 'expertOverhead'
  | 'immaturity'
  | 'exploration';

export type TrainingConstants = Constants<TrainingConstantName>;

export const TRAINING_CONSTANTS: readonly ConstantDefinition<TrainingConstantName>[] = [
  {
    name: 'matmulShare',
    meaning: 'Share of the best measured bf16 matrix product that a training step’s large products reach.',
    unit: '1',
    prior: 0.92,
    priorSpread: 0.08,
    source: 'Products of one step are neither all at the best shape nor run at the clock of a lone benchmark; within 5–15 %.',
  },
  {
    name: 'narrowMatmulShare',
    meaning: 'The same share again, for fp8 and fp4 products against bf16 ones: scaling, unfused casts, power limit.',
    unit: '1',
    prior: 0.88,
    priorSpread: 0.12,
    source: 'Best measured fp8 products reach 0.91 (H200) to 0.98 (B200) of the ratio that data sheets promise (hardware.csv).',
  },
  {
    name: 'attentionShare',
    meaning:
      'Share of the dense bf16 peak that the products of fused causal attention reach at head width 128, exponentials apart.',
    unit: '1',
    prior: 0.7,
    priorSpread: 0.15,
    source: 'FlashAttention-2 on A100: 0.5–0.73; FlashAttention-3 on H100: up to 0.75 forward (Dao 2023; Shah et al. 2024).',
  },
  {
    name: 'elementWiseTraffic',
    meaning: 'Memory traffic of norms, activations, residuals and rotary terms over that of ideally fused kernels.',
    unit: '1',
    prior: 1.1,
    priorSpread: 0.25,
    source: 'Counted reads and writes of the fused kernels of current frameworks; 1 is the count.',
  },
  {
    name: 'modelExposure',
    meaning: 'Share of tensor-parallel, context-parallel and pipeline transfers that no computation hides.',
    unit: '1',
    prior: 0.5,
    priorSpread: 0.3,
    source: 'Chunked overlap hides all but the first or last chunk of half of the collectives (Megatron-Core, 2024).',
  },
  {
    name: 'dataExposure',
    meaning: 'Share of data-parallel and fully sharded transfers that no computation hides, where there is enough of it.',
    unit: '1',
    prior: 0.2,
    priorSpread: 0.4,
    source: 'Prefetching one layer ahead leaves the first and last layers and contention for streaming multiprocessors.',
  },
  {
    name: 'expertOverhead',
    meaning: 'Time to sort, cast and wait for the tokens of routed experts, over ideal traffic and 0.4 ms, in mature software.',
    unit: '1',
    prior: 1.6,
    priorSpread: 0.3,
    source: 'Permutation is rarely fused and the host learns the experts’ token counts late (Megatron-Core MoE, 2024–25).',
  },
  {
    name: 'immaturity',
    meaning: 'Extra time of software on a GPU generation on the day of its release; it fades with the generation’s age.',
    unit: '1',
    prior: 0.4,
    priorSpread: 0.3,
    source: 'The same GPT-3 175B configuration on 128 H100 went from 336 to 534 TFLOP/s between January and December 2024.',
  },
  {
    name: 'exploration',
    meaning: 'GPU-hours of a full run at 10 B parameters beyond its steps: restarts, evaluation, ablations, over the steps’ own.',
    unit: '1',
    prior: 0.4,
    priorSpread: 0.4,
    source: 'Effective share of wall time 0.6–0.95 in published logs (OPT-175B, BLOOM, Llama 3); small models repeat runs.',
  },
];
