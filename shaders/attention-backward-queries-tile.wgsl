// dq[queries, heads, headDim] = Σ_j p(do·v − D)·k/√headDim with p = exp(q·k/√headDim − L): a workgroup takes 32 queries of one
// head and walks the keys in tiles of 32; an invocation holds 4 × 4 scores, as many products do·v, and 4 rows of dq.
// Work 6·headDim FLOP a pair; reads K and V once per 32 queries from memory, K again from cache; computed in f32.
// Edges: any number of queries and keys; tiles that the mask hides entirely are skipped; headDim must be a multiple of
// 4 and at most HEAD_DIM_MAX.
// Source: Dao et al., 2022, FlashAttention, algorithm 4, its sum over keys; no code taken over.

alias Element = f32;
/// 64, 96, 128 or 256: how many registers hold dq.
const HEAD_DIM_MAX: u32 = 128;
/// Head dimensions staged at a time.
const CHUNK: u32 = 16;

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
/// [queries, heads, headDim]
@group(0) @binding(6) var<storage, read_write> gradient: array<vec4<Element>>;

/// Q, do, K and V, each [CHUNK, TILE].
var<workgroup> slabs: array<vec4<f32>, 4 * SLAB>;
/// [key, query]: p(do·v − D), zero where the query does not see the key
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

/// The same, where a row takes the value in only if it sees it: 0·value would be a NaN for a value that is not finite.
fn accumulateSeen(sums: mat4x4<f32>, weight: vec4<f32>, value: vec4<f32>, isSeen: vec4<bool>) -> mat4x4<f32> {
  return mat4x4<f32>(
    fma(vec4<f32>(weight.x), select(vec4<f32>(), value, isSeen.x), sums[0]),
    fma(vec4<f32>(weight.y), select(vec4<f32>(), value, isSeen.y), sums[1]),
    fma(vec4<f32>(weight.z), select(vec4<f32>(), value, isSeen.z), sums[2]),
    fma(vec4<f32>(weight.w), select(vec4<f32>(), value, isSeen.w), sums[3]),
  );
}

fn storeRows(query: u32, head: u32, quad: u32, rows: mat4x4<f32>) {
  let pitch = shape.headDim / 4u;
  if (quad >= pitch) { return; }
  for (var row = 0u; row < 4u; row++) {
    if (query + row < shape.queries) { gradient[((query + row) * shape.heads + head) * pitch + quad] = vec4<Element>(rows[row]); }
  }
}

