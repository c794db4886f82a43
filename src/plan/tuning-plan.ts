// The contests between kernels: one for each class of operations and size class that the ladder has, at a shape that
// stands for it. Rests on probes.ts (the classes), workload/ and kernels/. Says nothing of how they are held.
import { candidates } from '../kernels/choose.ts';
import { elementBytes, type Precision } from '../kernels/kernel.ts';
import { flop, operationKey, type Operation } from '../workload/operation.ts';
import { classNameOf, contestNameOf, sizeClassOf } from '../workload/size-class.ts';
import { planTrial, type PlannedTrial } from './planned-trial.ts';
import { contestOperations, type AdapterTraits } from './probes.ts';
import { sliceOperation } from './slice.ts';

/** Kernels that compute the same operation; the fastest that verifies is used for its class and size class. */
export interface Contest {
  readonly className: string;
  readonly sizeClass: string;
  /** Most promising first: the static order of kernels/choose.ts. */
  readonly entrants: readonly PlannedTrial[];
}

/** Rates that the ramps have shown, by which a contest's shape is kept short; zero where none was seen. */
export interface RampRates {
  readonly flopPerSecond: number;
  readonly bytesPerSecond: number;
}

export interface ContestRequest {
  readonly traits: AdapterTraits;
  readonly precision: Precision;
  readonly arenaElements: number;
  /** What one dispatch of a contest may last. */
  readonly dispatchSeconds: number;
}

/** Copies of weights that a contest's dispatches rotate through, so that they come from memory as on the ladder. */
const COPIES = 8;

/** Every kernel of each class and size class, most promising first. The ids name the kernel, as the operation alone would not. */
export function planContests(request: ContestRequest, rates: RampRates): readonly Contest[] {
  const { traits, precision, arenaElements } = request;
  const known = new Set<string>();
  const rows = traits.isSoftware ? 16 : 512;
  return [...contestOperations(rows), ...quantisedOperations(rows), ...int8Operations(rows, traits.isSoftware)]
    .flatMap((operation) => variantsOf(operation, traits.isSoftware))
    .flatMap((operation) => {
      const short = shortened(operation, request, rates);
      const name = contestNameOf(short);
      // A shape that had to be cut into another size class says nothing about its own.
      return name !== contestNameOf(operation) || known.has(name) ? [] : (known.add(name), [short]);
    })
    .map((operation) => ({
      className: classNameOf(operation),
      sizeClass: sizeClassOf(operation),
      entrants: candidates(operation, precision, traits, traits.isSoftware).map((kernel) => ({
        ...planTrial('probe', operation, kernel, COPIES, arenaElements),
        id: `contest/${operationKey(operation)}/${kernel.id}`,
      })),
    }))
    .filter(({ entrants }) => entrants.length > 0);
}

/** Products with quantised weights, of one token and of many. The ladder has none; they stand beside it (probes.ts). */
function quantisedOperations(rows: number): readonly Operation[] {
  return ([4, 8] as const).flatMap((bits) =>
    [1, rows].map((m): Operation => ({ kind: 'matmul-quantised', m, n: 1024, k: 1024, bits, group: 32 })),
  );
}

/**
 * Products with quantised activations, where packed dot products compete with plain ones: of one token and of many at both
 * widths, on a software adapter of one token at one width.
 */
function int8Operations(rows: number, isSoftware: boolean): readonly Operation[] {
  const product = { kind: 'matmul-quantised-int8' as const, m: 1, n: 1024, k: 1024, bits: 4 as const, group: 32 as const };
  if (isSoftware) return [product];
  return ([4, 8] as const).flatMap((bits) => [1, rows].map((m) => ({ ...product, m, bits })));
}

/** The class's own shape, and those that stand for its other size classes; a software adapter runs few and small ones. */
function variantsOf(operation: Operation, isSoftware: boolean): readonly Operation[] {
  switch (operation.kind) {
    case 'matmul':
      return isSoftware
        ? [operation]
        : [operation, { ...operation, m: 1024, n: 4096, k: 2048 }, { ...operation, m: 256, n: 512, k: 8192 }];
    case 'matvec':
      return isSoftware ? [operation] : [operation, { ...operation, n: 4096, k: 4096 }];
    case 'attention-backward-rows':
    case 'attention-backward-queries':
    case 'attention-backward-keys':
      // Compiling one of these takes a software adapter seconds, and the ladder's small sizes have heads of 64.
      return isSoftware ? [operation] : [operation, { ...operation, headDim: 128 }];
    case 'attention':
    case 'attention-decode':
      return [operation, { ...operation, headDim: 128 }];
    case 'rmsnorm':
    case 'layernorm':
    case 'residual':
    case 'swiglu':
    case 'gelu':
      return [operation, { ...operation, rows: 1 }];
    default:
      return [operation];
  }
}

/** The operation, cut to what lasts no longer than a dispatch may at the rates seen; whole where none was seen. */
function shortened(operation: Operation, request: ContestRequest, rates: RampRates): Operation {
  const { dispatchSeconds, arenaElements, precision } = request;
  const most = (rate: number) => (rate > 0 ? rate * dispatchSeconds : Infinity);
  return sliceOperation(operation, {
    flop: flop(operation) > 0 ? most(rates.flopPerSecond) : Infinity,
    bytes: most(rates.bytesPerSecond),
    bytesPerElement: elementBytes(precision),
    operandElements: arenaElements,
  }).operation;
}
