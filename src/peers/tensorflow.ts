// TensorFlow.js as a contestant. It has no attention, so that is composed of its products and softmax, on operands already laid
// out by heads and with the mask ready. Rests on workload/.
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Attention } from '../workload/operation.ts';
import { requiredOf, type ComparedOperation, type Contestant, type Entry } from './contestant.ts';

export async function tensorflow(): Promise<Contestant> {
  if (!(await tf.setBackend('webgpu'))) throw new Error('its WebGPU backend did not start');
  await tf.ready();
  return {
    name: 'TensorFlow.js',
    device: tf.backend().device,
    forms: (operation, inputs) => functionsOf(operation).map((described) => async () => enter(described, inputs)),
  };
}

interface Described {
  readonly form: string;
  readonly shapes: readonly (readonly number[])[];
  /** Once, before anything is timed. */
  readonly prepare?: (operands: readonly tf.Tensor[]) => readonly tf.Tensor[];
  readonly compute: (operands: readonly tf.Tensor[]) => tf.Tensor;
  /** Back to the layout of workload/operation.ts. */
  readonly arrange?: (output: tf.Tensor) => tf.Tensor;
}

function enter({ form, shapes, prepare, compute, arrange }: Described, inputs: readonly Float32Array[]): Entry {
  const operands = inputs.map((values, slot) => tf.tensor(values, requiredOf(shapes, slot)));
  const prepared = prepare?.(operands) ?? operands;
  let last: tf.Tensor | undefined;
  return {
    form,
    queue: async (calls) => {
      for (let call = 0; call < calls; call++) {
        last?.dispose();
        last = tf.tidy(() => compute(prepared));
      }
      // Its open pass must end before its commands can be submitted.
      tf.backend().endComputePassEncoder();
      tf.backend().submitQueue();
    },
    read: async () => {
      if (last === undefined) throw new Error('nothing was computed');
      return (arrange?.(last) ?? last).data();
    },
    release: () => {
      last?.dispose();
      for (const tensor of new Set([...operands, ...prepared])) tensor.dispose();
    },
  };
}

function functionsOf(operation: ComparedOperation): readonly Described[] {
  switch (operation.kind) {
    case 'matmul': {
      const { m, n, k, transpose } = operation;
      const isTransposed = transpose === 'nt';
      return [
        {
          form: `matMul(a, b, false, ${isTransposed})`,
          shapes: [[m, k], isTransposed ? [n, k] : [k, n]],
          compute: (x) => tf.matMul(requiredOf(x, 0), requiredOf(x, 1), false, isTransposed),
        },
      ];
    }
    case 'matvec': {
      const { n, k } = operation;
      return [
        {
          form: 'matMul(w, column)',
          shapes: [
            [n, k],
            [k, 1],
          ],
          compute: (x) => tf.matMul(requiredOf(x, 0), requiredOf(x, 1), false, false),
        },
        {
          form: 'matMul(row, w, false, true)',
          shapes: [
            [n, k],
            [1, k],
          ],
          compute: (x) => tf.matMul(requiredOf(x, 1), requiredOf(x, 0), false, true),
        },
      ];
    }
    case 'attention':
      return [attention(operation)];
    case 'copy':
    case 'fma':
      return [];
    default:
      return operation satisfies never;
  }
}

const HEADS_FIRST = [1, 0, 2];
/** Far below any score; its exponential is 0. */
const MASKED = -1e9;

function attention({ queries, keys, heads, kvHeads, headDim }: Attention): Described {
  const mask = Float32Array.from({ length: queries * keys }, (_, at) => (at % keys > Math.floor(at / keys) ? MASKED : 0));
  const cache = [keys, kvHeads, headDim];
  return {
    form: 'matMul, softmax, matMul',
    shapes: [[queries, heads, headDim], cache, cache],
    prepare: (x) => [...x.map((operand) => tf.transpose(operand, HEADS_FIRST)), tf.tensor(mask, [1, queries, keys])],
    compute: (x) => {
      const products = tf.matMul(requiredOf(x, 0), requiredOf(x, 1), false, true);
      const scores = tf.add(tf.mul(products, 1 / Math.sqrt(headDim)), requiredOf(x, 3));
      return tf.matMul(tf.softmax(scores), requiredOf(x, 2), false, false);
    },
    arrange: (output) => tf.transpose(output, HEADS_FIRST),
  };
}
