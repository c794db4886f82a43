// The compiled shaders of a proof, its product by a kernel of the catalogue. Rests on kernels/ and pipelines.ts.
import type { Kernel } from '../kernels/kernel.ts';
import { PROOF_FOLD, PROOF_NODES, PROOF_OPERAND, PROOF_ROWS_SHADER, PROOF_SEGMENTS } from '../kernels/proof.ts';
import { compile, Pipelines } from './pipelines.ts';
import type { Outcome } from './trainer.ts';

export interface ProofShaders {
  readonly operand: GPUComputePipeline;
  readonly fold: GPUComputePipeline;
  readonly segments: GPUComputePipeline;
  readonly rows: GPUComputePipeline;
  readonly nodes: GPUComputePipeline;
}

/** Compiles each shader once and each kernel once, whatever the sizes. */
export class ProofPipelines {
  private readonly device: GPUDevice;
  private readonly kernels: Pipelines;
  private known: Promise<Outcome<ProofShaders>> | undefined;

  constructor(device: GPUDevice) {
    this.device = device;
    this.kernels = new Pipelines(device);
  }

  shaders(): Promise<Outcome<ProofShaders>> {
    this.known ??= compileAll(this.device);
    return this.known;
  }

  /** A kernel of one dispatch. */
  async kernel(kernel: Kernel): Promise<Outcome<GPUComputePipeline>> {
    const compiled = await this.kernels.get(kernel);
    if (compiled.kind === 'failed') return compiled;
    const [pipeline] = compiled.pipelines;
    return pipeline === undefined
      ? { kind: 'failed', detail: `${kernel.id} has no dispatch` }
      : { kind: 'done', value: pipeline };
  }
}

async function compileAll(device: GPUDevice): Promise<Outcome<ProofShaders>> {
  const [operand, fold, segments, rows, nodes] = await Promise.all([
    compile(device, PROOF_OPERAND.file, PROOF_OPERAND.source),
    compile(device, PROOF_FOLD.file, PROOF_FOLD.source),
    compile(device, PROOF_SEGMENTS.file, PROOF_SEGMENTS.source),
    compile(device, PROOF_ROWS_SHADER.file, PROOF_ROWS_SHADER.source),
    compile(device, PROOF_NODES.file, PROOF_NODES.source),
  ]);
  if (operand.kind === 'failed') return operand;
  if (fold.kind === 'failed') return fold;
  if (segments.kind === 'failed') return segments;
  if (rows.kind === 'failed') return rows;
  if (nodes.kind === 'failed') return nodes;
  return {
    kind: 'done',
    value: {
      operand: operand.pipeline,
      fold: fold.pipeline,
      segments: segments.pipeline,
      rows: rows.pipeline,
      nodes: nodes.pipeline,
    },
  };
}
