// Cuts an operation that is too large for the adapter or the time to a labelled slice of itself.
// Rests on workload/. Widths that decide efficiency are cut last: matrices of a batch before rows before columns before depth.
import { inputElements, outputElements } from '../workload/operands.ts';
import { batchOf, bytes, flop, operationKey, type Operation } from '../workload/operation.ts';
import { arenaElements } from '../workload/places.ts';

export interface SliceLimits {
  /** Work that one dispatch may hold, in FLOP and in bytes moved. */
  readonly flop: number;
  readonly bytes: number;
  readonly bytesPerElement: number;
  /** Elements that one arena has. */
  readonly operandElements: number;
}

export interface Slice {
  readonly operation: Operation;
  /** FLOP of the slice over FLOP of the whole (bytes where there is no arithmetic). */
  readonly share: number;
  /** What was cut, in words; empty when whole. */
  readonly label: string;
}

/** The largest slice within the limits; the smallest possible one where even that exceeds them. */
export function sliceOperation(whole: Operation, limits: SliceLimits): Slice {
  let operation = whole;
  while (!fits(operation, limits)) {
    const smaller = cut(operation);
    if (smaller === undefined) break;
    operation = smaller;
  }
  const share = Math.min(1, work(operation) / work(whole));
  return { operation, share, label: operation === whole ? '' : `${operationKey(whole)} → ${operationKey(operation)}` };
}

function work(operation: Operation): number {
  return flop(operation) || bytes(operation, 4);
}

export function fits(operation: Operation, limits: SliceLimits): boolean {
  return (
    flop(operation) <= limits.flop &&
    bytes(operation, limits.bytesPerElement) <= limits.bytes &&
    largestOperand(operation) <= limits.operandElements
  );
}

/** Elements that an arena must hold for the operation: its result, its largest operand, or two that share an arena. */
export function largestOperand(operation: Operation): number {
  return Math.max(outputElements(operation), arenaElements(inputElements(operation)));
}

/** The next smaller slice: the extent furthest above its floor is halved; a lower floor when all have reached theirs. */
function cut(operation: Operation): Operation | undefined {
  switch (operation.kind) {
    case 'matmul': {
      const batch = batchOf(operation);
      if (batch > 1) return { ...operation, batch: Math.ceil(batch / 2) };
      const extents = { m: operation.m, n: operation.n, k: operation.k };
      for (const floor of [
        { m: 256, n: 512, k: Infinity },
        { m: 16, n: 32, k: Infinity },
        { m: 16, n: 32, k: 1024 },
      ]) {
        const smaller = halve(extents, floor);
        if (smaller) return { ...operation, ...smaller };
      }
      return undefined;
    }
    case 'matmul-quantised':
    case 'matmul-quantised-int8':
      // Columns only: they share nothing, so a slice's weights are as packed as the whole's.
      return operation.n > 64 ? { ...operation, n: roundedHalf(operation.n) } : undefined;
    case 'matvec': {
      const extents = { n: operation.n, k: operation.k };
      const smaller = halve(extents, { n: 64, k: Infinity }) ?? halve(extents, { n: 64, k: 1024 });
      return smaller && { ...operation, ...smaller };
    }
    case 'attention':
    case 'attention-backward-rows':
    case 'attention-backward-queries':
    case 'attention-backward-keys': {
      const group = operation.heads / operation.kvHeads;
      if (operation.kvHeads > 1) {
        const kvHeads = Math.floor(operation.kvHeads / 2);
        return { ...operation, kvHeads, heads: kvHeads * group };
      }
      if (operation.heads > 1) return { ...operation, heads: Math.floor(operation.heads / 2) };
      if (operation.queries <= 16) return undefined;
      const queries = Math.ceil(operation.queries / 2);
      if (operation.mask === 'full') return { ...operation, queries };
      // Middle rows see as many keys on average as all rows do.
      return { ...operation, queries, queryOffset: Math.floor((operation.keys - queries) / 2) };
    }
    case 'attention-decode': {
      const group = operation.heads / operation.kvHeads;
      if (operation.kvHeads === 1) return undefined;
      const kvHeads = Math.floor(operation.kvHeads / 2);
      return { ...operation, kvHeads, heads: kvHeads * group };
    }
    case 'embedding':
    case 'embedding-backward': {
      if (operation.vocabulary > 64 && operation.vocabulary * 4 >= operation.rows)
        return { ...operation, vocabulary: Math.ceil(operation.vocabulary / 2) };
      return operation.rows > 1 ? { ...operation, rows: Math.ceil(operation.rows / 2) } : undefined;
    }
    case 'rmsnorm':
    case 'layernorm':
    case 'rotary':
    case 'swiglu':
    case 'gelu':
    case 'residual':
    case 'rmsnorm-backward':
    case 'layernorm-backward':
    case 'gain-backward':
    case 'swiglu-backward':
    case 'gelu-backward':
    case 'rotary-backward':
    case 'cross-entropy':
    case 'cross-entropy-backward':
      return operation.rows > 1 ? { ...operation, rows: Math.ceil(operation.rows / 2) } : undefined;
    case 'copy':
    case 'adamw':
      return operation.elements > 1024 ? { ...operation, elements: Math.ceil(operation.elements / 2) } : undefined;
    case 'fma':
      return operation.iterations > 1 ? { ...operation, iterations: Math.ceil(operation.iterations / 2) } : undefined;
    case 'empty':
      return undefined;
    default:
      return operation satisfies never;
  }
}

function halve<Key extends string>(
  extents: Readonly<Record<Key, number>>,
  floor: Readonly<Record<Key, number>>,
): Record<Key, number> | undefined {
  const keys = Object.keys(extents) as Key[];
  const [most] = keys.toSorted((a, b) => extents[b] / floor[b] - extents[a] / floor[a]);
  if (most === undefined || extents[most] <= floor[most]) return undefined;
  return { ...extents, [most]: Math.max(floor[most], roundedHalf(extents[most])) };
}

/** Half, rounded up to whole tiles, so that a slice of a ragged matrix is not ragged where the whole mostly is not. */
function roundedHalf(extent: number): number {
  return extent > 64 ? Math.ceil(extent / 64) * 32 : Math.ceil(extent / 2);
}
