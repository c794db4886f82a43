// The float64 reference of every operation in backward.ts, by kind. Rests on one file per family.
import type { BackwardOperation } from './backward.ts';
import { oncePer } from './once-per.ts';
import type { Read } from './operands.ts';
import { keysElementOf, queriesElementOf, rowsElementOf } from './reference-attention-backward.ts';
import {
  adamWElement,
  geluBackwardElement,
  rotaryBackwardElement,
  swiGluBackwardElement,
} from './reference-elementwise-backward.ts';
import { crossEntropyBackwardElement, crossEntropyElement, embeddingBackwardElement, softmaxRow } from './reference-loss.ts';
import { layerStatistics, rmsScale } from './reference-rows.ts';
import {
  gainBackwardElement,
  layerBackwardElement,
  layerBackwardMeans,
  rmsBackwardElement,
  rmsBackwardMean,
} from './reference-rows-backward.ts';
import type { Rounded } from './rounding.ts';

/** Value and bound of an output element, before it is stored. */
export function backwardElementOf(operation: BackwardOperation, read: Read): (index: number) => Rounded {
  switch (operation.kind) {
    case 'rmsnorm-backward': {
      const rowOf = oncePer((row) => {
        const scale = rmsScale(operation, read, row);
        return { scale, mean: rmsBackwardMean(operation, read, row) };
      });
      return (index) => rmsBackwardElement(operation, read, rowOf(Math.floor(index / operation.width)), index);
    }
    case 'layernorm-backward': {
      const rowOf = oncePer((row) => {
        const statistics = layerStatistics(operation, read, row);
        return { ...statistics, ...layerBackwardMeans(operation, read, row, statistics) };
      });
      return (index) => layerBackwardElement(operation, read, rowOf(Math.floor(index / operation.width)), index);
    }
    case 'gain-backward':
      return (index) => gainBackwardElement(operation, read, index);
    case 'swiglu-backward':
      return (index) => swiGluBackwardElement(operation, read, index);
    case 'gelu-backward':
      return (index) => geluBackwardElement(read, index);
    case 'rotary-backward':
      return (index) => rotaryBackwardElement(operation, read, index);
    case 'embedding-backward':
      return (index) => embeddingBackwardElement(operation, read, index);
    case 'cross-entropy': {
      const softmaxOf = oncePer((row) => softmaxRow(operation, read, row));
      return (row) => crossEntropyElement(operation, read, softmaxOf(row), row);
    }
    case 'cross-entropy-backward': {
      const softmaxOf = oncePer((row) => softmaxRow(operation, read, row));
      return (index) => crossEntropyBackwardElement(operation, read, softmaxOf(Math.floor(index / operation.vocabulary)), index);
    }
    case 'adamw':
      return (index) => adamWElement(operation, read, index);
    case 'attention-backward-rows':
      return rowsElementOf(operation, read);
    case 'attention-backward-queries':
      return queriesElementOf(operation, read);
    case 'attention-backward-keys':
      return keysElementOf(operation, read);
    default:
      return operation satisfies never;
  }
}
