// Which kernels can run an operation on a device, best guess first. A static rule, no measurement:
// gpu/ may time the first few and keep the fastest. Rests on catalogue.ts.
//
// The rule. On hardware: fewer estimated seconds first, where an estimate is the padded work of the whole grid,
// times a cost per unit of work that falls with reuse in registers and workgroup memory, times the idle share of a
// device that wants 64 workgroups at a time. On a software adapter barriers cost most (SwiftShader: an order of
// magnitude, docs/log.md), so the order there is the families' own, barrier-free first. A kernel that takes ragged
// shapes follows the vectorised ones of its family in both.
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
export function candidates(operation: Operation, precision: Precision, device: Capabilities, isSoftware: boolean): readonly Kernel[] {
  return CATALOGUE.filter(
    (kernel) => kernel.precision === precision && kernel.accepts(operation) && missing(kernel, device) === undefined,
  )
    .map((kernel) => ({ kernel, cost: relativeCost(kernel, operation, isSoftware) }))
    .toSorted((a, b) => a.cost - b.cost)
    .map(({ kernel }) => kernel);
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
