// C[m,n] = Σ_k A·B; a workgroup computes TILE_M × TILE_N, an invocation 8 × 8 of it in registers, with slabs of
// depth TILE_K in workgroup memory. Each z of the grid is one matrix of a batch.
// Work 2·m·n·k FLOP; reads m·n·k·(1/TILE_M + 1/TILE_N) elements; f32 accumulation.
// Edges: slabs are zero beyond the matrices, stores are scalar and guarded. The contiguous extents of A and B must
// be multiples of 4 (vec4 loads); matmul-tile-ragged.wgsl takes the rest.
// Source: the classic two-level blocking (e.g. Volkov & Demmel 2008); no code taken over.

alias Element = f32;
const TILE_M: u32 = 64;
const TILE_N: u32 = 64;
const TILE_K: u32 = 16;
/// Whether the rows of A run along k (A[m,k]) or along m (A[k,m]).
const IS_A_ALONG_K: bool = true;
/// Whether the rows of B run along k (B[n,k]) or along n (B[k,n]).
const IS_B_ALONG_K: bool = true;

const GROUP_M: u32 = TILE_M / 8;
const GROUP_N: u32 = TILE_N / 8;
const INVOCATIONS: u32 = GROUP_M * GROUP_N;
/// vec4 columns of a slab; one more than needed, so that transposing writes fall into different banks.
const PITCH_A: u32 = TILE_M / 4 + 1;
const PITCH_B: u32 = TILE_N / 4 + 1;
/// 4 × 4 blocks of a slab.
const BLOCKS_A: u32 = TILE_M * TILE_K / 16;
const BLOCKS_B: u32 = TILE_N * TILE_K / 16;

struct Shape { m: u32, n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [batch,m,k] or [batch,k,m]
@group(0) @binding(1) var<storage, read> a: array<vec4<Element>>;
/// [batch,n,k] or [batch,k,n]
@group(0) @binding(2) var<storage, read> b: array<vec4<Element>>;
/// [batch,m,n]
@group(0) @binding(3) var<storage, read_write> c: array<Element>;

/// [TILE_K, TILE_M] and [TILE_K, TILE_N]
var<workgroup> slabA: array<vec4<f32>, TILE_K * PITCH_A>;
var<workgroup> slabB: array<vec4<f32>, TILE_K * PITCH_B>;

/// Four elements of matrix `batch` of A from `at` on in row `line`; zero outside.
fn quadA(batch: u32, line: u32, at: u32) -> vec4<f32> {
  let lines = select(shape.k, shape.m, IS_A_ALONG_K);
  let extent = select(shape.m, shape.k, IS_A_ALONG_K);
  if (line >= lines || at >= extent) { return vec4<f32>(); }
  return vec4<f32>(a[((batch * lines + line) * extent + at) / 4u]);
}

fn quadB(batch: u32, line: u32, at: u32) -> vec4<f32> {
  let lines = select(shape.k, shape.n, IS_B_ALONG_K);
  let extent = select(shape.n, shape.k, IS_B_ALONG_K);
  if (line >= lines || at >= extent) { return vec4<f32>(); }
  return vec4<f32>(b[((batch * lines + line) * extent + at) / 4u]);
}

/// Column i holds rows row … row + 3 of A at depth k + i.
fn blockA(batch: u32, row: u32, k: u32) -> mat4x4<f32> {
  if (IS_A_ALONG_K) {
    return transpose(mat4x4<f32>(
      quadA(batch, row, k), quadA(batch, row + 1u, k), quadA(batch, row + 2u, k), quadA(batch, row + 3u, k),
    ));
  }
  return mat4x4<f32>(
    quadA(batch, k, row), quadA(batch, k + 1u, row), quadA(batch, k + 2u, row), quadA(batch, k + 3u, row),
  );
}

fn blockB(batch: u32, column: u32, k: u32) -> mat4x4<f32> {
  if (IS_B_ALONG_K) {
    return transpose(mat4x4<f32>(
      quadB(batch, column, k), quadB(batch, column + 1u, k), quadB(batch, column + 2u, k), quadB(batch, column + 3u, k),
    ));
  }
  return mat4x4<f32>(
    quadB(batch, k, column), quadB(batch, k + 1u, column), quadB(batch, k + 2u, column), quadB(batch, k + 3u, column),
  );
}

fn store(batch: u32, row: u32, column: u32, value: vec4<f32>) {
  if (row >= shape.m) { return; }
  let at = (batch * shape.m + row) * shape.n + column;
  if (column < shape.n) { c[at] = Element(value.x); }
  if (column + 1u < shape.n) { c[at + 1u] = Element(value.y); }
  if (column + 2u < shape.n) { c[at + 2u] = Element(value.z); }
  if (column + 3u < shape.n) { c[at + 3u] = Element(value.w); }
}

@compute @workgroup_size(GROUP_N, GROUP_M)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let firstRow = group.y * TILE_M;
  let firstColumn = group.x * TILE_N;
  // r0 … r3 are rows 4·y …, r4 … r7 the same in the tile's lower half; l and h are its left and right half.
  var r0l = vec4<f32>(); var r0h = vec4<f32>(); var r1l = vec4<f32>(); var r1h = vec4<f32>();
  var r2l = vec4<f32>(); var r2h = vec4<f32>(); var r3l = vec4<f32>(); var r3h = vec4<f32>();
  var r4l = vec4<f32>(); var r4h = vec4<f32>(); var r5l = vec4<f32>(); var r5h = vec4<f32>();
  var r6l = vec4<f32>(); var r6h = vec4<f32>(); var r7l = vec4<f32>(); var r7h = vec4<f32>();

