// Models that exist, with what was published of them, from data/known-models.json. Rests on cluster/.
// Hours on other GPUs count by their dense bf16 peaks, which is right within about a factor of 1.3.
import rows from '../../data/known-models.json' with { type: 'json' };
import type { Accelerator } from '../cluster/accelerator.ts';
import { findAccelerator } from '../cluster/accelerators.ts';
import { exact, withinFactor, type Estimate } from '../units/estimate.ts';

export interface PublishedModel {
  readonly name: string;
  readonly parameters: number;
  readonly activeParameters: number;
  readonly tokens: number;
  readonly gpuHours: number | undefined;
  readonly hardware: string;
  readonly source: string;
  readonly asOf: string;
  readonly confidence: 'read' | 'secondary';
}

export const PUBLISHED_MODELS: readonly PublishedModel[] = rows.map((row) => ({
  name: row.name,
  parameters: row.parameters,
  activeParameters: row.active_parameters,
  tokens: row.tokens,
  gpuHours: row.gpu_hours ?? undefined,
  hardware: row.hardware,
  source: [row.source, row.hardware, row.note].filter((text) => text !== '').join('; '),
  asOf: row.date,
  confidence: row.confidence as PublishedModel['confidence'],
}));

const OTHER_GPU_FACTOR = 1.3;

/** GPU-hours of `accelerator` that the published hours are worth; undefined where none were published or the GPU is unknown. */
export function hoursOn({ gpuHours, hardware }: PublishedModel, accelerator: Accelerator): Estimate | undefined {
  const own = findAccelerator(hardware);
  if (gpuHours === undefined || own === undefined) return undefined;
  const hours = (gpuHours * own.peak.bf16) / accelerator.peak.bf16;
  return own.generation === accelerator.generation ? exact(hours) : withinFactor(hours, OTHER_GPU_FACTOR);
}
