// No device is quicker than the quickest of its class: by the names that the browser gives, against published hardware.
// Rests on hardware-classes.ts and data/accelerators.json. A vendor that neither knows passes.
import type { Run } from '../../contract/run.ts';
import accelerators from '../../../data/accelerators.json' with { type: 'json' };
import { trialSeconds } from '../../device-model/trial-seconds.ts';
import type { Evidence, MeasuredTrial, Rule } from './evidence.ts';
import { pathOf } from './evidence.ts';
import { HARDWARE_CLASSES } from './hardware-classes.ts';

export interface Envelope {
  readonly name: string;
  readonly flopPerSecond: number;
  readonly bytesPerSecond: number;
}

/** Factory overclocks reach 1.15; the rest is for a successor in the class that this table does not know yet. */
const FLOP_MARGIN = 1.5;
/** Successors again, and drivers that compress. */
const BYTES_MARGIN = 1.5;
/** Copies below this may stay in a last-level cache (AMD's MI300X has 256 MiB), which moves about four times what memory does. */
const CACHED_BYTES = 600e6;
const CACHE_FACTOR = 4;
/** Halves in pairs: twice the vector rate, where a kernel accumulates in them. */
const HALF_FACTOR = 2;
/** Kernels on matrix units are bound by impossible.ts alone: what those units reach is no matter of the class. */
const MATRIX_KERNEL = /^matmul-subgroup-matrix\//;
/** What may follow a product's name without being another product. */
const SAME_PRODUCT = /^[\s)/,.-]*($|laptop|mobile|max-q|with|gpu|\(|\/|,|nvidia|pcie|sxm|\d+ ?gb|direct3d|vulkan|opengl|metal)/;

export const hardwareEnvelope: Rule = (evidence) => {
  const { gpu } = evidence.run.device;
  if (gpu.is_fallback) return undefined;
  for (const envelope of envelopesOf(gpu)) {
    const found = findAbove(evidence, envelope);
    if (found !== undefined) return found;
  }
  return undefined;
};

function findAbove({ trials }: Evidence, { name, flopPerSecond, bytesPerSecond }: Envelope): ReturnType<Rule> {
  for (const trial of trials) {
    const { operation, kernel, precision } = trial.trial;
    if ((operation.kind === 'fma' || operation.kind === 'matmul') && !MATRIX_KERNEL.test(kernel)) {
      const most = flopPerSecond * FLOP_MARGIN * (precision === 'f16' ? HALF_FACTOR : 1);
      const rate = trial.flop / surelySeconds(trial);
      if (rate > most) return { path: pathOf(trial), reason: `${name} reaches at most ${flopPerSecond} FLOP/s; this is ${rate}` };
    }
  }
  const copy = largestCopy(trials);
  if (copy === undefined) return undefined;
  const most = bytesPerSecond * BYTES_MARGIN * (copy.bytes < CACHED_BYTES ? CACHE_FACTOR : 1);
  const rate = copy.bytes / surelySeconds(copy);
  return rate > most
    ? { path: pathOf(copy), reason: `${name} moves at most ${bytesPerSecond} bytes/s; this is ${rate}` }
    : undefined;
}

/** The upper end of the interval: few samples, or noisy ones, doubt nobody. */
function surelySeconds({ trial, seconds }: MeasuredTrial): number {
  return trialSeconds(trial)?.high ?? seconds;
}

function largestCopy(trials: readonly MeasuredTrial[]): MeasuredTrial | undefined {
  return trials.filter(({ operation }) => operation.kind === 'copy').toSorted((a, b) => b.bytes - a.bytes)[0];
}

/** Of the device by its product name, where it is known, and of its class; none where neither is. */
export function envelopesOf(gpu: Run['device']['gpu']): readonly Envelope[] {
  const [vendor, architecture, description] = [gpu.vendor, gpu.architecture, `${gpu.description} ${gpu.device}`].map((text) =>
    text.trim().toLowerCase(),
  );
  const ofClass = HARDWARE_CLASSES.find(
    (entry) =>
      entry.vendor.test(vendor ?? '') &&
      (entry.architecture?.test(architecture ?? '') ?? true) &&
      (entry.description?.test(description ?? '') ?? true),
  );
  return [productEnvelope(description ?? ''), ofClass].flatMap((envelope) => envelope ?? []);
}

/** Vector units in f32 are never quicker than a product's dense bf16 rate, on matrix units where it has any. */
function productEnvelope(description: string): Envelope | undefined {
  const named = accelerators.flatMap((entry) => {
    const product = entry.name.toLowerCase().replace(/ \d+ ?gb$/, '');
    const at = description.indexOf(product);
    return at >= 0 && SAME_PRODUCT.test(description.slice(at + product.length)) ? [{ ...entry, length: product.length }] : [];
  });
  const longest = Math.max(...named.map(({ length }) => length));
  const fitting = named.filter(({ length }) => length === longest);
  if (fitting.length === 0) return undefined;
  return {
    name: fitting[0]?.name ?? '',
    flopPerSecond: Math.max(...fitting.map(({ bf16_tflops }) => bf16_tflops)) * 1e12,
    bytesPerSecond: Math.max(...fitting.map(({ memory_gb_per_second }) => memory_gb_per_second)) * 1e9,
  };
}
