// Cross-entropy and its gradient on uncertain logits. Rests on tensor.ts and workload/reference-loss.ts.
// The maximum m that a kernel subtracts cancels: Σ exp(x̂ − m) is within a factor e^δ of Σ exp(x − m), δ the row's largest
// bound, whatever the kernel's own maximum is; its rounding on top is that of exact logits.
import type { CrossEntropy, CrossEntropyBackward } from '../workload/backward.ts';
import { termError } from '../workload/reference-loss.ts';
import { accumulate, add, divide, exact, exponential, logarithm, subtract, type Rounded } from '../workload/rounding.ts';
import { at, part, tensorOf, type Tensor } from './tensor.ts';

export function crossEntropy({ rows, vocabulary }: CrossEntropy, logits: Tensor, targets: Tensor): Tensor {
  return tensorOf(rows, (row) => {
    const { maximum, sum } = softmax(part(logits, row * vocabulary, vocabulary));
    const target = at(logits, row * vocabulary + wordAt(targets, row, vocabulary));
    return subtract(add(exact(maximum), logarithm(sum)), target);
  });
}

export function crossEntropyBackward({ rows, vocabulary }: CrossEntropyBackward, logits: Tensor, targets: Tensor): Tensor {
  const known = Array.from({ length: rows }, (_, row) => softmax(part(logits, row * vocabulary, vocabulary)));
  return tensorOf(rows * vocabulary, (index) => {
    const row = Math.floor(index / vocabulary);
    const { maximum, sum } = known[row] ?? { maximum: Number.NaN, sum: exact(Number.NaN) };
    const probability = divide(exponential(subtract(at(logits, index), exact(maximum))), sum);
    return subtract(probability, exact(index % vocabulary === wordAt(targets, row, vocabulary) ? 1 : 0));
  });
}

function wordAt(words: Tensor, row: number, vocabulary: number): number {
  return (words.values[row] ?? Number.NaN) % vocabulary;
}

/** The largest logit, and Σ exp(logit − it). */
function softmax({ values, bounds }: Tensor): { readonly maximum: number; readonly sum: Rounded } {
  const maximum = values.reduce((a, b) => Math.max(a, b));
  const minimum = values.reduce((a, b) => Math.min(a, b));
  const uncertainty = bounds.reduce((a, b) => Math.max(a, b));
  const sum = values.reduce((total, value) => total + Math.exp(value - maximum), 0);
  const relative = (1 + termError(maximum - minimum + 2 * uncertainty, values.length)) * Math.exp(uncertainty) - 1;
  return { maximum, sum: accumulate(sum, sum, relative * sum, values.length) };
}
