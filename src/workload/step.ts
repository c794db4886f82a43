// One step of a transformer as operations with their counts: what prefill, decode and training compute.
// Rests on operation.ts and transformer.ts. Weights are stored [outputs, inputs] everywhere, so a linear layer is
// an nt product forward, an nn product for the gradient of its input and a tn product for that of its weights.
//
// Neglected: biases (under 0.1 % of FLOP), sampling, data transfer, learned positions, and the optimiser (`adamw`), which a
// run of many micro-batches per update amortises. Training without recomputation of layers; attention forms its scores
// anew in each pass backward, and a norm its normalised rows for the gradient of its gain.
import type { Operation } from './operation.ts';
import { layerMatrices, type Architecture } from './transformer.ts';

export type StepPhase = 'prefill' | 'decode' | 'train';

export interface StepPart {
  readonly name: string;
  readonly operation: Operation;
  /** Times the operation happens in a step. */
  readonly count: number;
}

/** Tokens that one step processes: the sequence, or one for decode. */
export function stepTokens(phase: StepPhase, sequenceLength: number): number {
  return phase === 'decode' ? 1 : sequenceLength;
}

/** All operations of one step of one sequence; `sequenceLength` is also the KV cache that decode looks back on. */
export function stepParts(architecture: Architecture, phase: StepPhase, sequenceLength: number): readonly StepPart[] {
  const forward = forwardParts(architecture, phase, sequenceLength);
  return phase === 'train'
    ? [...forward, ...lossParts(architecture, sequenceLength), ...forward.toReversed().flatMap(backwardParts)]
    : forward;
}

function part(name: string, count: number, operation: Operation): StepPart {
  return { name, operation, count };
}

function linear(tokens: number, [outputs, inputs]: readonly [number, number]): Operation {
  return tokens === 1
    ? { kind: 'matvec', n: outputs, k: inputs }
    : { kind: 'matmul', m: tokens, n: outputs, k: inputs, transpose: 'nt' };
}

function forwardParts(architecture: Architecture, phase: StepPhase, sequenceLength: number): StepPart[] {
  const { family, layers, width, heads, kvHeads, headDim, feedForward, vocabulary } = architecture;
  const rows = stepTokens(phase, sequenceLength);
  const matrices = layerMatrices(architecture);
  const norm = family === 'gpt' ? 'layernorm' : 'rmsnorm';
  const activation = family === 'gpt' ? 'gelu' : 'swiglu';
  const headRows = phase === 'train' ? rows : 1;
  const attention: Operation =
    phase === 'decode'
      ? { kind: 'attention-decode', keys: sequenceLength, heads, kvHeads, headDim }
      : { kind: 'attention', queries: rows, keys: rows, queryOffset: 0, heads, kvHeads, headDim };
  return [
    part('embedding', 1, { kind: 'embedding', rows, width, vocabulary }),
    part('norm', 2 * layers, { kind: norm, rows, width }),
    part('qkv', layers, linear(rows, matrices.qkv)),
    ...(family === 'llama' ? [part('rotary', layers, { kind: 'rotary', rows, heads: heads + kvHeads, headDim })] : []),
    part('attention', layers, attention),
    part('projection', layers, linear(rows, matrices.projection)),
    part('residual', 2 * layers, { kind: 'residual', rows, width }),
    part('expand', layers, linear(rows, matrices.expand)),
    part('activation', layers, { kind: activation, rows, width: feedForward }),
    part('contract', layers, linear(rows, matrices.contract)),
    part('final-norm', 1, { kind: norm, rows: headRows, width }),
    part('head', 1, linear(headRows, [vocabulary, width])),
  ];
}

/** Loss and gradient of the logits, of every token of the sequence. */
function lossParts({ vocabulary }: Architecture, sequenceLength: number): StepPart[] {
  const extents = { rows: sequenceLength, vocabulary };
  return [
    part('loss', 1, { kind: 'cross-entropy', ...extents }),
    part('loss-backward', 1, { kind: 'cross-entropy-backward', ...extents }),
  ];
}

/**
 * The gradients of one forward part. Matrix products: that of the input and that of the weights. Attention: row statistics, then
 * dq, then dk and dv. A norm: that of its input; and its rows normalised again, whose products with dy sum up to the gain's
 * and the bias's. A residual's gradient joins two branches, which is an addition like the residual itself.
 */
function backwardParts({ operation, count, name }: StepPart): StepPart[] {
  switch (operation.kind) {
    case 'matmul': {
      const { m, n, k } = operation;
      return [
        part(`${name}-input-gradient`, count, { kind: 'matmul', m, n: k, k: n, transpose: 'nn' }),
        part(`${name}-weight-gradient`, count, { kind: 'matmul', m: n, n: k, k: m, transpose: 'tn' }),
      ];
    }
    case 'attention':
      return (['rows', 'queries', 'keys'] as const).map((pass) =>
        part(`${name}-backward-${pass}`, count, { ...operation, kind: `attention-backward-${pass}` }),
      );
    case 'rmsnorm':
    case 'layernorm': {
      const { rows, width } = operation;
      return [
        part(`${name}-backward`, count, { kind: `${operation.kind}-backward`, rows, width }),
        part(`${name}-again`, count, operation),
        part(`${name}-gain-backward`, count, { kind: 'gain-backward', rows, width }),
      ];
    }
    case 'swiglu':
    case 'gelu':
      return [part(`${name}-backward`, count, { ...operation, kind: `${operation.kind}-backward` })];
    case 'rotary':
      return [part(`${name}-backward`, count, { ...operation, kind: 'rotary-backward' })];
    case 'residual':
      return [part(`${name}-backward`, count, operation)];
    case 'embedding':
      return [part(`${name}-backward`, count, { ...operation, kind: 'embedding-backward' })];
    default:
      throw new Error(`step: a training step has no ${operation.kind} forward, so no gradient of it`);
  }
}