  for (var depth = 0u; depth < shape.k; depth += TILE_K) {
    for (var block = index; block < BLOCKS_A; block += INVOCATIONS) {
      // Neighbouring invocations read along the operand's rows, whichever way those run.
      let row = select(block % (TILE_M / 4u), block / (TILE_K / 4u), IS_A_ALONG_K);
      let k = select(block / (TILE_M / 4u), block % (TILE_K / 4u), IS_A_ALONG_K) * 4u;
      let values = blockA(group.z, firstRow + row * 4u, depth + k);
      slabA[k * PITCH_A + row] = values[0];
      slabA[(k + 1u) * PITCH_A + row] = values[1];
      slabA[(k + 2u) * PITCH_A + row] = values[2];
      slabA[(k + 3u) * PITCH_A + row] = values[3];
    }
    for (var block = index; block < BLOCKS_B; block += INVOCATIONS) {
      let column = select(block % (TILE_N / 4u), block / (TILE_K / 4u), IS_B_ALONG_K);
      let k = select(block / (TILE_N / 4u), block % (TILE_K / 4u), IS_B_ALONG_K) * 4u;
      let values = blockB(group.z, firstColumn + column * 4u, depth + k);
      slabB[k * PITCH_B + column] = values[0];
      slabB[(k + 1u) * PITCH_B + column] = values[1];
      slabB[(k + 2u) * PITCH_B + column] = values[2];
      slabB[(k + 3u) * PITCH_B + column] = values[3];
    }
    workgroupBarrier();
    for (var k = 0u; k < TILE_K; k++) {
      let a0 = slabA[k * PITCH_A + local.y];
      let a1 = slabA[k * PITCH_A + local.y + GROUP_M];
      let bl = slabB[k * PITCH_B + local.x];
      let bh = slabB[k * PITCH_B + local.x + GROUP_N];
      r0l = fma(vec4<f32>(a0.x), bl, r0l); r0h = fma(vec4<f32>(a0.x), bh, r0h);
      r1l = fma(vec4<f32>(a0.y), bl, r1l); r1h = fma(vec4<f32>(a0.y), bh, r1h);
      r2l = fma(vec4<f32>(a0.z), bl, r2l); r2h = fma(vec4<f32>(a0.z), bh, r2h);
      r3l = fma(vec4<f32>(a0.w), bl, r3l); r3h = fma(vec4<f32>(a0.w), bh, r3h);
      r4l = fma(vec4<f32>(a1.x), bl, r4l); r4h = fma(vec4<f32>(a1.x), bh, r4h);
      r5l = fma(vec4<f32>(a1.y), bl, r5l); r5h = fma(vec4<f32>(a1.y), bh, r5h);
      r6l = fma(vec4<f32>(a1.z), bl, r6l); r6h = fma(vec4<f32>(a1.z), bh, r6h);
      r7l = fma(vec4<f32>(a1.w), bl, r7l); r7h = fma(vec4<f32>(a1.w), bh, r7h);
    }
    workgroupBarrier();
  }

  let row = firstRow + local.y * 4u;
  let left = firstColumn + local.x * 4u;
  let right = left + TILE_N / 2u;
  store(group.z, row, left, r0l); store(group.z, row, right, r0h);
  store(group.z, row + 1u, left, r1l); store(group.z, row + 1u, right, r1h);
  store(group.z, row + 2u, left, r2l); store(group.z, row + 2u, right, r2h);
  store(group.z, row + 3u, left, r3l); store(group.z, row + 3u, right, r3h);
  let lower = row + TILE_M / 2u;
  store(group.z, lower, left, r4l); store(group.z, lower, right, r4h);
  store(group.z, lower + 1u, left, r5l); store(group.z, lower + 1u, right, r5h);
  store(group.z, lower + 2u, left, r6l); store(group.z, lower + 2u, right, r6h);
  store(group.z, lower + 3u, left, r7l); store(group.z, lower + 3u, right, r7h);
}
