// Y[m,n] = X[m,k]·Wᵀ for weights W[n,k] of 4 or 8 bits with a scale and a zero point per group along k: a workgroup
// computes TILE_M × TILE_N, an invocation 8 × 8 of it in registers; weights become f32 on their way into workgroup memory.
// Work 2·m·n·k FLOP; reads X n/TILE_N times and W m/TILE_M times; f32 accumulation.
// Edges: any m, n ≥ 1: slabs are zero beyond the matrices, stores are guarded; k is a multiple of the group (32, 64, 128).
// Source: the classic two-level blocking (e.g. Volkov & Demmel 2008); no code taken over.

alias Element = f32;
/// 4 or 8.
const BITS: u32 = 4;
const TILE_M: u32 = 64;
const TILE_N: u32 = 64;
/// Divides 32.
const TILE_K: u32 = 16;

const MASK: u32 = (1 << BITS) - 1;
const GROUP_M: u32 = TILE_M / 8;
const GROUP_N: u32 = TILE_N / 8;
const INVOCATIONS: u32 = GROUP_M * GROUP_N;
/// vec4 columns of a slab; one more than needed, so that transposing writes fall into different banks.
const PITCH_X: u32 = TILE_M / 4 + 1;
const PITCH_W: u32 = TILE_N / 4 + 1;
/// 4 × 4 blocks of a slab.
const BLOCKS_X: u32 = TILE_M * TILE_K / 16;
const BLOCKS_W: u32 = TILE_N * TILE_K / 16;

struct Shape { m: u32, n: u32, k: u32, groupSize: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [n, k·BITS/32]; a word's first weight is in its lowest bits
@group(0) @binding(1) var<storage, read> w: array<u32>;
/// [n, k/groupSize]: scale and zero point
@group(0) @binding(2) var<storage, read> groups: array<vec2<Element>>;
/// [m,k]
@group(0) @binding(3) var<storage, read> x: array<vec4<Element>>;
/// [m,n]
@group(0) @binding(4) var<storage, read_write> y: array<Element>;

/// [TILE_K, TILE_M] and [TILE_K, TILE_N]
var<workgroup> slabX: array<vec4<f32>, TILE_K * PITCH_X>;
var<workgroup> slabW: array<vec4<f32>, TILE_K * PITCH_W>;

/// Four elements of a row of X from depth k on; zero beyond the last row.
fn quadX(row: u32, k: u32) -> vec4<f32> {
  if (row >= shape.m) { return vec4<f32>(); }
  return vec4<f32>(x[(row * shape.k + k) / 4u]);
}

/// Four weights of a row of W from depth k on, dequantised: (q − zero)·scale; zero beyond the last row.
fn quadW(row: u32, k: u32) -> vec4<f32> {
  if (row >= shape.n) { return vec4<f32>(); }
  let word = w[(row * shape.k + k) / (32u / BITS)] >> (k * BITS % 32u);
  let scaleAndZero = vec2<f32>(groups[(row * shape.k + k) / shape.groupSize]);
  let whole = vec4<f32>((vec4<u32>(word) >> (vec4<u32>(0u, 1u, 2u, 3u) * BITS)) & vec4<u32>(MASK));
  return (whole - scaleAndZero.y) * scaleAndZero.x;
}

fn store(row: u32, column: u32, value: vec4<f32>) {
  if (row >= shape.m) { return; }
  let at = row * shape.n + column;
  if (column < shape.n) { y[at] = Element(value.x); }
  if (column + 1u < shape.n) { y[at + 1u] = Element(value.y); }
  if (column + 2u < shape.n) { y[at + 2u] = Element(value.z); }
  if (column + 3u < shape.n) { y[at + 3u] = Element(value.w); }
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
    for (var block = index; block < BLOCKS_X; block += INVOCATIONS) {
      // Neighbouring invocations read along k.
      let row = block / (TILE_K / 4u);
      let k = block % (TILE_K / 4u) * 4u;
      let origin = firstRow + row * 4u;
      let values = transpose(mat4x4<f32>(
        quadX(origin, depth + k), quadX(origin + 1u, depth + k), quadX(origin + 2u, depth + k), quadX(origin + 3u, depth + k),
      ));
      slabX[k * PITCH_X + row] = values[0];
      slabX[(k + 1u) * PITCH_X + row] = values[1];
      slabX[(k + 2u) * PITCH_X + row] = values[2];
      slabX[(k + 3u) * PITCH_X + row] = values[3];
    }
    for (var block = index; block < BLOCKS_W; block += INVOCATIONS) {
      let column = block / (TILE_K / 4u);
      let k = block % (TILE_K / 4u) * 4u;
      let origin = firstColumn + column * 4u;
      let values = transpose(mat4x4<f32>(
        quadW(origin, depth + k), quadW(origin + 1u, depth + k), quadW(origin + 2u, depth + k), quadW(origin + 3u, depth + k),
      ));
      slabW[k * PITCH_W + column] = values[0];
      slabW[(k + 1u) * PITCH_W + column] = values[1];
      slabW[(k + 2u) * PITCH_W + column] = values[2];
      slabW[(k + 3u) * PITCH_W + column] = values[3];
    }
    workgroupBarrier();
    for (var k = 0u; k < TILE_K; k++) {
      let a0 = slabX[k * PITCH_X + local.y];
      let a1 = slabX[k * PITCH_X + local.y + GROUP_M];
      let bl = slabW[k * PITCH_W + local.x];
      let bh = slabW[k * PITCH_W + local.x + GROUP_N];
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
  store(row, left, r0l); store(row, right, r0h);
  store(row + 1u, left, r1l); store(row + 1u, right, r1h);
  store(row + 2u, left, r2l); store(row + 2u, right, r2h);
  store(row + 3u, left, r3l); store(row + 3u, right, r3h);
  let lower = row + TILE_M / 2u;
  store(lower, left, r4l); store(lower, right, r4h);
  store(lower + 1u, left, r5l); store(lower + 1u, right, r5h);
  store(lower + 2u, left, r6l); store(lower + 2u, right, r6h);
  store(lower + 3u, left, r7l); store(lower + 3u, right, r7h);
}
