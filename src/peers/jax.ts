// jax-js as a contestant: jitted functions of its NumPy and neural-network interface. Rests on workload/.
import { defaultDevice, getWebGPUDevice, init, jit, nn, numpy, type JaxArray } from '@jax-js/jax';
import { requiredOf, type ComparedOperation, type Contestant, type Entry } from './contestant.ts';

export async function jax(): Promise<Contestant> {
  const devices = await init('webgpu');
  if (!devices.includes('webgpu')) throw new Error('it found no WebGPU');
  defaultDevice('webgpu');
  return {
    name: 'jax-js',
    device: getWebGPUDevice(),
    forms: (operation, inputs) => functionsOf(operation).map((described) => () => enter(described, inputs)),
  };
}

interface Described {
  readonly form: string;
  readonly shapes: readonly (readonly number[])[];
  readonly compute: (operands: readonly JaxArray[]) => JaxArray;
}

async function enter({ form, shapes, compute }: Described, inputs: readonly Float32Array[]): Promise<Entry> {
  const operands = inputs.map((values, slot) => numpy.array(values, { shape: requiredOf(shapes, slot) }));
  const compiled = jit((...given) => compute(given));
  let last: JaxArray | undefined;
  return {
    form,
    queue: async (calls) => {
      for (let call = 0; call < calls; call++) {
        last?.dispose();
        last = compiled(...operands.map((operand) => operand.ref));
        // Work is lazy: asking for the buffer submits it.
        await last.ref.gpuBuffer();
      }
    },
    read: async () => {
      if (last === undefined) throw new Error('nothing was computed');
      return last.ref.data();
    },
    release: () => {
      last?.dispose();
      for (const operand of operands) operand.dispose();
    },
  };
}

function functionsOf(operation: ComparedOperation): readonly Described[] {
  switch (operation.kind) {
    case 'matmul': {
      const { m, n, k, transpose } = operation;
      return transpose === 'nt'
        ? [
            {
              form: 'matmul(x, transpose(w))',
              shapes: [
                [m, k],
                [n, k],
              ],
              compute: (x) => numpy.matmul(requiredOf(x, 0), numpy.transpose(requiredOf(x, 1))),
            },
          ]
        : [
            {
              form: 'matmul(a, b)',
              shapes: [
                [m, k],
                [k, n],
              ],
              compute: (x) => numpy.matmul(requiredOf(x, 0), requiredOf(x, 1)),
            },
          ];
    }
    case 'matvec':
      return [
        {
          form: 'matmul(w, x)',
          shapes: [[operation.n, operation.k], [operation.k]],
          compute: (x) => numpy.matmul(requiredOf(x, 0), requiredOf(x, 1)),
        },
      ];
    case 'attention': {
      const { queries, keys, heads, kvHeads, headDim } = operation;
      const cache = [keys, kvHeads, headDim];
      return [
        {
          form: 'nn.dotProductAttention',
          shapes: [[queries, heads, headDim], cache, cache],
          compute: (x) => nn.dotProductAttention(requiredOf(x, 0), requiredOf(x, 1), requiredOf(x, 2), { isCausal: true }),
        },
      ];
    }
    case 'copy':
    case 'fma':
      return [];
    default:
      return operation satisfies never;
  }
}
