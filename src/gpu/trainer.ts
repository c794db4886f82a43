// Runs a training program on a device: a kernel of the catalogue for every step, one submission for all of them.
// Rests on training/ and kernels/. Trouble with the device is a value; whoever opens a trainer destroys it.
import type { Kernel } from '../kernels/kernel.ts';
import { isWords } from '../workload/operands.ts';
import { operationKey, type Operation } from '../workload/operation.ts';
import { bufferElements, GRADIENT, HOST_BUFFERS, type ProgramStep } from '../training/program-step.ts';
import { atStep, LOSS, type Program } from '../training/program.ts';
import { constantsOf } from '../training/recipe.ts';
import type { Window } from '../training/text.ts';
import { Uniforms } from './bindings.ts';
import { Pipelines } from './pipelines.ts';

export type Outcome<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly detail: string };

/** Which kernel runs an operation; undefined where none does. */
export type Choose = (operation: Operation) => Kernel | undefined;

interface BoundStep {
  readonly step: ProgramStep;
  readonly kernel: Kernel;
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly shape: GPUBufferBinding;
}

/** Compiles, allocates and binds a program; its parameters are zero until they are loaded. `pipelines` spares compiling again. */
export async function openTrainer(
  device: GPUDevice,
  program: Program,
  choose: Choose,
  pipelines = new Pipelines(device),
): Promise<Outcome<Trainer>> {
  const steps = [...program.forward, ...program.backward, ...program.update];
  const buffers = new Map<string, GPUBuffer>();
  const uniforms = new Uniforms(device);
  const failed = (detail: string): Outcome<Trainer> => {
    for (const buffer of [uniforms.buffer, ...buffers.values()]) buffer.destroy();
    return { kind: 'failed', detail };
  };
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const bound: BoundStep[] = [];
  let wrong: string | undefined;
  try {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    for (const [label, elements] of bufferElements(steps))
      buffers.set(label, device.createBuffer({ label, size: 4 * elements, usage }));
    for (const step of steps) {
      const made = await bindStep(device, pipelines, uniforms, buffers, step, choose);
      if (made.kind === 'failed') {
        wrong = made.detail;
        break;
      }
      bound.push(made.value);
    }
  } catch (error) {
    wrong = String(error);
  }
  const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  const message = wrong ?? errors.find((error) => error !== null)?.message;
  if (message !== undefined) return failed(message);
  const trainer = new Trainer(device, program, buffers, uniforms, bound);
  for (const [name, values] of constantsOf(program.model)) trainer.write(name, values);
  return { kind: 'done', value: trainer };
}

async function bindStep(
  device: GPUDevice,
  pipelines: Pipelines,
  uniforms: Uniforms,
  buffers: ReadonlyMap<string, GPUBuffer>,
  step: ProgramStep,
  choose: Choose,
): Promise<Outcome<BoundStep>> {
  const { operation, inputs, output } = step;
  const kernel = choose(operation);
  if (kernel === undefined) return { kind: 'failed', detail: `no kernel of the catalogue runs ${operationKey(operation)}` };
  const compiled = await pipelines.get(kernel);
  if (compiled.kind === 'failed') return compiled;
  const [pipeline] = compiled.pipelines;
  if (pipeline === undefined || kernel.merge !== undefined)
    return { kind: 'failed', detail: `${kernel.id} takes two dispatches, a trainer runs one` };
  const shape = uniforms.add(kernel.shape(operation));
  if (shape === undefined) return { kind: 'failed', detail: `no room for the shape of ${operationKey(operation)}` };
  const sizes = [...kernel.inputs(operation), kernel.output(operation)];
  const places = [...inputs, output].flatMap(({ buffer: name, first }, slot) => {
    const buffer = buffers.get(name);
    return buffer ? [{ buffer, offset: 4 * first, size: 4 * (sizes[slot] ?? 0) }] : [];
  });
  const group = device.createBindGroup({
    label: operationKey(operation),
    layout: pipeline.getBindGroupLayout(0),
    entries: [shape, ...places].map((resource, binding) => ({ binding, resource })),
  });
  return { kind: 'done', value: { step, kernel, pipeline, group, shape } };
}

export class Trainer {
  private readonly device: GPUDevice;
  private readonly program: Program;
  private readonly buffers: ReadonlyMap<string, GPUBuffer>;
  private readonly uniforms: Uniforms;
  private readonly steps: readonly BoundStep[];
  private updates = 0;

