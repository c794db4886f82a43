// C[m,n] = Σ_k A·B by the matrix units that an adapter offers to whole subgroups: a subgroup computes 4 × 2 matrices of
// MATRIX_M × MATRIX_N, MATRIX_K steps of k at a time, straight from storage. Each z of the grid is one matrix of a batch.
// Work 2·m·n·k FLOP; reads m·n·k·(1/(4·MATRIX_M) + 1/(2·MATRIX_N)) elements, mostly from cache; f32 accumulation.
// Edges: m is a multiple of 4·MATRIX_M, n of 2·MATRIX_N, k of MATRIX_K; blocks beyond C are left out by whole subgroups.
// A workgroup has BLOCKS_M × BLOCKS_N blocks; its subgroups, however many there are, take them in turns. Results pass
// through workgroup memory, as a store cannot change their type.
// Source: Dawn's proposal of subgroup matrices, docs/tint/extensions/chromium_experimental_subgroup_matrix (read 2026-11).
enable chromium_experimental_subgroup_matrix;
enable subgroups;
requires subgroup_id;

alias Element = f32;
/// Extents of one multiplication, of which the adapter names the ones that it has.
const MATRIX_M: u32 = 8;
const MATRIX_N: u32 = 8;
const MATRIX_K: u32 = 8;
/// Whether the rows of A run along k (A[m,k]) or along m (A[k,m]).
const IS_A_ALONG_K: bool = true;
/// Whether the rows of B run along k (B[n,k]) or along n (B[k,n]).
const IS_B_ALONG_K: bool = true;
/// A multiple of every subgroup size up to 128.
const INVOCATIONS: u32 = 128;
const BLOCKS_M: u32 = 2;
const BLOCKS_N: u32 = 2;

const BLOCKS: u32 = BLOCKS_M * BLOCKS_N;
const ROWS: u32 = 4 * MATRIX_M;
const COLUMNS: u32 = 2 * MATRIX_N;
const ELEMENTS: u32 = MATRIX_M * MATRIX_N;

alias Left = subgroup_matrix_left<Element, MATRIX_K, MATRIX_M>;
alias Right = subgroup_matrix_right<Element, MATRIX_N, MATRIX_K>;
alias Sums = subgroup_matrix_result<f32, MATRIX_N, MATRIX_M>;

struct Shape { m: u32, n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [batch,m,k] or [batch,k,m]
@group(0) @binding(1) var<storage, read> a: array<Element>;
/// [batch,n,k] or [batch,k,n]
@group(0) @binding(2) var<storage, read> b: array<Element>;
/// [batch,m,n]
@group(0) @binding(3) var<storage, read_write> c: array<Element>;

/// [block, MATRIX_M, MATRIX_N]
var<workgroup> results: array<f32, BLOCKS * ELEMENTS>;

/// MATRIX_M rows of matrix `batch` of A from `row` on, at depth k.
fn loadA(batch: u32, row: u32, k: u32) -> Left {
  let start = batch * shape.m * shape.k;
  if (IS_A_ALONG_K) { return subgroupMatrixLoad<Left, row_major>(&a, start + row * shape.k + k, shape.k); }
  return subgroupMatrixLoad<Left, col_major>(&a, start + k * shape.m + row, shape.m);
}

/// MATRIX_N columns of matrix `batch` of B from `column` on, at depth k.
fn loadB(batch: u32, column: u32, k: u32) -> Right {
  let start = batch * shape.n * shape.k;
  if (IS_B_ALONG_K) { return subgroupMatrixLoad<Right, col_major>(&b, start + column * shape.k + k, shape.k); }
  return subgroupMatrixLoad<Right, row_major>(&b, start + k * shape.n + column, shape.n);
}

/// Stores one result matrix of every subgroup in `block` at its row and column; all invocations come here together.
/// `lanes` is the lane's number and their count.
fn store(batch: u32, block: u32, row: u32, column: u32, lanes: vec2<u32>, sums: Sums) {
  let isInside = block < BLOCKS && row < shape.m && column < shape.n;
  workgroupBarrier();
  if (isInside) { subgroupMatrixStore<row_major>(&results, block * ELEMENTS, sums, MATRIX_N); }
  workgroupBarrier();
  if (!isInside) { return; }
  let start = (batch * shape.m + row) * shape.n + column;
  for (var at = lanes.x; at < ELEMENTS; at += lanes.y) {
    c[start + at / MATRIX_N * shape.n + at % MATRIX_N] = Element(results[block * ELEMENTS + at]);
  }
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(num_subgroups) subgroupCount: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) laneCount: u32,
) {
  for (var first = 0u; first < BLOCKS; first += subgroupCount) {
    let block = first + subgroup;
    let row = (group.y * BLOCKS_M + block / BLOCKS_N) * ROWS;
    let column = (group.x * BLOCKS_N + block % BLOCKS_N) * COLUMNS;
    let isInside = block < BLOCKS && row < shape.m && column < shape.n;
    // Rows of matrices; l and h are the left and the right column of them.
    var c0l = Sums(); var c0h = Sums();
    var c1l = Sums(); var c1h = Sums();
    var c2l = Sums(); var c2h = Sums();
    var c3l = Sums(); var c3h = Sums();
    if (isInside) {
      for (var k = 0u; k < shape.k; k += MATRIX_K) {
        let left = loadB(group.z, column, k);
        let right = loadB(group.z, column + MATRIX_N, k);
        let a0 = loadA(group.z, row, k);
        c0l = subgroupMatrixMultiplyAccumulate(a0, left, c0l);
        c0h = subgroupMatrixMultiplyAccumulate(a0, right, c0h);
        let a1 = loadA(group.z, row + MATRIX_M, k);
        c1l = subgroupMatrixMultiplyAccumulate(a1, left, c1l);
        c1h = subgroupMatrixMultiplyAccumulate(a1, right, c1h);
        let a2 = loadA(group.z, row + 2u * MATRIX_M, k);
        c2l = subgroupMatrixMultiplyAccumulate(a2, left, c2l);
        c2h = subgroupMatrixMultiplyAccumulate(a2, right, c2h);
        let a3 = loadA(group.z, row + 3u * MATRIX_M, k);
        c3l = subgroupMatrixMultiplyAccumulate(a3, left, c3l);
        c3h = subgroupMatrixMultiplyAccumulate(a3, right, c3h);
      }
    }
    let lanes = vec2<u32>(lane, laneCount);
    store(group.z, block, row, column, lanes, c0l);
    store(group.z, block, row, column + MATRIX_N, lanes, c0h);
    store(group.z, block, row + MATRIX_M, column, lanes, c1l);
    store(group.z, block, row + MATRIX_M, column + MATRIX_N, lanes, c1h);
    store(group.z, block, row + 2u * MATRIX_M, column, lanes, c2l);
    store(group.z, block, row + 2u * MATRIX_M, column + MATRIX_N, lanes, c2h);
    store(group.z, block, row + 3u * MATRIX_M, column, lanes, c3l);
    store(group.z, block, row + 3u * MATRIX_M, column + MATRIX_N, lanes, c3h);
  }
}
