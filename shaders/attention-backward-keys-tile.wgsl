// dk, then dv, [2, keys, kvHeads, headDim]: dk = Σ_i p(do·v − D)·q/√headDim, dv = Σ_i p·do, p = exp(q·k/√headDim − L), over the
// queries that see the key and the query heads of its group. A workgroup takes 32 keys of one KV head and HEAD_DIM_MAX
// dimensions of their gradients, and walks the heads and the queries in tiles of 32, in order: no atomics, the same bits
// every time. An invocation holds 4 × 4 scores, as many products do·v, and 4 rows of dk and of dv.
// Work 8·headDim FLOP a pair, and 4·headDim for each further HEAD_DIM_MAX dimensions; reads Q and do once per 32 keys; f32.
// Edges: any number of queries and keys; tiles that the mask hides entirely are skipped; headDim must be a multiple of 4.
// Source: Dao et al., 2022, FlashAttention, algorithm 4, its sum over queries; no code taken over.

alias Element = f32;
/// 64, 96 or 128: how many registers hold dk and dv.
const HEAD_DIM_MAX: u32 = 128;
/// Head dimensions staged at a time.
const CHUNK: u32 = 8;

const TILE: u32 = 32;
const COLUMNS: u32 = TILE / 4;
const INVOCATIONS: u32 = COLUMNS * COLUMNS;
/// vec4 columns, one more than needed so that transposing writes fall into different banks.
const PITCH: u32 = COLUMNS + 1;
const SLAB: u32 = CHUNK * PITCH;
const BLOCKS: u32 = TILE * CHUNK / 16;

/// Query i sees the keys 0 … reach + i·stride: stride is 1 with a causal mask, 0 without one (reach is then keys − 1).
struct Shape { queries: u32, keys: u32, reach: u32, stride: u32, heads: u32, kvHeads: u32, headDim: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [queries, heads, headDim]
@group(0) @binding(1) var<storage, read> q: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(2) var<storage, read> k: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(3) var<storage, read> v: array<vec4<Element>>;
/// The gradient of the output, [queries, heads, headDim]
@group(0) @binding(4) var<storage, read> pull: array<vec4<Element>>;
/// [2, queries, heads]: L, D
@group(0) @binding(5) var<storage, read> statistics: array<Element>;
/// [2, keys, kvHeads, headDim]
@group(0) @binding(6) var<storage, read_write> gradient: array<vec4<Element>>;

/// Q, do, K and V, each [CHUNK, TILE].
var<workgroup> slabs: array<vec4<f32>, 4 * SLAB>;
/// [query, key]: p, and p(do·v − D); zero where the query does not see the key
var<workgroup> weights: array<vec4<f32>, TILE * PITCH>;
var<workgroup> slopes: array<vec4<f32>, TILE * PITCH>;

fn blockOfQueries(isPull: bool, first: u32, head: u32, dim: u32) -> mat4x4<f32> {
  let rows = min(vec4<u32>(first) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(shape.queries - 1u));
  let at = ((rows * shape.heads + head) * shape.headDim + dim) / 4u;
  if (isPull) {
    return mat4x4<f32>(vec4<f32>(pull[at.x]), vec4<f32>(pull[at.y]), vec4<f32>(pull[at.z]), vec4<f32>(pull[at.w]));
  }
  return mat4x4<f32>(vec4<f32>(q[at.x]), vec4<f32>(q[at.y]), vec4<f32>(q[at.z]), vec4<f32>(q[at.w]));
}

fn blockOfKeys(isValue: bool, first: u32, kvHead: u32, dim: u32) -> mat4x4<f32> {
  let rows = min(vec4<u32>(first) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(shape.keys - 1u));
  let at = ((rows * shape.kvHeads + kvHead) * shape.headDim + dim) / 4u;
  if (isValue) {
    return mat4x4<f32>(vec4<f32>(v[at.x]), vec4<f32>(v[at.y]), vec4<f32>(v[at.z]), vec4<f32>(v[at.w]));
  }
  return mat4x4<f32>(vec4<f32>(k[at.x]), vec4<f32>(k[at.y]), vec4<f32>(k[at.z]), vec4<f32>(k[at.w]));
}

/// Column i holds four dimensions of row first + i of an operand; zero beyond headDim, and the last row repeated beyond it.
fn block(operand: u32, firstQuery: u32, firstKey: u32, row: u32, head: u32, kvHead: u32, dim: u32) -> mat4x4<f32> {
  if (dim >= shape.headDim) { return mat4x4<f32>(); }
  if (operand < 2u) { return blockOfQueries(operand == 1u, firstQuery + row, head, dim); }
  return blockOfKeys(operand == 3u, firstKey + row, kvHead, dim);
}

fn stage(index: u32, firstQuery: u32, firstKey: u32, head: u32, kvHead: u32, dim: u32) {
  for (var item = index; item < 4u * BLOCKS; item += INVOCATIONS) {
    let operand = item / BLOCKS;
    let row = item % BLOCKS / (CHUNK / 4u);
    let depth = item % (CHUNK / 4u) * 4u;
    let values = transpose(block(operand, firstQuery, firstKey, row * 4u, head, kvHead, dim + depth));
    let at = operand * SLAB + depth * PITCH + row;
    slabs[at] = values[0];
    slabs[at + PITCH] = values[1];
    slabs[at + 2u * PITCH] = values[2];
    slabs[at + 3u * PITCH] = values[3];
  }
}

/// Adds weight[row]·value to every row; column i of `sums` is row i.
fn accumulate(sums: mat4x4<f32>, weight: vec4<f32>, value: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    fma(vec4<f32>(weight.x), value, sums[0]), fma(vec4<f32>(weight.y), value, sums[1]),
    fma(vec4<f32>(weight.z), value, sums[2]), fma(vec4<f32>(weight.w), value, sums[3]),
  );
}

