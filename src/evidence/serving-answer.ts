// How a prediction of serving is put in words: its group, layout, what limits it, or why there is none. Rests on cluster/.
import type { ServingJob, ServingPart, ServingPoint } from '../cluster/job.ts';
import { stageCount } from '../cluster/serving-stage.ts';
import type { EvidenceGroup, Predicted, Quantity, Unpredicted } from './evidence.ts';
import type { ServingRequest } from './serving-request.ts';

export function refusal({ model, accelerator, precision }: ServingRequest, needed: number, available: number): Unpredicted {
  const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(0);
  return {
    kind: 'unpredicted',
    quantity: 'out_tok_s_per_gpu',
    reason: `${model.name} in ${precision} does not fit: ${gigabytes(needed)} GB a GPU needed, ${gigabytes(available)} GB usable on ${accelerator.name}`,
  };
}

function groupOf(request: ServingRequest, quantity: Quantity): EvidenceGroup {
  if (quantity === 'ttft_ms') return 'first-token';
  if (request.isMlperf) return request.scenario === 'bounded' ? 'mlperf-latency' : 'mlperf-offline';
  return request.model.mixture === undefined ? 'serving-dense' : 'serving-moe';
}

export function predicted(
  request: ServingRequest,
  job: ServingJob,
  quantity: Quantity,
  value: number,
  parts: ServingPoint['parts'],
): Predicted {
  const stages = stageCount(job);
  const groups = job.gpuCount / job.tensor / stages;
  const layout = [
    `tp ${job.tensor}`,
    ...(stages > 1 ? [`pp ${stages}`] : []),
    ...(groups > 1 ? [`attention data-parallel over ${groups}`, `ep ${groups * job.tensor}`] : []),
    job.precision,
    ...(request.tensor === undefined ? ['chosen'] : []),
  ].join(', ');
  return {
    kind: 'predicted',
    group: groupOf(request, quantity),
    quantity,
    value,
    layout,
    limitedBy: longest(parts),
    note: request.note,
  };
}

function longest(parts: ServingPoint['parts']): string {
  const names: Readonly<Record<ServingPart, string>> = {
    weights: 'reading weights',
    cache: 'reading the cache',
    matmul: 'matrix products',
    attention: 'attention arithmetic',
    network: 'network between GPUs',
    launch: 'kernel launches',
    scheduler: 'scheduling on the host',
  };
  const entries = Object.entries(parts) as [ServingPart, number][];
  return names[entries.reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0]];
}
