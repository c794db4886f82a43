// Y[m,n] = X[m,k]·Wᵀ for weights W[n,k] of 4 or 8 bits and activations X of 8, each with scales of a group along k: a
// workgroup computes 64 × 64, an invocation 4 × 4 of it in registers, with slabs of 32 places of packed bytes in workgroup
// memory. Four products of whole numbers are added up by one instruction of packed bytes.
// Work 2·m·n·k; reads X n/64 times and W m/64 times; whole numbers are added exactly in i32 over one slab, which lies in
// one group, and in f32 from there on: Σ (x/128)·s·q·(w − z) is x/128·s·(Σ q·w − z·Σ q), x and s the scales of X and W.
// Edges: any m, n ≥ 1, surplus rows and columns repeat the last ones and are not stored; k is a multiple of the group.
requires packed_4x8_integer_dot_product;

alias Element = f32;
/// Of a weight: 4 or 8.
const BITS: u32 = 4;
const TILE_M: u32 = 64;
const TILE_N: u32 = 64;

/// Along k, in one slab: the smallest group.
const PLACES: u32 = 32;
/// Words of a slab's row.
const WORDS: u32 = PLACES / 4;
const GROUP_M: u32 = TILE_M / 4;
const GROUP_N: u32 = TILE_N / 4;
/// vec4s of a slab's row of weights in storage.
const LOADS: u32 = PLACES * BITS / 128;

