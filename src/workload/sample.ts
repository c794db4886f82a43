// Which elements of an output to check on the visitor's device, where checking all would take too long.
// Rests on operation.ts. Chance comes in as an argument.
import { backwardAxes } from './backward.ts';
import { batchOf, type Operation } from './operation.ts';

/**
 * About 48 flat output indices, ascending and distinct: corners, both sides of tile edges, and random ones.
 * They lie on few rows (or queries and heads), so that the reference's row statistics are shared.
 * `random` gives numbers in [0, 1).
 */
export function sampleIndices(operation: Operation, random: () => number): readonly number[] {
  const picks = axes(operation).map(([extent, count]) => ({ extent, picked: pick(extent, count, random) }));
  const flat = picks.reduce<readonly number[]>(
    (indices, { extent, picked }) => indices.flatMap((index) => picked.map((at) => index * extent + at)),
    [0],
  );
  return flat;
}

/** The output's extents, outermost first, and how many places to look at along each. */
function axes(operation: Operation): readonly (readonly [extent: number, count: number])[] {
  switch (operation.kind) {
    case 'matmul':
      return batchOf(operation) === 1
        ? [
            [operation.m, 7],
            [operation.n, 7],
          ]
        : [
            [batchOf(operation), 2],
            [operation.m, 4],
            [operation.n, 6],
          ];
    case 'matmul-quantised':
    case 'matmul-quantised-int8':
      return [
        [operation.m, 7],
        [operation.n, 7],
      ];
    case 'matvec':
      return [[operation.n, 48]];
    case 'attention':
      return [
        [operation.queries, 4],
        [operation.heads, 2],
        [operation.headDim, 6],
      ];
    case 'attention-decode':
      return [
        [operation.heads, 4],
        [operation.headDim, 12],
      ];
    case 'rotary':
      return [
        [operation.rows, 6],
        [operation.heads, 2],
        [operation.headDim, 4],
      ];
    case 'rmsnorm':
    case 'layernorm':
    case 'swiglu':
    case 'gelu':
    case 'residual':
    case 'embedding':
      return [
        [operation.rows, 6],
        [operation.width, 8],
      ];
    case 'copy':
      return [[operation.elements, 48]];
    case 'fma':
      return [[operation.invocations, 48]];
    case 'empty':
      return [[1, 1]];
    default:
      return backwardAxes(operation);
  }
}

/** The first and last place, then by turns the edge of a tile of 32 and any place, until `count` are found. */
function pick(extent: number, count: number, random: () => number): readonly number[] {
  if (extent <= count) return Array.from({ length: extent }, (_, at) => at);
  const places = new Set([0, extent - 1]);
  for (let turn = 0; places.size < count; turn++) {
    const at = Math.floor(random() * extent);
    const edge = at - (at % 32) - (turn % 4 === 0 ? 1 : 0);
    places.add(turn % 2 === 0 && edge >= 0 ? edge : at);
  }
  return [...places].toSorted((a, b) => a - b);
}
