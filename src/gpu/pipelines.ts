// Compiles kernels, once each. Rests on kernels/. Messages of the compiler become the reason of a failure.
import { passesOf, type Kernel } from '../kernels/kernel.ts';
import { specialise } from '../kernels/specialise.ts';

export type Compiled =
  | { readonly kind: 'compiled'; readonly pipeline: GPUComputePipeline }
  | { readonly kind: 'failed'; readonly detail: string };

/** One pipeline for each pass of a kernel, in order. */
export type CompiledKernel =
  | { readonly kind: 'compiled'; readonly pipelines: readonly GPUComputePipeline[] }
  | { readonly kind: 'failed'; readonly detail: string };

export class Pipelines {
  private readonly known = new Map<string, Promise<CompiledKernel>>();
  private readonly device: GPUDevice;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  get(kernel: Kernel): Promise<CompiledKernel> {
    let compiled = this.known.get(kernel.id);
    if (compiled === undefined) {
      compiled = compileKernel(this.device, kernel);
      this.known.set(kernel.id, compiled);
    }
    return compiled;
  }
}

async function compileKernel(device: GPUDevice, kernel: Kernel): Promise<CompiledKernel> {
  const passes = await Promise.all(
    passesOf(kernel).map(({ file, source, constants }) =>
      compile(device, file === kernel.file ? kernel.id : `${kernel.id}, ${file}`, specialise(source, constants)),
    ),
  );
  const failed = passes.find((pass) => pass.kind === 'failed');
  return failed ?? { kind: 'compiled', pipelines: passes.flatMap((pass) => (pass.kind === 'compiled' ? [pass.pipeline] : [])) };
}

/** Compiles one complete module with the entry point `main` and an automatic layout. */
export async function compile(device: GPUDevice, label: string, code: string): Promise<Compiled> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  const scoped = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const error = await scoped;
  const wrong = messages.find(({ type }) => type === 'error');
  if (wrong) return { kind: 'failed', detail: `${label}, line ${wrong.lineNum}: ${wrong.message}`.slice(0, 1000) };
  if (error) return { kind: 'failed', detail: `${label}: ${error.message}`.slice(0, 1000) };
  try {
    const pipeline = await device.createComputePipelineAsync({ label, layout: 'auto', compute: { module, entryPoint: 'main' } });
    return { kind: 'compiled', pipeline };
  } catch (failure) {
    return { kind: 'failed', detail: `${label}: ${String(failure)}`.slice(0, 1000) };
  }
}