/// The same, where a key takes the value in only if its query sees it: 0·value would be a NaN for a value that is not finite.
fn accumulateSeen(sums: mat4x4<f32>, weight: vec4<f32>, value: vec4<f32>, isSeen: vec4<bool>) -> mat4x4<f32> {
  return mat4x4<f32>(
    fma(vec4<f32>(weight.x), select(vec4<f32>(), value, isSeen.x), sums[0]),
    fma(vec4<f32>(weight.y), select(vec4<f32>(), value, isSeen.y), sums[1]),
    fma(vec4<f32>(weight.z), select(vec4<f32>(), value, isSeen.z), sums[2]),
    fma(vec4<f32>(weight.w), select(vec4<f32>(), value, isSeen.w), sums[3]),
  );
}

/// The first query that sees a key; none does where it is shape.queries or more.
fn seenFrom(key: u32) -> u32 {
  if (key <= shape.reach) { return 0u; }
  return select(shape.queries, key - shape.reach, shape.stride > 0u);
}

fn storeRows(key: u32, kvHead: u32, quad: u32, rows: mat4x4<f32>, values: mat4x4<f32>) {
  let pitch = shape.headDim / 4u;
  if (quad >= pitch) { return; }
  for (var row = 0u; row < 4u; row++) {
    if (key + row >= shape.keys) { return; }
    let at = ((key + row) * shape.kvHeads + kvHead) * pitch + quad;
    gradient[at] = vec4<Element>(rows[row]);
    gradient[shape.keys * shape.kvHeads * pitch + at] = vec4<Element>(values[row]);
  }
}

