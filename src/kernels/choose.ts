// Which kernels can run an operation on a device, best guess first. A static rule, no measurement:
// gpu/ may time the first few and keep the fastest. Rests on catalogue.ts and relative-cost.ts.
//
// The rule. On hardware: every kernel that fits, by the padded work of its grid, times a cost per unit of work that
// falls with reuse in registers and workgroup memory, over the share of the device that its grid can keep busy.
// On a software adapter: by the costs measured on SwiftShader (docs/log.md), barrier-free kernels first; there a kernel
// guessed at more than three times the best one's cost is left out, since compiling it alone can take seconds.
import type { Operation } from '../workload/operation.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Kernel, Precision } from './kernel.ts';
import { relativeCost } from './relative-cost.ts';

/** What a device offers, as DeviceProfile and GPUDevice name it. */
export interface Capabilities {
  readonly features: readonly string[];
  /** WebGPU limits by name, e.g. maxComputeInvocationsPerWorkgroup. */
  readonly limits: Readonly<Record<string, number>>;
}

/**
 * Kernels that accept `operation` in `precision` and whose requirements the device meets, best guess first.
 * `isSoftware` says that the adapter is a fallback one, which computes on the CPU.
 */
export function candidates(
  operation: Operation,
  precision: Precision,
  device: Capabilities,
  isSoftware: boolean,
): readonly Kernel[] {
  const ranked = CATALOGUE.filter(
    (kernel) => kernel.precision === precision && kernel.accepts(operation) && missing(kernel, device) === undefined,
  )
    .map((kernel) => ({ kernel, cost: relativeCost(kernel, operation, isSoftware) }))
    .toSorted((a, b) => a.cost - b.cost);
  const most = isSoftware ? 3 * (ranked[0]?.cost ?? 0) : Number.POSITIVE_INFINITY;
  return ranked.filter(({ cost }) => cost <= most).map(({ kernel }) => kernel);
}

/** The first feature or limit that `kernel` needs and `device` lacks, in words; undefined where nothing is missing. */
export function missing(kernel: Kernel, device: Capabilities): string | undefined {
  const feature = kernel.requirements.features.find((name) => !device.features.includes(name));
  if (feature !== undefined) return `feature ${feature}`;
  const { workgroupBytes, invocations } = kernel.requirements;
  return (
    shortfall(device, 'maxComputeWorkgroupStorageSize', workgroupBytes, 16_384) ??
    shortfall(device, 'maxComputeInvocationsPerWorkgroup', invocations, 256)
  );
}

/** A limit that is not reported counts as WebGPU's default. */
function shortfall(device: Capabilities, limit: string, needed: number, byDefault: number): string | undefined {
  const offered = device.limits[limit] ?? byDefault;
  return needed > offered ? `limit ${limit}: needs ${needed}, has ${offered}` : undefined;
}
