// The float64 reference of a program: every step's result, and how far f32 kernels may be from it after all the steps before.
// Rests on the bounded-*.ts files. A running error analysis (Wilkinson, 1963; Higham, 2002, section 3.3): each step's bound is
// what its inputs' bounds can make of it, plus what WGSL's accuracies allow its own arithmetic. Knows no kernel.
import { inputElements } from '../workload/operands.ts';
import type { Operation } from '../workload/operation.ts';
import { attention, attentionRows } from './bounded-attention.ts';
import { attentionKeys, attentionQueries } from './bounded-attention-backward.ts';
import { embedding, embeddingBackward, residual, rotary, swiGlu, swiGluBackward } from './bounded-elementwise.ts';
import { crossEntropy, crossEntropyBackward } from './bounded-loss.ts';
import { product } from './bounded-product.ts';
import { gainBackward, rmsNorm, rmsNormBackward } from './bounded-rows.ts';
import type { ProgramStep } from './program-step.ts';
import { bufferElements } from './program-step.ts';
import { part, zeros, type Tensor } from './tensor.ts';

/**
 * All buffers after the steps, by name; `given` holds those that the host fills. `keep` says what of a result the next steps
 * see: all of it, so that bounds grow along the program, or, where only values matter, these without their bounds.
 */
export function evaluate(
  steps: readonly ProgramStep[],
  given: ReadonlyMap<string, Tensor>,
  keep: (result: Tensor) => Tensor = (result) => result,
): ReadonlyMap<string, Tensor> {
  const buffers = new Map(given);
  for (const [name, elements] of bufferElements(steps)) if (!buffers.has(name)) buffers.set(name, zeros(elements));
  for (const { operation, inputs, output } of steps) {
    const elements = inputElements(operation);
    const views = inputs.map(({ buffer, first }, slot) => part(bufferOf(buffers, buffer), first, elements[slot] ?? 0));
    const { values, bounds } = keep(resultOf(operation, views));
    const target = bufferOf(buffers, output.buffer);
    target.values.set(values, output.first);
    target.bounds.set(bounds, output.first);
  }
  return buffers;
}

export function bufferOf(buffers: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const buffer = buffers.get(name);
  if (buffer === undefined) throw new Error(`evaluate: the program has no buffer ${name}`);
  return buffer;
}

const NOTHING = zeros(0);

function resultOf(
  operation: Operation,
  [a = NOTHING, b = NOTHING, c = NOTHING, d = NOTHING, e = NOTHING]: readonly Tensor[],
): Tensor {
  switch (operation.kind) {
    case 'embedding':
      return embedding(operation, a, b);
    case 'embedding-backward':
      return embeddingBackward(operation, a, b);
    case 'matmul':
      return product(operation, a, b);
    case 'rmsnorm':
      return rmsNorm(operation, a, b);
    case 'rmsnorm-backward':
      return rmsNormBackward(operation, a, b, c);
    case 'gain-backward':
      return gainBackward(operation, a, b);
    case 'rotary':
    case 'rotary-backward':
      return rotary(operation, a, b);
    case 'attention':
      return attention(operation, a, b, c);
    case 'attention-backward-rows':
      return attentionRows(operation, a, b, c, d);
    case 'attention-backward-queries':
      return attentionQueries(operation, [a, b, c, d, e]);
    case 'attention-backward-keys':
      return attentionKeys(operation, [a, b, c, d, e]);
    case 'swiglu':
      return swiGlu(operation, a);
    case 'swiglu-backward':
      return swiGluBackward(operation, a, b);
    case 'residual':
      return residual(operation, a, b);
    case 'cross-entropy':
      return crossEntropy(operation, a, b);
    case 'cross-entropy-backward':
      return crossEntropyBackward(operation, a, b);
    case 'copy':
      return { values: a.values.slice(), bounds: a.bounds.slice() };
    default:
      throw new Error(`evaluate: no program of a transformer has a step ${operation.kind}`);
  }
}