  constructor(
    device: GPUDevice,
    program: Program,
    buffers: ReadonlyMap<string, GPUBuffer>,
    uniforms: Uniforms,
    steps: readonly BoundStep[],
  ) {
    this.device = device;
    this.program = program;
    this.buffers = buffers;
    this.uniforms = uniforms;
    this.steps = steps;
  }

  /** Starts anew from these parameters, with moments of zero. */
  load(parameters: Float32Array<ArrayBuffer>): void {
    const state = new Float32Array(3 * this.program.layout.elements);
    state.set(parameters);
    this.write(HOST_BUFFERS.state, state);
    this.updates = 0;
  }

  /** The mean loss over a window, of the parameters as they are. */
  async loss(window: Window): Promise<Outcome<number>> {
    return this.run(window, this.program.forward);
  }

  /** Forward and backward without an update; gradients and all that lies between can be read afterwards. */
  async differentiate(window: Window): Promise<Outcome<number>> {
    return this.run(window, [...this.program.forward, ...this.program.backward]);
  }

  /** One step of training; the mean loss before it. */
  async train(window: Window): Promise<Outcome<number>> {
    this.updates++;
    return this.run(window, [...this.program.forward, ...this.program.backward, ...this.program.update]);
  }

  /** Runs those of the program's steps in its order, in one submission; the mean of the losses that then stand there. */
  async run({ tokens, targets }: Window, steps: readonly ProgramStep[]): Promise<Outcome<number>> {
    this.write(HOST_BUFFERS.tokens, Uint32Array.from(tokens));
    this.write(HOST_BUFFERS.targets, Uint32Array.from(targets));
    const wanted = new Set(steps);
    const rows = await this.read(LOSS, (encoder) => {
      const pass = encoder.beginComputePass();
      for (const { step, kernel, pipeline, group, shape } of this.steps) {
        if (!wanted.has(step)) continue;
        const operation = atStep(step.operation, this.updates);
        if (operation !== step.operation)
          this.device.queue.writeBuffer(shape.buffer, shape.offset ?? 0, Uint32Array.from(kernel.shape(operation)));
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(...kernel.grid(operation));
      }
      pass.end();
    });
    if (rows.kind === 'failed') return rows;
    return { kind: 'done', value: rows.value.reduce((sum, loss) => sum + loss, 0) / rows.value.length };
  }

  async gradient(): Promise<Outcome<Float32Array>> {
    return this.read(GRADIENT);
  }

  async state(): Promise<Outcome<Float32Array>> {
    return this.read(HOST_BUFFERS.state);
  }

  /** Every buffer as it stands; those of token ids as words. */
  async everything(): Promise<Outcome<ReadonlyMap<string, Float32Array | Uint32Array>>> {
    const found = new Map<string, Float32Array | Uint32Array>();
    const ids = new Set(
      this.steps
        .flatMap(({ step: { operation, inputs } }) => inputs.filter((_, slot) => isWords(operation, slot)))
        .map(({ buffer }) => buffer),
    );
    for (const name of this.buffers.keys()) {
      const values = await this.read(name);
      if (values.kind === 'failed') return values;
      found.set(name, ids.has(name) ? new Uint32Array(values.value.buffer) : values.value);
    }
    return { kind: 'done', value: found };
  }

  write(name: string, values: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): void {
    const buffer = this.buffers.get(name);
    if (buffer) this.device.queue.writeBuffer(buffer, 0, values);
  }

  destroy(): void {
    for (const buffer of [this.uniforms.buffer, ...this.buffers.values()]) buffer.destroy();
  }

  /** A buffer's f32 elements, after what `before` encodes in the same submission. */
  private async read(name: string, before: (encoder: GPUCommandEncoder) => void = () => {}): Promise<Outcome<Float32Array>> {
    const source = this.buffers.get(name);
    if (source === undefined) throw new Error(`trainer: the program has no buffer ${name}`);
    const target = this.device.createBuffer({ size: source.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    this.device.pushErrorScope('validation');
    try {
      const encoder = this.device.createCommandEncoder({ label: 'training' });
      before(encoder);
      encoder.copyBufferToBuffer(source, 0, target, 0, source.size);
      this.device.queue.submit([encoder.finish()]);
      const [error] = await Promise.all([this.device.popErrorScope(), target.mapAsync(GPUMapMode.READ)]);
      if (error) return { kind: 'failed', detail: error.message };
      return { kind: 'done', value: new Float32Array(target.getMappedRange().slice(0)) };
    } catch (error) {
      return { kind: 'failed', detail: `the device did not finish: ${String(error)}` };
    } finally {
      target.destroy();
    }
  }
}
