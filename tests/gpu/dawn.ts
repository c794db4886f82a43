// The test device: Dawn's Node binding on whatever Vulkan driver VK_ICD_FILENAMES names (SwiftShader in this
// project), and Dawn's null backend, which also takes shaders of proposals. Instances live on globalThis: collecting one while its devices live crashes.
import { create, globals } from 'webgpu';
import { languageFeature } from '../../src/kernels/features.ts';
import type { Kernel, Pass } from '../../src/kernels/kernel.ts';
import { specialise } from '../../src/kernels/specialise.ts';
import type { Operation } from '../../src/workload/operation.ts';

Object.assign(globalThis, globals);

type Backend = 'null' | 'vulkan';
const kept = globalThis as unknown as { dawnInstances?: Map<Backend, GPU>; dawnDevices?: Map<Backend, GPUDevice | undefined> };

/** The one device of a backend in this process, with every feature the adapter has; undefined where there is none. */
export async function openDevice(backend: Backend): Promise<GPUDevice | undefined> {
  kept.dawnInstances ??= new Map();
  kept.dawnDevices ??= new Map();
  const gpu =
    kept.dawnInstances.get(backend) ??
    create([`backend=${backend}`, ...(backend === 'null' ? ['enable-dawn-features=allow_unsafe_apis'] : [])]);
  kept.dawnInstances.set(backend, gpu);
  if (!kept.dawnDevices.has(backend)) {
    const adapter = await gpu.requestAdapter();
    const device = await adapter?.requestDevice({ requiredFeatures: [...adapter.features].filter(isWanted) });
    kept.dawnDevices.set(backend, device);
  }
  const device = kept.dawnDevices.get(backend);
  if (!device && process.env['CI']) throw new Error(`no Dawn adapter on backend ${backend}: set VK_ICD_FILENAMES`);
  return device;
}

/** What kernels may require of a backend's device: its features and the language's. No backend here names matrix units. */
export function offeredFeatures(backend: Backend): readonly string[] {
  const language = [...(kept.dawnInstances?.get(backend)?.wgslLanguageFeatures ?? [])].map(languageFeature);
  return [...(kept.dawnDevices?.get(backend)?.features ?? []), ...language];
}

function isWanted(feature: string): feature is GPUFeatureName {
  return ['shader-f16', 'subgroups', 'timestamp-query', 'chromium-experimental-subgroup-matrix'].includes(feature);
}

/** Compiles a shader text and its pipeline; the messages of both, empty where all is well. */
export async function compileMessages(device: GPUDevice, code: string): Promise<readonly string[]> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const info = await module.getCompilationInfo();
  device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const error = await device.popErrorScope();
  const messages = info.messages.map((message) => `${message.type} ${message.lineNum}:${message.linePos} ${message.message}`);
  return error ? [...messages, error.message] : messages;
}

/** Runs an f32 kernel once on the given inputs, its output poisoned with NaN before; all output elements. */
export async function execute(
  device: GPUDevice,
  kernel: Kernel,
  operation: Operation,
  inputs: readonly (Float32Array | Uint32Array)[],
): Promise<Float32Array> {
  const { merge } = kernel;
  const once = async (pass: Pass, sources: readonly (Float32Array | Uint32Array)[], elements: number) => {
    const code = specialise(pass.source, pass.constants);
    const poison = new Uint8Array(new Float32Array(elements).fill(Number.NaN).buffer);
    return new Float32Array(await dispatch(device, code, pass.shape(operation), sources, poison, pass.grid(operation)));
  };
  if (merge === undefined) return once(kernel, inputs, kernel.output(operation));
  return once(merge, [await once(kernel, inputs, merge.scratch(operation))], kernel.output(operation));
}

/** Software drivers compile for seconds, so one text is compiled once. */
const pipelines = new Map<string, GPUComputePipeline>();

function pipelineOf(device: GPUDevice, code: string): GPUComputePipeline {
  const known = pipelines.get(code);
  if (known) return known;
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  pipelines.set(code, pipeline);
  return pipeline;
}

/** One dispatch of any shader of the suite's calling convention; the output's bytes afterwards. */
export async function dispatch(
  device: GPUDevice,
  code: string,
  shape: readonly number[],
  inputs: readonly (Float32Array | Uint32Array)[],
  output: Uint8Array,
  grid: readonly [number, number, number],
): Promise<ArrayBuffer> {
  const buffers: GPUBuffer[] = [];
  const bufferOf = (size: number, usage: number, data?: ArrayBufferView): GPUBuffer => {
    const buffer = device.createBuffer({ size: Math.ceil(size / 4) * 4, usage });
    buffers.push(buffer);
    if (data) device.queue.writeBuffer(buffer, 0, data.buffer, data.byteOffset, data.byteLength);
    return buffer;
  };
  device.pushErrorScope('validation');
  try {
    const pipeline = pipelineOf(device, code);
    const words = Uint32Array.from(shape);
    const target = bufferOf(
      output.byteLength,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      output,
    );
    const bound = [
      bufferOf(words.byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST, words),
      ...inputs.map((input) => bufferOf(input.byteLength, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST, input)),
      target,
    ];
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const read = bufferOf(output.byteLength, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...grid);
    pass.end();
    encoder.copyBufferToBuffer(target, 0, read, 0, target.size);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ);
    const error = await device.popErrorScope();
    if (error) throw new Error(error.message);
    return read.getMappedRange().slice(0, output.byteLength);
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}
