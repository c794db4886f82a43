// Which trials stand for which size and phase, in the order in which they are taken: small sizes first, prefill and
// decode some sizes ahead of training. Rests on workload/, kernels/ and the contests' outcome; decides nothing about time.
import type { Cell, Part, Phase } from '../contract/run.ts';
import { candidates } from '../kernels/choose.ts';
import type { Kernel, Precision } from '../kernels/kernel.ts';
import { elementBytes } from '../kernels/kernel.ts';
import type { Size } from '../workload/ladder.ts';
import type { Operation, OperationKind } from '../workload/operation.ts';
import { classNameOf, contestNameOf } from '../workload/size-class.ts';
import { stepParts, stepTokens } from '../workload/step.ts';
import { planTrial, type PlannedTrial } from './planned-trial.ts';
import type { AdapterTraits } from './probes.ts';
import { sliceOperation } from './slice.ts';

/** What a contest found: its kernels, the chosen one first, and the rates of that one. */
export interface ClassRate {
  readonly ranking: readonly Kernel[];
  readonly flopPerSecond: number;
  readonly bytesPerSecond: number;
}
/** By class and size class (workload/size-class.ts). */
export type Rates = ReadonlyMap<string, ClassRate>;

/** Kinds whose time follows their arithmetic, not their traffic. */
const ARITHMETIC: ReadonlySet<OperationKind> = new Set([
  'matmul',
  'attention',
  'attention-backward-rows',
  'attention-backward-queries',
  'attention-backward-keys',
]);

export interface LadderRequest {
  readonly sizes: readonly Size[];
  readonly phases: readonly Phase[];
  readonly sequenceLength: number;
  readonly precision: Precision;
  readonly traits: AdapterTraits;
  readonly dispatchSeconds: number;
  readonly arenaBytes: number;
}

/** Trials that are taken together, because a point of a curve needs them all. */
export interface Block {
  readonly size: Size;
  readonly phases: readonly Phase[];
  /** Only those that no earlier block holds. */
  readonly trials: readonly PlannedTrial[];
}

export interface LadderPlan {
  readonly blocks: readonly Block[];
  readonly cells: readonly Cell[];
}

export function planLadder(request: LadderRequest, rates: Rates): LadderPlan {
  const known = new Set<string>();
  const cells: Cell[] = [];
  const blocks: Block[] = [];
  for (const { size, phases } of turnsOf(request)) {
    const planned = phases.map((phase) => planCell(size, phase, request, rates));
    const trials = planned.flatMap((cell) => cell.trials).filter(({ id }) => !known.has(id) && known.add(id));
    blocks.push({ size, phases, trials });
    cells.push(...planned.map(({ cell }) => cell));
  }
  const order = new Map(request.sizes.map((size, index) => [size.id, index]));
  const phaseOrder = (cell: Cell) => request.phases.indexOf(cell.phase);
  cells.sort((a, b) => (order.get(a.size) ?? 0) - (order.get(b.size) ?? 0) || phaseOrder(a) - phaseOrder(b));
  return { blocks, cells };
}

/** Prefill and decode of every size first, then training: a run that ends early has two whole curves and part of the third. */
function turnsOf({ sizes, phases }: LadderRequest): readonly Pick<Block, 'size' | 'phases'>[] {
  const ahead = phases.filter((phase) => phase !== 'train');
  const behind = phases.filter((phase) => phase === 'train');
  const turns = [
    ...sizes.map((size, index) => ({ at: index, size, phases: ahead })),
    ...sizes.map((size, index) => ({ at: index + sizes.length, size, phases: behind })),
  ];
  return turns.filter((turn) => turn.phases.length > 0).toSorted((a, b) => a.at - b.at);
}

function planCell(size: Size, phase: Phase, request: LadderRequest, rates: Rates): { cell: Cell; trials: PlannedTrial[] } {
  const trials: PlannedTrial[] = [];
  const parts = stepParts(size.architecture, phase, request.sequenceLength).map((step): Part => {
    const projected = { name: step.name, operation: step.operation, count: step.count, trial: null, share: 1, slice: '' };
    const planned = planPart(step.operation, step.count, request, rates);
    if (planned === undefined) return projected;
    trials.push(planned.trial);
    return { ...projected, trial: planned.trial.id, share: planned.share, slice: planned.label };
  });
  return { cell: { size: size.id, phase, tokens: stepTokens(phase, request.sequenceLength), parts }, trials };
}

/** The contests of an operation's class: its own size class first, then the others in the order in which they were held. */
function ratesOf(operation: Operation, rates: Rates): readonly ClassRate[] {
  const own = rates.get(contestNameOf(operation));
  const others = [...rates].filter(([name, rate]) => name.startsWith(`${classNameOf(operation)}/`) && rate !== own);
  return [...(own ? [own] : []), ...others.map(([, rate]) => rate)];
}

function planPart(operation: Operation, count: number, request: LadderRequest, rates: Rates) {
  const [rate] = ratesOf(operation, rates);
  if (rate === undefined) return undefined;
  const bytesPerElement = elementBytes(request.precision);
  const arenaElements = Math.floor(request.arenaBytes / bytesPerElement);
  const isArithmetic = ARITHMETIC.has(operation.kind);
  const slice = sliceOperation(operation, {
    flop: isArithmetic ? rate.flopPerSecond * request.dispatchSeconds : Infinity,
    bytes: isArithmetic ? Infinity : rate.bytesPerSecond * request.dispatchSeconds,
    bytesPerElement,
    operandElements: arenaElements,
  });
  const kernel = kernelFor(slice.operation, request, rates);
  if (kernel === undefined) return undefined;
  return { ...slice, trial: planTrial('ladder', slice.operation, kernel, Math.floor(count), arenaElements) };
}

/** What won at this size class, or at another one of the class; the static order where none of theirs accepts the shape. */
function kernelFor(operation: Operation, { precision, traits }: LadderRequest, rates: Rates): Kernel | undefined {
  const ranked = ratesOf(operation, rates).flatMap(({ ranking }) => ranking);
  return ranked.find((kernel) => kernel.accepts(operation)) ?? candidates(operation, precision, traits, traits.isSoftware)[0];
}
