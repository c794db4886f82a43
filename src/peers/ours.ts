// Our kernels as a contestant: the catalogue's candidates for this device, each with plain buffers of its own, one pass a call.
// Rests on gpu/ and kernels/. Of the first few candidates the contest keeps the fastest correct one, as a run does.
import type { DeviceProfile } from '../contract/run.ts';
import { Pipelines } from '../gpu/pipelines.ts';
import { candidates } from '../kernels/choose.ts';
import { passesOf, type Kernel } from '../kernels/kernel.ts';
import { allocateOutput, readBack, upload } from './gpu-buffers.ts';
import { OURS } from './outcome.ts';
import type { ComparedOperation, Contestant, Entry } from './contestant.ts';

const MOST_CANDIDATES = 3;
const UNIFORM_BYTES = 64;

export function ourContestant(device: GPUDevice, profile: DeviceProfile): Contestant {
  const pipelines = new Pipelines(device);
  return {
    name: OURS,
    device,
    forms: (operation, inputs) =>
      candidates(operation, 'f32', profile, profile.gpu.is_fallback)
        .slice(0, MOST_CANDIDATES)
        .map((kernel) => () => enter(device, pipelines, kernel, operation, inputs)),
  };
}

async function enter(
  device: GPUDevice,
  pipelines: Pipelines,
  kernel: Kernel,
  operation: ComparedOperation,
  inputs: readonly Float32Array[],
): Promise<Entry> {
  const compiled = await pipelines.get(kernel);
  if (compiled.kind === 'failed') throw new Error(compiled.detail);
  const operands = inputs.map((values) => upload(device, values));
  const output = allocateOutput(device, kernel.output(operation));
  const scratch = kernel.merge && allocateOutput(device, kernel.merge.scratch(operation));
  const uniforms: GPUBuffer[] = [];
  const steps = passesOf(kernel).flatMap((pass, place) => {
    const pipeline = compiled.pipelines[place];
    if (pipeline === undefined) return [];
    const uniform = device.createBuffer({ size: UNIFORM_BYTES, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    uniforms.push(uniform);
    device.queue.writeBuffer(uniform, 0, Uint32Array.from(pass.shape(operation)));
    const isMerge = pass === kernel.merge;
    const sources = isMerge && scratch ? [scratch] : operands;
    const target = isMerge ? output : (scratch ?? output);
    const group = device.createBindGroup({
      label: kernel.id,
      layout: pipeline.getBindGroupLayout(0),
      entries: [uniform, ...sources, target].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    return [{ pipeline, group, grid: pass.grid(operation) }];
  });
  return {
    form: kernel.id,
    queue: async (calls) => {
      const encoder = device.createCommandEncoder({ label: kernel.id });
      for (let call = 0; call < calls; call++) {
        const pass = encoder.beginComputePass();
        for (const { pipeline, group, grid } of steps) {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.dispatchWorkgroups(...grid);
        }
        pass.end();
      }
      device.queue.submit([encoder.finish()]);
    },
    read: () => readBack(device, output, kernel.output(operation)),
    release: () => [...uniforms, ...operands, ...(scratch ? [scratch] : []), output].forEach((buffer) => buffer.destroy()),
  };
}