@compute @workgroup_size(COLUMNS, COLUMNS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let kvHead = group.y;
  let firstKey = group.x * TILE;
  let key = firstKey + local.y * 4u;
  let pitch = shape.headDim / 4u;
  let size = shape.heads / shape.kvHeads;
  let scale = inverseSqrt(f32(shape.headDim));
  // The first query that sees any key of the tile; without a causal mask every one does, and reach is no less than any key.
  let first = firstKey - min(firstKey, shape.reach);
  let ownKeys = vec4<u32>(key) + vec4<u32>(0u, 1u, 2u, 3u);
  // The quads of dk and dv that this invocation holds: its first, and 8, 16 and 24 further.
  let ownQuad = group.z * (HEAD_DIM_MAX / 4u) + local.x;
  let quad0 = min(ownQuad, pitch - 1u);
  let quad1 = min(ownQuad + 8u, pitch - 1u);
  let quad2 = min(ownQuad + 16u, pitch - 1u);
  let quad3 = min(ownQuad + 24u, pitch - 1u);
  var k0 = mat4x4<f32>();
  var v0 = mat4x4<f32>();
  var k1 = mat4x4<f32>();
  var v1 = mat4x4<f32>();
  var k2 = mat4x4<f32>();
  var v2 = mat4x4<f32>();
  var k3 = mat4x4<f32>();
  var v3 = mat4x4<f32>();

  for (var head = kvHead * size; head < (kvHead + 1u) * size; head++) {
    for (var firstQuery = first; firstQuery < shape.queries; firstQuery += TILE) {
      var s0 = vec4<f32>(); var s1 = vec4<f32>(); var s2 = vec4<f32>(); var s3 = vec4<f32>();
      var d0 = vec4<f32>(); var d1 = vec4<f32>(); var d2 = vec4<f32>(); var d3 = vec4<f32>();
      for (var dim = 0u; dim < shape.headDim; dim += CHUNK) {
        stage(index, firstQuery, firstKey, head, kvHead, dim);
        workgroupBarrier();
        for (var depth = 0u; depth < CHUNK; depth++) {
          let at = depth * PITCH;
          let rows = slabs[at + 2u * SLAB + local.y];
          let columns = slabs[at + local.x];
          let rowValues = slabs[at + 3u * SLAB + local.y];
          let columnPulls = slabs[at + SLAB + local.x];
          s0 = fma(vec4<f32>(rows.x), columns, s0); d0 = fma(vec4<f32>(rowValues.x), columnPulls, d0);
          s1 = fma(vec4<f32>(rows.y), columns, s1); d1 = fma(vec4<f32>(rowValues.y), columnPulls, d1);
          s2 = fma(vec4<f32>(rows.z), columns, s2); d2 = fma(vec4<f32>(rowValues.z), columnPulls, d2);
          s3 = fma(vec4<f32>(rows.w), columns, s3); d3 = fma(vec4<f32>(rowValues.w), columnPulls, d3);
        }
        workgroupBarrier();
      }

      let queries = vec4<u32>(firstQuery + local.x * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
      let isThere = queries < vec4<u32>(shape.queries);
      let last = vec4<u32>(shape.reach) + queries * shape.stride;
      let pairs = min(queries, vec4<u32>(shape.queries - 1u)) * shape.heads + head;
      let alongs = pairs + shape.queries * shape.heads;
      let logarithm = vec4<f32>(
        f32(statistics[pairs.x]), f32(statistics[pairs.y]), f32(statistics[pairs.z]), f32(statistics[pairs.w]),
      );
      let along = vec4<f32>(
        f32(statistics[alongs.x]), f32(statistics[alongs.y]), f32(statistics[alongs.z]), f32(statistics[alongs.w]),
      );
      let isSeen0 = isThere & (vec4<u32>(ownKeys.x) <= last);
      let isSeen1 = isThere & (vec4<u32>(ownKeys.y) <= last);
      let isSeen2 = isThere & (vec4<u32>(ownKeys.z) <= last);
      let isSeen3 = isThere & (vec4<u32>(ownKeys.w) <= last);
      let none = vec4<f32>();
      let w0 = select(none, exp(s0 * scale - logarithm), isSeen0);
      let w1 = select(none, exp(s1 * scale - logarithm), isSeen1);
      let w2 = select(none, exp(s2 * scale - logarithm), isSeen2);
      let w3 = select(none, exp(s3 * scale - logarithm), isSeen3);
      let weightsByQuery = transpose(mat4x4<f32>(w0, w1, w2, w3));
      let slopesByQuery = transpose(mat4x4<f32>(
        select(none, w0 * (d0 - along), isSeen0), select(none, w1 * (d1 - along), isSeen1),
        select(none, w2 * (d2 - along), isSeen2), select(none, w3 * (d3 - along), isSeen3),
      ));
      for (var column = 0u; column < 4u; column++) {
        weights[(local.x * 4u + column) * PITCH + local.y] = weightsByQuery[column];
        slopes[(local.x * 4u + column) * PITCH + local.y] = slopesByQuery[column];
      }
      workgroupBarrier();
      let queryCount = min(TILE, shape.queries - firstQuery);
      // Of this tile's queries, from which on one sees the first of the four keys, and from which on all of them.
      let someFrom = clamp(seenFrom(ownKeys.x), firstQuery, firstQuery + queryCount) - firstQuery;
      let allFrom = clamp(seenFrom(ownKeys.w), firstQuery, firstQuery + queryCount) - firstQuery;
      var at = ((firstQuery + someFrom) * shape.heads + head) * pitch;
      for (var query = someFrom; query < allFrom; query++) {
        let weight = weights[query * PITCH + local.y];
        let slope = slopes[query * PITCH + local.y];
        let isSeen = ownKeys <= vec4<u32>(shape.reach + (firstQuery + query) * shape.stride);
        k0 = accumulateSeen(k0, slope, vec4<f32>(q[at + quad0]), isSeen);
        v0 = accumulateSeen(v0, weight, vec4<f32>(pull[at + quad0]), isSeen);
        k1 = accumulateSeen(k1, slope, vec4<f32>(q[at + quad1]), isSeen);
        v1 = accumulateSeen(v1, weight, vec4<f32>(pull[at + quad1]), isSeen);
        if (HEAD_DIM_MAX > 64u) {
          k2 = accumulateSeen(k2, slope, vec4<f32>(q[at + quad2]), isSeen);
          v2 = accumulateSeen(v2, weight, vec4<f32>(pull[at + quad2]), isSeen);
        }
        if (HEAD_DIM_MAX > 96u) {
          k3 = accumulateSeen(k3, slope, vec4<f32>(q[at + quad3]), isSeen);
          v3 = accumulateSeen(v3, weight, vec4<f32>(pull[at + quad3]), isSeen);
        }
        at += shape.heads * pitch;
      }
      for (var query = allFrom; query < queryCount; query++) {
        let weight = weights[query * PITCH + local.y];
        let slope = slopes[query * PITCH + local.y];
        k0 = accumulate(k0, slope, vec4<f32>(q[at + quad0]));
        v0 = accumulate(v0, weight, vec4<f32>(pull[at + quad0]));
        k1 = accumulate(k1, slope, vec4<f32>(q[at + quad1]));
        v1 = accumulate(v1, weight, vec4<f32>(pull[at + quad1]));
        if (HEAD_DIM_MAX > 64u) {
          k2 = accumulate(k2, slope, vec4<f32>(q[at + quad2]));
          v2 = accumulate(v2, weight, vec4<f32>(pull[at + quad2]));
        }
        if (HEAD_DIM_MAX > 96u) {
          k3 = accumulate(k3, slope, vec4<f32>(q[at + quad3]));
          v3 = accumulate(v3, weight, vec4<f32>(pull[at + quad3]));
        }
        at += shape.heads * pitch;
      }
    }
  }

  storeRows(key, kvHead, ownQuad, k0 * scale, v0);
  storeRows(key, kvHead, ownQuad + 8u, k1 * scale, v1);
  if (HEAD_DIM_MAX > 64u) { storeRows(key, kvHead, ownQuad + 16u, k2 * scale, v2); }
  if (HEAD_DIM_MAX > 96u) { storeRows(key, kvHead, ownQuad + 24u, k3 * scale, v3); }
}
