// What every operation's output must be, in float64, and how far a correct kernel may be from it.
// Rests on rounding.ts and one file per family. Statistics of a row, or of a query and head, are computed once a call.
// Knows no kernel: the bounds hold for any order of summation and for WGSL's stated accuracies.
import type { Read } from './operands.ts';
import type { Operation } from './operation.ts';
import { oncePer } from './once-per.ts';
import { asAttention, attentionElement, attentionWeights } from './reference-attention.ts';
import { fmaElement } from './reference-ceiling.ts';
import { embeddingValue, geluElement, residualElement, rotaryElement, swiGluElement } from './reference-elementwise.ts';
import { backwardElementOf } from './reference-backward.ts';
import { matmulElement, matvecElement } from './reference-product.ts';
import { quantisedElement } from './reference-quantised.ts';
import { quantisedInt8Element } from './reference-quantised-int8.ts';
import { layerNormElement, layerStatistics, rmsNormElement, rmsScale } from './reference-rows.ts';
import { exact, moved, stored, type Rounded } from './rounding.ts';

/**
 * Value and absolute bound of the given flat output indices, in their order. Inputs must be exact in `precision`
 * (those of inputs.ts are). Cost: k per element of a product, the row per row of a norm, keys·headDim per query and
 * head of attention.
 */
export function referenceElements(
  operation: Operation,
  precision: 'f32' | 'f16',
  read: Read,
  indices: readonly number[],
): readonly Rounded[] {
  const compute = elementOf(operation, precision, read);
  return indices.map(compute);
}

function elementOf(operation: Operation, precision: 'f32' | 'f16', read: Read): (index: number) => Rounded {
  const rounded = (compute: (index: number) => Rounded) => (index: number) => stored(compute(index), precision);
  switch (operation.kind) {
    case 'matmul':
      return rounded((index) => matmulElement(operation, read, index));
    case 'matmul-quantised':
      return rounded((index) => quantisedElement(operation, read, index));
    case 'matmul-quantised-int8':
      return rounded((index) => quantisedInt8Element(operation, read, index));
    case 'matvec':
      return rounded((index) => matvecElement(operation, read, index));
    case 'attention':
      return rounded(attentionOf(operation, read));
    case 'attention-decode':
      return rounded(attentionOf(asAttention(operation), read));
    case 'rmsnorm': {
      const scaleOf = oncePer((row) => rmsScale(operation, read, row));
      return rounded((index) => rmsNormElement(operation, read, scaleOf(Math.floor(index / operation.width)), index));
    }
    case 'layernorm': {
      const statisticsOf = oncePer((row) => layerStatistics(operation, read, row));
      return rounded((index) => layerNormElement(operation, read, statisticsOf(Math.floor(index / operation.width)), index));
    }
    case 'rotary':
      return rounded((index) => rotaryElement(operation, read, index));
    case 'swiglu':
      return rounded((index) => swiGluElement(operation, read, index));
    case 'gelu':
      return rounded((index) => geluElement(read, index));
    case 'residual':
      return rounded((index) => residualElement(operation, read, index));
    case 'embedding':
      return (index) => moved(embeddingValue(operation, read, index));
    case 'copy':
      return (index) => moved(read(0, index));
    case 'fma':
      return rounded((index) => fmaElement(operation, precision, index));
    case 'empty':
      return () => stored(exact(1), precision);
    default:
      return rounded(backwardElementOf(operation, read));
  }
}

function attentionOf(operation: ReturnType<typeof asAttention>, read: Read): (index: number) => Rounded {
  const { heads, headDim } = operation;
  const weightsOf = oncePer((pair) => attentionWeights(operation, read, Math.floor(pair / heads), pair % heads));
  return (index) => {
    const pair = Math.floor(index / headDim);
    return attentionElement(operation, read, weightsOf(pair), pair % heads, index % headDim);
  };
}
