// onnxruntime-web as a contestant: one session of one node for each form, operands and output in GPU buffers.
// Rests on onnx-model.ts. Its flash attention assumes larger subgroups than some adapters have, so it also enters with
// subgroups hidden from it, as an application could run it.
import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { outputElements } from '../workload/operands.ts';
import { requiredOf, type ComparedOperation, type Contestant, type Entry } from './contestant.ts';
import { allocateOutput, readBack, upload } from './gpu-buffers.ts';
import { fedInputs, onnxModel, type OnnxNode, type OnnxTensor } from './onnx-model.ts';
import { openedDevice } from './opened-device.ts';

interface Runtime {
  readonly env: { logLevel: string; readonly wasm: { numThreads: number } };
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

/** An operator that its WebGPU side lacks must fail, not run on the CPU beside the adapter. */
const WEBGPU = {
  executionProviders: ['webgpu'],
  extra: { session: { disable_cpu_ep_fallback: '1' } },
} as const;

export async function onnxruntime(): Promise<Contestant> {
  return contestant('onnxruntime-web', await import('onnxruntime-web/webgpu'), false);
}

export async function onnxruntimeWithoutSubgroups(): Promise<Contestant> {
  return contestant('onnxruntime-web, subgroups hidden', await import('onnxruntime-web/webgpu?again'), true);
}

async function contestant(name: string, runtime: Runtime, hidesSubgroups: boolean): Promise<Contestant> {
  runtime.env.logLevel = 'error';
  runtime.env.wasm.numThreads = 1;
  const smallest = onnxModel(product([1, 1], [1, 1], [1, 1]));
  const device = await openedDevice(() => runtime.InferenceSession.create(smallest, WEBGPU), hidesSubgroups);
  return {
    name,
    device,
    forms: (operation, inputs) => nodesOf(operation).map((node) => () => enter(runtime, device, node, operation, inputs)),
  };
}

async function enter(
  runtime: Runtime,
  device: GPUDevice,
  node: OnnxNode,
  operation: ComparedOperation,
  inputs: readonly Float32Array[],
): Promise<Entry> {
  const session = await runtime.InferenceSession.create(onnxModel(node), WEBGPU);
  const buffers = inputs.map((values) => upload(device, values));
  const output = allocateOutput(device, outputElements(operation));
  const tensor = (buffer: GPUBuffer, { shape }: OnnxTensor) =>
    runtime.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: shape });
  // The slot of an operand is the number in its name.
  const feeds = Object.fromEntries(
    fedInputs(node).map((input) => [input.name, tensor(requiredOf(buffers, Number(input.name.slice(1))), input)]),
  );
  const fetches = { [node.output.name]: tensor(output, node.output) };
  return {
    form: node.operator,
    queue: async (calls) => {
      for (let call = 0; call < calls; call++) await session.run(feeds, fetches);
    },
    read: () => readBack(device, output, outputElements(operation)),
    release: () => {
      void session.release();
      for (const buffer of [...buffers, output]) buffer.destroy();
    },
  };
}

/** The nodes that compute the operation on its own layouts; none for a ceiling. */
function nodesOf(operation: ComparedOperation): readonly OnnxNode[] {
  switch (operation.kind) {
    case 'matmul': {
      const { m, n, k, transpose } = operation;
      return transpose === 'nt' ? [linear([m, k], [n, k], [m, n])] : [product([m, k], [k, n], [m, n])];
    }
    case 'matvec': {
      const { n, k } = operation;
      // W·x as a product with a column, and as a linear layer of one row.
      return [
        product([n, k], [k, 1], [n, 1]),
        { ...linear([1, k], [n, k], [1, n]), inputs: [tensorOf(1, [1, k]), tensorOf(0, [n, k])] },
      ];
    }
    case 'attention': {
      const { queries, keys, heads, kvHeads, headDim } = operation;
      return [
        {
          operator: 'GroupQueryAttention',
          domain: 'com.microsoft',
          version: 1,
          attributes: { num_heads: heads, kv_num_heads: kvHeads },
          inputs: [
            ...[queries, keys, keys].map((length, slot) => tensorOf(slot, [1, length, (slot === 0 ? heads : kvHeads) * headDim])),
            // No past keys and values; then the index of the last key, and the keys in all.
            undefined,
            undefined,
            { name: 'lastKey', constant: keys - 1 },
            { name: 'keys', constant: keys },
          ],
          output: { name: 'y', shape: [1, queries, heads * headDim] },
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

function tensorOf(slot: number, shape: readonly number[]): OnnxTensor {
  return { name: `x${slot}`, shape };
}

function product(a: readonly number[], b: readonly number[], c: readonly number[]): OnnxNode {
  return {
    operator: 'MatMul',
    domain: '',
    version: 17,
    attributes: {},
    inputs: [tensorOf(0, a), tensorOf(1, b)],
    output: { name: 'y', shape: c },
  };
}

/** A[m,k]·B[n,k]ᵀ. */
function linear(a: readonly number[], b: readonly number[], c: readonly number[]): OnnxNode {
  return { ...product(a, b, c), operator: 'Gemm', attributes: { transB: 1 } };
}