@compute @workgroup_size(COLUMNS, COLUMNS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let head = group.y;
  let kvHead = head * shape.kvHeads / shape.heads;
  let firstQuery = group.x * TILE;
  let query = firstQuery + local.y * 4u;
  let pitch = shape.headDim / 4u;
  let scale = inverseSqrt(f32(shape.headDim));
  // Keys that the tile's last query sees.
  let seen = shape.reach + 1u + (min(firstQuery + TILE, shape.queries) - 1u) * shape.stride;
  let last = vec4<u32>(shape.reach) + (vec4<u32>(query) + vec4<u32>(0u, 1u, 2u, 3u)) * shape.stride;
  let pairs = min(vec4<u32>(query) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(shape.queries - 1u)) * shape.heads + head;
  let alongs = pairs + shape.queries * shape.heads;
  let logarithm = vec4<f32>(
    f32(statistics[pairs.x]), f32(statistics[pairs.y]), f32(statistics[pairs.z]), f32(statistics[pairs.w]),
  );
  let along = vec4<f32>(
    f32(statistics[alongs.x]), f32(statistics[alongs.y]), f32(statistics[alongs.z]), f32(statistics[alongs.w]),
  );
  // The quads of dq that this invocation holds: local.x, and 8, 16, 24 … further.
  let quad0 = min(local.x, pitch - 1u);
  let quad1 = min(local.x + 8u, pitch - 1u);
  let quad2 = min(local.x + 16u, pitch - 1u);
  let quad3 = min(local.x + 24u, pitch - 1u);
  let quad4 = min(local.x + 32u, pitch - 1u);
  let quad5 = min(local.x + 40u, pitch - 1u);
  let quad6 = min(local.x + 48u, pitch - 1u);
  let quad7 = min(local.x + 56u, pitch - 1u);
  var g0 = mat4x4<f32>();
  var g1 = mat4x4<f32>();
  var g2 = mat4x4<f32>();
  var g3 = mat4x4<f32>();
  var g4 = mat4x4<f32>();
  var g5 = mat4x4<f32>();
  var g6 = mat4x4<f32>();
  var g7 = mat4x4<f32>();

  for (var firstKey = 0u; firstKey < seen; firstKey += TILE) {
    var s0 = vec4<f32>(); var s1 = vec4<f32>(); var s2 = vec4<f32>(); var s3 = vec4<f32>();
    var d0 = vec4<f32>(); var d1 = vec4<f32>(); var d2 = vec4<f32>(); var d3 = vec4<f32>();
    for (var dim = 0u; dim < shape.headDim; dim += CHUNK) {
      stage(index, firstQuery, firstKey, head, kvHead, dim);
      workgroupBarrier();
      for (var depth = 0u; depth < CHUNK; depth++) {
        let at = depth * PITCH;
        let rows = slabs[at + local.y];
        let columns = slabs[at + 2u * SLAB + local.x];
        let rowPulls = slabs[at + SLAB + local.y];
        let columnValues = slabs[at + 3u * SLAB + local.x];
        s0 = fma(vec4<f32>(rows.x), columns, s0); d0 = fma(vec4<f32>(rowPulls.x), columnValues, d0);
        s1 = fma(vec4<f32>(rows.y), columns, s1); d1 = fma(vec4<f32>(rowPulls.y), columnValues, d1);
        s2 = fma(vec4<f32>(rows.z), columns, s2); d2 = fma(vec4<f32>(rowPulls.z), columnValues, d2);
        s3 = fma(vec4<f32>(rows.w), columns, s3); d3 = fma(vec4<f32>(rowPulls.w), columnValues, d3);
      }
      workgroupBarrier();
    }

    let keys = vec4<u32>(firstKey + local.x * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
    let byKey = transpose(mat4x4<f32>(
      select(vec4<f32>(), exp(s0 * scale - logarithm.x) * (d0 - along.x), keys <= vec4<u32>(last.x)),
      select(vec4<f32>(), exp(s1 * scale - logarithm.y) * (d1 - along.y), keys <= vec4<u32>(last.y)),
      select(vec4<f32>(), exp(s2 * scale - logarithm.z) * (d2 - along.z), keys <= vec4<u32>(last.z)),
      select(vec4<f32>(), exp(s3 * scale - logarithm.w) * (d3 - along.w), keys <= vec4<u32>(last.w)),
    ));
    for (var column = 0u; column < 4u; column++) { slopes[(local.x * 4u + column) * PITCH + local.y] = byKey[column]; }
    workgroupBarrier();
    let keyCount = min(TILE, seen - firstKey);
    var at = (firstKey * shape.kvHeads + kvHead) * pitch;
    // Of this tile's keys, those that all four rows see, and those that the last of them sees: at most three more.
    let commonCount = min(keyCount, max(last.x + 1u, firstKey) - firstKey);
    let seenCount = min(keyCount, max(last.w + 1u, firstKey) - firstKey);
    for (var key = 0u; key < commonCount; key++) {
      let slope = slopes[key * PITCH + local.y];
      g0 = accumulate(g0, slope, vec4<f32>(k[at + quad0]));
      g1 = accumulate(g1, slope, vec4<f32>(k[at + quad1]));
      if (HEAD_DIM_MAX > 64u) { g2 = accumulate(g2, slope, vec4<f32>(k[at + quad2])); }
      if (HEAD_DIM_MAX > 96u) { g3 = accumulate(g3, slope, vec4<f32>(k[at + quad3])); }
      if (HEAD_DIM_MAX > 128u) {
        g4 = accumulate(g4, slope, vec4<f32>(k[at + quad4]));
        g5 = accumulate(g5, slope, vec4<f32>(k[at + quad5]));
        g6 = accumulate(g6, slope, vec4<f32>(k[at + quad6]));
        g7 = accumulate(g7, slope, vec4<f32>(k[at + quad7]));
      }
      at += shape.kvHeads * pitch;
    }
    for (var key = commonCount; key < seenCount; key++) {
      let slope = slopes[key * PITCH + local.y];
      let isSeen = vec4<u32>(firstKey + key) <= last;
      g0 = accumulateSeen(g0, slope, vec4<f32>(k[at + quad0]), isSeen);
      g1 = accumulateSeen(g1, slope, vec4<f32>(k[at + quad1]), isSeen);
      if (HEAD_DIM_MAX > 64u) { g2 = accumulateSeen(g2, slope, vec4<f32>(k[at + quad2]), isSeen); }
      if (HEAD_DIM_MAX > 96u) { g3 = accumulateSeen(g3, slope, vec4<f32>(k[at + quad3]), isSeen); }
      if (HEAD_DIM_MAX > 128u) {
        g4 = accumulateSeen(g4, slope, vec4<f32>(k[at + quad4]), isSeen);
        g5 = accumulateSeen(g5, slope, vec4<f32>(k[at + quad5]), isSeen);
        g6 = accumulateSeen(g6, slope, vec4<f32>(k[at + quad6]), isSeen);
        g7 = accumulateSeen(g7, slope, vec4<f32>(k[at + quad7]), isSeen);
      }
      at += shape.kvHeads * pitch;
    }
  }

  storeRows(query, head, local.x, g0 * scale);
  storeRows(query, head, local.x + 8u, g1 * scale);
  if (HEAD_DIM_MAX > 64u) { storeRows(query, head, local.x + 16u, g2 * scale); }
  if (HEAD_DIM_MAX > 96u) { storeRows(query, head, local.x + 24u, g3 * scale); }
  if (HEAD_DIM_MAX > 128u) {
    storeRows(query, head, local.x + 32u, g4 * scale);
    storeRows(query, head, local.x + 40u, g5 * scale);
    storeRows(query, head, local.x + 48u, g6 * scale);
    storeRows(query, head, local.x + 56u, g7 * scale);
  }
}
