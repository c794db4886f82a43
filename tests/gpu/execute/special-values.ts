// Special values planted in the seeded inputs, and what an output must be by the float64 reference on the same inputs.
// Rests on reference.ts. WGSL lets an implementation assume that infinities and NaNs do not occur, and flush subnormals
// (section 15.7): what is claimed of values that are not finite holds where the implementation keeps IEEE 754's, as
// SwiftShader does, except in exp and log, which give it a number or an infinity for a NaN.
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { inputValue, inputWord } from '../../../src/workload/inputs.ts';
import { inputElements, isWords, outputElements } from '../../../src/workload/operands.ts';
import { operationKey, type Operation, type OperationKind } from '../../../src/workload/operation.ts';
import { referenceElements } from '../../../src/workload/reference.ts';
import type { Rounded } from '../../../src/workload/rounding.ts';
import { execute } from '../dawn.ts';
import { SHAPES } from './shapes.ts';
import { SEED } from './verdict.ts';

/** One or more elements of the inputs and what stands there. */
export interface Plant {
  readonly name: string;
  readonly values: ReadonlyMap<string, number>;
}

/**
 * What an output must be where the reference is not finite. `same`: the same NaN or infinity. `not-finite`: one of them, as
 * the reference's order of operations is not the only one (∞ − ∞), or a saturated exponential makes ∞·e⁻⁸⁰ of the
 * reference's ∞·0. `unclaimed`: anything for a NaN, which went through exp or log.
 */
type Claim = 'same' | 'not-finite' | 'unclaimed';

function claimOf(kind: OperationKind): Claim {
  switch (kind) {
    case 'matmul-quantised':
    case 'matmul-quantised-int8':
    case 'attention':
    case 'attention-decode':
    case 'swiglu':
    case 'swiglu-backward':
    case 'gelu':
    case 'gelu-backward':
      return 'not-finite';
    case 'cross-entropy':
    case 'cross-entropy-backward':
    case 'attention-backward-rows':
    case 'attention-backward-queries':
    case 'attention-backward-keys':
      return 'unclaimed';
    default:
      return 'same';
  }
}

/** A subnormal of f32. */
const SUBNORMAL = 2 ** -140;

/** Elements of all inputs together, about, of the shape on which a kernel is tried: less than a tile, more than a vector. */
const ELEMENTS = 2_000;

/** The accepted shape of shapes.ts that is nearest to ELEMENTS, by ratio. */
export function shapeOf(kernel: Kernel): Operation {
  const accepted: readonly Operation[] = SHAPES[kernel.operation].filter((shape) => kernel.accepts(shape));
  const distance = (shape: Operation) =>
    Math.abs(Math.log(inputElements(shape).reduce((sum, count) => sum + count, 0) / ELEMENTS));
  const [nearest] = accepted.toSorted((a, b) => distance(a) - distance(b));
  if (!nearest) throw new Error(`no shape that ${kernel.id} accepts`);
  return nearest;
}

/** In every input of numbers: a NaN in the middle and at the end, each infinity, and subnormals in all of them at once. */
export function plantsOf(operation: Operation): readonly Plant[] {
  const slots = inputElements(operation).flatMap((count, slot) => (isWords(operation, slot) ? [] : [{ slot, count }]));
  const single = slots.flatMap(({ slot, count }) => {
    const middle = Math.floor(0.4 * count);
    const plant = (index: number, value: number): Plant => ({
      name: `${value} at ${index} of input ${slot}`,
      values: new Map([[placeOf(slot, index), value]]),
    });
    return [
      plant(middle, Number.NaN),
      plant(count - 1, Number.NaN),
      plant(middle, Number.POSITIVE_INFINITY),
      plant(count - 1, Number.NEGATIVE_INFINITY),
    ];
  });
  const subnormals = slots.flatMap(({ slot, count }) =>
    [0, Math.floor(count / 2), count - 1].map(
      (index) => [placeOf(slot, index), index % 2 === 0 ? SUBNORMAL : -SUBNORMAL] as const,
    ),
  );
  return slots.length === 0 ? [] : [...single, { name: 'subnormals', values: new Map(subnormals) }];
}

/** The first output element that does not follow the reference, in words; undefined where all do. */
export async function deviationOf(
  device: GPUDevice,
  kernel: Kernel,
  operation: Operation,
  plant: Plant,
): Promise<string | undefined> {
  const inputs = inputElements(operation).map((count, slot) => {
    const from = { length: count };
    return isWords(operation, slot)
      ? Uint32Array.from(from, (_, index) => inputWord(SEED, index))
      : Float32Array.from(from, (_, index) => planted(operation, plant)(slot, index));
  });
  const output = await execute(device, kernel, operation, inputs);
  const expected = referenceOf(operation, plant);
  const claim = claimOf(operation.kind);
  const index = expected.findIndex((element, at) => !follows(output[at] ?? 0, element, claim));
  const wrong = expected[index];
  return (
    wrong &&
    `${operationKey(operation)}, ${plant.name}: element ${index} is ${output[index]}, expected ${wrong.value} ± ${wrong.bound}`
  );
}

/** Within the bound where the reference is finite and has one; any number where its bound is not finite (beside an infinity). */
function follows(output: number, { value, bound }: Rounded, claim: Claim): boolean {
  if (Number.isFinite(value)) return Number.isFinite(bound) ? Math.abs(output - value) <= bound : Number.isFinite(output);
  if (claim === 'same') return Object.is(output, value);
  return !Number.isFinite(output) || (claim === 'unclaimed' && Number.isNaN(value));
}

const references = new Map<string, readonly Rounded[]>();

function referenceOf(operation: Operation, plant: Plant): readonly Rounded[] {
  const key = `${operationKey(operation)}: ${plant.name}`;
  const known = references.get(key);
  if (known) return known;
  const indices = Array.from({ length: outputElements(operation) }, (_, index) => index);
  const elements = referenceElements(operation, 'f32', planted(operation, plant), indices);
  references.set(key, elements);
  return elements;
}

function planted(operation: Operation, { values }: Plant): (slot: number, index: number) => number {
  return (slot, index) =>
    values.get(placeOf(slot, index)) ?? (isWords(operation, slot) ? inputWord(SEED, index) : inputValue(SEED, slot, index));
}

function placeOf(slot: number, index: number): string {
  return `${slot}:${index}`;
}
