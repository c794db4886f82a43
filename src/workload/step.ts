// One step of a transformer as operations with their counts: what prefill, decode and training compute.
// Rests on operation.ts and transformer.ts. Weights are stored [outputs, inputs] everywhere, so a linear layer is
// an nt product forward, an nn product for the gradient of its input and a tn product for that of its weights.
//
// Neglected: biases (under 0.1 % of FLOP), sampling, data transfer, and the optimiser, which a run of many
// micro-batches per update amortises. Training without recomputation.
import type { Operation } from './operation.ts';
import { layerMatrices, type Architecture } from './transformer.ts';

export type StepPhase = 'prefill' | 'decode' | 'train';

export interface StepPart {
  readonly name: string;
  readonly operation: Operation;
  /** Times the operation happens in a step; 2.5 × layers for a backward pass that costs 2.5 forward ones. */
  readonly count: number;
  /** False where no kernel of ours computes it yet, so that it can only be projected. */
  readonly isMeasurable: boolean;
}

/** Tokens that one step processes: the sequence, or one for decode. */
export function stepTokens(phase: StepPhase, sequenceLength: number): number {
  return phase === 'decode' ? 1 : sequenceLength;
}

/** All operations of one step of one sequence; `sequenceLength` is also the KV cache that decode looks back on. */
export function stepParts(architecture: Architecture, phase: StepPhase, sequenceLength: number): readonly StepPart[] {
  const forward = forwardParts(architecture, phase, sequenceLength);
  return phase === 'train' ? [...forward, ...backwardParts(architecture, forward, sequenceLength)] : forward;
}

function part(name: string, count: number, operation: Operation, isMeasurable = true): StepPart {
  return { name, operation, count, isMeasurable };
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

/**
 * Matrix products backward as their real shapes. Attention backward is 2.5 forward passes (five products for two;
 * Dao et al., 2022, section 3.1); the element-wise backward passes read and write twice what forward does; the loss
 * reads the logits and writes their gradient.
 */
function backwardParts(architecture: Architecture, forward: readonly StepPart[], sequenceLength: number): StepPart[] {
  const parts = forward.flatMap((entry): StepPart[] => {
    const { operation, count, name } = entry;
    if (operation.kind === 'matmul') {
      const { m, n, k } = operation;
      return [
        part(`${name}-input-gradient`, count, { kind: 'matmul', m, n: k, k: n, transpose: 'nn' }),
        part(`${name}-weight-gradient`, count, { kind: 'matmul', m: n, n: k, k: m, transpose: 'tn' }),
      ];
    }
    return [part(`${name}-backward`, (operation.kind === 'attention' ? 2.5 : 2) * count, operation, false)];
  });
  return [...parts, part('loss', 1, { kind: 'copy', elements: sequenceLength * architecture.vocabulary }, false)];
}
