// The parts of the peers' interfaces that the comparison uses. The packages themselves are in peers/, not among the
// project's own, so their types cannot be imported where nobody has run the comparison.

declare module '@jax-js/jax' {
  export interface JaxArray {
    readonly ref: JaxArray;
    data(): Promise<Float32Array>;
    gpuBuffer(): Promise<GPUBuffer>;
    dispose(): void;
  }
  export const numpy: {
    array(values: Float32Array, options: { shape: readonly number[] }): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    transpose(a: JaxArray): JaxArray;
  };
  export const nn: {
    dotProductAttention(q: JaxArray, k: JaxArray, v: JaxArray, options: { isCausal: boolean }): JaxArray;
  };
  export function init(...devices: readonly string[]): Promise<readonly string[]>;
  export function defaultDevice(device: string): string;
  export function jit(compute: (...operands: readonly JaxArray[]) => JaxArray): (...operands: readonly JaxArray[]) => JaxArray;
  export function getWebGPUDevice(): GPUDevice;
}

declare module '@tensorflow/tfjs-core' {
  export interface Tensor {
    data(): Promise<Float32Array>;
    dispose(): void;
  }
  export function setBackend(name: string): Promise<boolean>;
  export function ready(): Promise<void>;
  export function backend(): { readonly device: GPUDevice; endComputePassEncoder(): void; submitQueue(): void };
  export function tensor(values: Float32Array, shape: readonly number[]): Tensor;
  export function matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor;
  export function mul(a: Tensor, b: number): Tensor;
  export function add(a: Tensor, b: Tensor): Tensor;
  export function softmax(logits: Tensor): Tensor;
  export function transpose(a: Tensor, order: readonly number[]): Tensor;
  export function tidy<T>(compute: () => T): T;
}

/** Imported for its effect: it registers the backend. */
declare module '@tensorflow/tfjs-backend-webgpu' {}

declare module 'onnxruntime-web/webgpu' {
  export interface OnnxGpuTensor {
    dispose(): void;
  }
  export interface Session {
    run(
      feeds: Readonly<Record<string, OnnxGpuTensor>>,
      fetches: Readonly<Record<string, OnnxGpuTensor>>,
    ): Promise<Readonly<Record<string, OnnxGpuTensor>>>;
    release(): Promise<void>;
  }
  export const env: { logLevel: string; readonly wasm: { numThreads: number } };
  export const InferenceSession: {
    create(
      model: Uint8Array,
      options: { executionProviders: readonly string[]; extra: { session: Readonly<Record<string, string>> } },
    ): Promise<Session>;
  };
  export const Tensor: {
    fromGpuBuffer(buffer: GPUBuffer, options: { dataType: 'float32'; dims: readonly number[] }): OnnxGpuTensor;
  };
}

/** The same package a second time, with a device of its own. */
declare module 'onnxruntime-web/webgpu?again' {
  import type * as once from 'onnxruntime-web/webgpu';
  export const env: typeof once.env;
  export const InferenceSession: typeof once.InferenceSession;
  export const Tensor: typeof once.Tensor;
}