struct Shape { m: u32, n: u32, k: u32, groupSize: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [m, k/16]: four signed bytes a word; for weights of 4 bits by turns the even and the odd ones of eight elements
@group(0) @binding(1) var<storage, read> x: array<vec4<u32>>;
/// [m, k/groupSize]: 128 times the scale
@group(0) @binding(2) var<storage, read> ranges: array<Element>;
/// [n, k/groupSize]: scale and zero point
@group(0) @binding(3) var<storage, read> groups: array<vec2<Element>>;
/// [n, k·BITS/128]; a word's first weight is in its lowest bits
@group(0) @binding(4) var<storage, read> w: array<vec4<u32>>;
/// [m,n]
@group(0) @binding(5) var<storage, read_write> y: array<Element>;

/// [WORDS, TILE_M/4] and [WORDS, TILE_N/4], a lane for each of four rows or columns
var<workgroup> slabX: array<vec4<u32>, WORDS * GROUP_M>;
var<workgroup> slabW: array<vec4<u32>, WORDS * GROUP_N>;
var<workgroup> scalesX: array<vec4<f32>, GROUP_M>;
var<workgroup> scalesW: array<vec4<f32>, GROUP_N>;
var<workgroup> zeros: array<vec4<f32>, GROUP_N>;

fn dot4(a: u32, b: u32) -> i32 { return dot4I8Packed(a, b); }

/// The row's products with four columns.
fn dots(row: u32, columns: vec4<u32>) -> vec4<i32> {
  return vec4<i32>(dot4(row, columns.x), dot4(row, columns.y), dot4(row, columns.z), dot4(row, columns.w));
}

/// Four rows or columns from `first` on, of which there are `count`; the last one repeats.
fn four(first: u32, count: u32) -> vec4<u32> {
  return min(vec4<u32>(first) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(count - 1u));
}

/// Four words, `quad` of the slab at `depth`, of four rows of X.
fn loadX(block: u32, quad: u32, firstRow: u32, depth: u32) {
  let starts = four(firstRow + 4u * block, shape.m) * (shape.k / 16u) + depth / 16u + quad;
  let row0 = x[starts.x];
  let row1 = x[starts.y];
  let row2 = x[starts.z];
  let row3 = x[starts.w];
  for (var word = 0u; word < 4u; word++) {
    slabX[(4u * quad + word) * GROUP_M + block] = vec4<u32>(row0[word], row1[word], row2[word], row3[word]);
  }
}

/// One load of four columns of W as signed bytes: those of 8 bits less 128, those of 4 bits as they are, even before odd.
fn loadW(block: u32, quad: u32, firstColumn: u32, depth: u32) {
  let starts = four(firstColumn + 4u * block, shape.n) * (shape.k * BITS / 128u) + depth * BITS / 128u + quad;
  let column0 = w[starts.x];
  let column1 = w[starts.y];
  let column2 = w[starts.z];
  let column3 = w[starts.w];
  for (var word = 0u; word < 4u; word++) {
    let words = vec4<u32>(column0[word], column1[word], column2[word], column3[word]);
    if (BITS == 8) {
      // A byte less 128 is the same byte with its highest bit turned, read as signed.
      slabW[(4u * quad + word) * GROUP_N + block] = words ^ vec4<u32>(0x80808080u);
    } else {
      slabW[(2u * word) * GROUP_N + block] = words & vec4<u32>(0x0f0f0f0fu);
      slabW[(2u * word + 1u) * GROUP_N + block] = (words >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu);
    }
  }
}

fn loadScalesX(block: u32, firstRow: u32, depth: u32) {
  let at = four(firstRow + 4u * block, shape.m) * (shape.k / shape.groupSize) + depth / shape.groupSize;
  scalesX[block] = vec4<f32>(f32(ranges[at.x]), f32(ranges[at.y]), f32(ranges[at.z]), f32(ranges[at.w])) / 128.0;
}

fn loadScalesW(block: u32, firstColumn: u32, depth: u32) {
  let at = four(firstColumn + 4u * block, shape.n) * (shape.k / shape.groupSize) + depth / shape.groupSize;
  let pair0 = vec2<f32>(groups[at.x]);
  let pair1 = vec2<f32>(groups[at.y]);
  let pair2 = vec2<f32>(groups[at.z]);
  let pair3 = vec2<f32>(groups[at.w]);
  scalesW[block] = vec4<f32>(pair0.x, pair1.x, pair2.x, pair3.x);
  zeros[block] = vec4<f32>(pair0.y, pair1.y, pair2.y, pair3.y);
}

/// A row of four sums, one slab further; `whole` holds Σ q·w over the bytes as stored and `total` is Σ q.
fn advance(sums: vec4<f32>, scale: f32, column: u32, whole: vec4<i32>, total: i32) -> vec4<f32> {
  let offset = select(0, 128 * total, BITS == 8);
  let products = fma(-zeros[column], vec4<f32>(f32(total)), vec4<f32>(whole + vec4<i32>(offset)));
  return fma(scale * scalesW[column], products, sums);
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
  var sums0 = vec4<f32>();
  var sums1 = vec4<f32>();
  var sums2 = vec4<f32>();
  var sums3 = vec4<f32>();
  for (var depth = 0u; depth < shape.k; depth += PLACES) {
    // Every load and scale has an invocation of its own.
    var task = index;
    if (task < 2u * GROUP_M) {
      loadX(task / 2u, task % 2u, firstRow, depth);
    } else if (task < 2u * GROUP_M + LOADS * GROUP_N) {
      task -= 2u * GROUP_M;
      loadW(task / LOADS, task % LOADS, firstColumn, depth);
    } else if (task < 3u * GROUP_M + LOADS * GROUP_N) {
      loadScalesX(task - 2u * GROUP_M - LOADS * GROUP_N, firstRow, depth);
    } else if (task < 3u * GROUP_M + (LOADS + 1u) * GROUP_N) {
      loadScalesW(task - 3u * GROUP_M - LOADS * GROUP_N, firstColumn, depth);
    }
    workgroupBarrier();
    // Written out as zeros, as every slab begins anew.
    var whole0 = vec4<i32>(0);
    var whole1 = vec4<i32>(0);
    var whole2 = vec4<i32>(0);
    var whole3 = vec4<i32>(0);
    var totals = vec4<i32>(0);
    for (var word = 0u; word < WORDS; word++) {
      let rows = slabX[word * GROUP_M + local.y];
      let columns = slabW[word * GROUP_N + local.x];
      whole0 += dots(rows.x, columns);
      whole1 += dots(rows.y, columns);
      whole2 += dots(rows.z, columns);
      whole3 += dots(rows.w, columns);
      totals += dots(0x01010101u, rows);
    }
    let scales = scalesX[local.y];
    sums0 = advance(sums0, scales.x, local.x, whole0, totals.x);
    sums1 = advance(sums1, scales.y, local.x, whole1, totals.y);
    sums2 = advance(sums2, scales.z, local.x, whole2, totals.z);
    sums3 = advance(sums3, scales.w, local.x, whole3, totals.w);
    workgroupBarrier();
  }
  let row = firstRow + local.y * 4u;
  let column = firstColumn + local.x * 4u;
  store(row, column, sums0);
  store(row + 1u, column, sums1);
  store(row + 2u, column, sums2);
  store(row + 3u, column, sums3);
}
