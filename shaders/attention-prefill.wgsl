// O[queries, heads, headDim] = softmax(Q·Kᵀ/√headDim, mask)·V with an online softmax: a workgroup takes QUERY_TILE
// queries of one head and walks the keys in tiles of 32; an invocation holds 4 × 4 scores and 4 rows of O.
// Work 4·headDim FLOP a pair; reads K and V once per query tile; scores never leave the workgroup. Computed in f32.
// Edges: any number of queries and keys; tiles that the mask hides entirely are skipped; headDim must be a multiple of
// 4 and at most HEAD_DIM_MAX. Uses no subgroups, so it is right at any subgroup size.
// Source: Milakov & Gimelshein 2018 (online softmax), Dao et al. 2022 (tiling); no code taken over.

alias Element = f32;
const QUERY_TILE: u32 = 32;
/// 64, 96, 128 or 256: how many registers hold O.
const HEAD_DIM_MAX: u32 = 128;
/// Head dimensions staged at a time.
const CHUNK: u32 = 16;

const KEY_TILE: u32 = 32;
const COLUMNS: u32 = 8;
const GROUP_Q: u32 = QUERY_TILE / 4;
const INVOCATIONS: u32 = GROUP_Q * COLUMNS;
/// vec4 columns, one more than needed so that transposing writes fall into different banks.
const PITCH_Q: u32 = GROUP_Q + 1;
const PITCH_K: u32 = COLUMNS + 1;
/// Below any score, and finite: implementations may assume that infinities do not occur.
const LOWEST: f32 = -1e30;

/// Query i sees the keys 0 … reach + i·stride: stride is 1 with a causal mask, 0 without one (reach is then keys − 1).
struct Shape { queries: u32, keys: u32, reach: u32, stride: u32, heads: u32, kvHeads: u32, headDim: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [queries, heads, headDim]
@group(0) @binding(1) var<storage, read> q: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(2) var<storage, read> k: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(3) var<storage, read> v: array<vec4<Element>>;
/// [queries, heads, headDim]
@group(0) @binding(4) var<storage, read_write> o: array<vec4<Element>>;

/// [CHUNK, QUERY_TILE] and [CHUNK, KEY_TILE]
var<workgroup> slabQ: array<vec4<f32>, CHUNK * PITCH_Q>;
var<workgroup> slabK: array<vec4<f32>, CHUNK * PITCH_K>;
/// [KEY_TILE, QUERY_TILE]: exp(score − maximum)
var<workgroup> weights: array<vec4<f32>, KEY_TILE * PITCH_Q>;
/// What each invocation knows of its four rows, for the maximum and the sum over a row.
var<workgroup> rowParts: array<vec4<f32>, INVOCATIONS>;

/// Four dimensions of one query, zero beyond headDim; queries beyond the last repeat it.
fn quadQ(query: u32, head: u32, dim: u32) -> vec4<f32> {
  if (dim >= shape.headDim) { return vec4<f32>(); }
  return vec4<f32>(q[((min(query, shape.queries - 1u) * shape.heads + head) * shape.headDim + dim) / 4u]);
}

fn quadK(key: u32, head: u32, dim: u32) -> vec4<f32> {
  if (dim >= shape.headDim) { return vec4<f32>(); }
  return vec4<f32>(k[((min(key, shape.keys - 1u) * shape.kvHeads + head) * shape.headDim + dim) / 4u]);
}

/// Adds weight[row]·value to every row; column i of `sums` is row i.
fn accumulate(sums: mat4x4<f32>, weight: vec4<f32>, value: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    fma(vec4<f32>(weight.x), value, sums[0]), fma(vec4<f32>(weight.y), value, sums[1]),
    fma(vec4<f32>(weight.z), value, sums[2]), fma(vec4<f32>(weight.w), value, sums[3]),
  );
}

/// The same, where a row takes the key in only if it sees it: 0·value would be a NaN for a value that is not finite.
fn accumulateSeen(sums: mat4x4<f32>, weight: vec4<f32>, value: vec4<f32>, isSeen: vec4<bool>) -> mat4x4<f32> {
  return mat4x4<f32>(
    fma(vec4<f32>(weight.x), select(vec4<f32>(), value, isSeen.x), sums[0]),
    fma(vec4<f32>(weight.y), select(vec4<f32>(), value, isSeen.y), sums[1]),
    fma(vec4<f32>(weight.z), select(vec4<f32>(), value, isSeen.z), sums[2]),
    fma(vec4<f32>(weight.w), select(vec4<f32>(), value, isSeen.w), sums[3]),
  );
}

fn scaleRows(rows: mat4x4<f32>, factor: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(rows[0] * factor.x, rows[1] * factor.y, rows[2] * factor.z, rows[3] * factor.w);
}

fn largest(values: vec4<f32>) -> f32 {
  return max(max(values.x, values.y), max(values.z, values.w));
}

fn total(values: vec4<f32>) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

fn storeRows(query: u32, head: u32, quad: u32, rows: mat4x4<f32>) {
  let pitch = shape.headDim / 4u;
  if (quad >= pitch) { return; }
  for (var row = 0u; row < 4u; row++) {
    if (query + row < shape.queries) { o[((query + row) * shape.heads + head) * pitch + quad] = vec4<Element>(rows[row]); }
  }
}

@compute @workgroup_size(COLUMNS, GROUP_Q)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let head = group.y;
  let kvHead = head * shape.kvHeads / shape.heads;
  let firstQuery = group.x * QUERY_TILE;
  let query = firstQuery + local.y * 4u;
  let pitch = shape.headDim / 4u;
  let scale = inverseSqrt(f32(shape.headDim));
  // Keys that the tile's last query sees.
  let seen = shape.reach + 1u + (min(firstQuery + QUERY_TILE, shape.queries) - 1u) * shape.stride;
  // The quads of O that this invocation holds: local.x, and 8, 16, 24 … further.
  let quad0 = min(local.x, pitch - 1u);
  let quad1 = min(local.x + 8u, pitch - 1u);
  let quad2 = min(local.x + 16u, pitch - 1u);
  let quad3 = min(local.x + 24u, pitch - 1u);
  let quad4 = min(local.x + 32u, pitch - 1u);
  let quad5 = min(local.x + 40u, pitch - 1u);
  let quad6 = min(local.x + 48u, pitch - 1u);
  let quad7 = min(local.x + 56u, pitch - 1u);
  var o0 = mat4x4<f32>();
  var o1 = mat4x4<f32>();
  var o2 = mat4x4<f32>();
  var o3 = mat4x4<f32>();
  var o4 = mat4x4<f32>();
  var o5 = mat4x4<f32>();
  var o6 = mat4x4<f32>();
  var o7 = mat4x4<f32>();
  var maximum = vec4<f32>(LOWEST);
  var sum = vec4<f32>();

  for (var firstKey = 0u; firstKey < seen; firstKey += KEY_TILE) {
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var dim = 0u; dim < shape.headDim; dim += CHUNK) {
      for (var block = index; block < QUERY_TILE * CHUNK / 16u; block += INVOCATIONS) {
        let row = block / (CHUNK / 4u);
        let depth = block % (CHUNK / 4u) * 4u;
        let origin = firstQuery + row * 4u;
        let at = dim + depth;
        let values = transpose(mat4x4<f32>(
          quadQ(origin, head, at), quadQ(origin + 1u, head, at), quadQ(origin + 2u, head, at), quadQ(origin + 3u, head, at),
        ));
        slabQ[depth * PITCH_Q + row] = values[0];
        slabQ[(depth + 1u) * PITCH_Q + row] = values[1];
        slabQ[(depth + 2u) * PITCH_Q + row] = values[2];
        slabQ[(depth + 3u) * PITCH_Q + row] = values[3];
      }
      for (var block = index; block < KEY_TILE * CHUNK / 16u; block += INVOCATIONS) {
        let column = block / (CHUNK / 4u);
        let depth = block % (CHUNK / 4u) * 4u;
        let origin = firstKey + column * 4u;
        let at = dim + depth;
        let values = transpose(mat4x4<f32>(
          quadK(origin, kvHead, at), quadK(origin + 1u, kvHead, at), quadK(origin + 2u, kvHead, at), quadK(origin + 3u, kvHead, at),
        ));
        slabK[depth * PITCH_K + column] = values[0];
        slabK[(depth + 1u) * PITCH_K + column] = values[1];
        slabK[(depth + 2u) * PITCH_K + column] = values[2];
        slabK[(depth + 3u) * PITCH_K + column] = values[3];
      }
      workgroupBarrier();
      for (var depth = 0u; depth < CHUNK; depth++) {
        let rows = slabQ[depth * PITCH_Q + local.y];
        let columns = slabK[depth * PITCH_K + local.x];
        s0 = fma(vec4<f32>(rows.x), columns, s0);
        s1 = fma(vec4<f32>(rows.y), columns, s1);
        s2 = fma(vec4<f32>(rows.z), columns, s2);
        s3 = fma(vec4<f32>(rows.w), columns, s3);
      }
      workgroupBarrier();
    }

    let keys = vec4<u32>(firstKey + local.x * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
    let last = vec4<u32>(shape.reach) + (vec4<u32>(query) + vec4<u32>(0u, 1u, 2u, 3u)) * shape.stride;
    s0 = select(vec4<f32>(LOWEST), s0 * scale, keys <= vec4<u32>(last.x));
    s1 = select(vec4<f32>(LOWEST), s1 * scale, keys <= vec4<u32>(last.y));
    s2 = select(vec4<f32>(LOWEST), s2 * scale, keys <= vec4<u32>(last.z));
    s3 = select(vec4<f32>(LOWEST), s3 * scale, keys <= vec4<u32>(last.w));
    rowParts[index] = vec4<f32>(largest(s0), largest(s1), largest(s2), largest(s3));
    workgroupBarrier();
    var highest = maximum;
    for (var column = 0u; column < COLUMNS; column++) { highest = max(highest, rowParts[local.y * COLUMNS + column]); }
    let correction = exp(maximum - highest);
    maximum = highest;
    let w0 = select(vec4<f32>(), exp(s0 - highest.x), keys <= vec4<u32>(last.x));
    let w1 = select(vec4<f32>(), exp(s1 - highest.y), keys <= vec4<u32>(last.y));
    let w2 = select(vec4<f32>(), exp(s2 - highest.z), keys <= vec4<u32>(last.z));
    let w3 = select(vec4<f32>(), exp(s3 - highest.w), keys <= vec4<u32>(last.w));
    sum = fma(sum, correction, vec4<f32>(total(w0), total(w1), total(w2), total(w3)));
    let byKey = transpose(mat4x4<f32>(w0, w1, w2, w3));
    for (var column = 0u; column < 4u; column++) { weights[(local.x * 4u + column) * PITCH_Q + local.y] = byKey[column]; }
    workgroupBarrier();

    o0 = scaleRows(o0, correction);
    o1 = scaleRows(o1, correction);
    if (HEAD_DIM_MAX > 64u) { o2 = scaleRows(o2, correction); }
    if (HEAD_DIM_MAX > 96u) { o3 = scaleRows(o3, correction); }
    if (HEAD_DIM_MAX > 128u) {
      o4 = scaleRows(o4, correction);
      o5 = scaleRows(o5, correction);
      o6 = scaleRows(o6, correction);
      o7 = scaleRows(o7, correction);
    }
    let keyCount = min(KEY_TILE, seen - firstKey);
    // Of this tile's keys, those that all four rows see, and those that the last of them sees: at most three more.
    let commonCount = min(keyCount, max(last.x + 1u, firstKey) - firstKey);
    let seenCount = min(keyCount, max(last.w + 1u, firstKey) - firstKey);
    var at = (firstKey * shape.kvHeads + kvHead) * pitch;
    for (var key = 0u; key < commonCount; key++) {
      let weight = weights[key * PITCH_Q + local.y];
      o0 = accumulate(o0, weight, vec4<f32>(v[at + quad0]));
      o1 = accumulate(o1, weight, vec4<f32>(v[at + quad1]));
      if (HEAD_DIM_MAX > 64u) { o2 = accumulate(o2, weight, vec4<f32>(v[at + quad2])); }
      if (HEAD_DIM_MAX > 96u) { o3 = accumulate(o3, weight, vec4<f32>(v[at + quad3])); }
      if (HEAD_DIM_MAX > 128u) {
        o4 = accumulate(o4, weight, vec4<f32>(v[at + quad4]));
        o5 = accumulate(o5, weight, vec4<f32>(v[at + quad5]));
        o6 = accumulate(o6, weight, vec4<f32>(v[at + quad6]));
        o7 = accumulate(o7, weight, vec4<f32>(v[at + quad7]));
      }
      at += shape.kvHeads * pitch;
    }
    for (var key = commonCount; key < seenCount; key++) {
      let weight = weights[key * PITCH_Q + local.y];
      let isSeen = vec4<u32>(firstKey + key) <= last;
      o0 = accumulateSeen(o0, weight, vec4<f32>(v[at + quad0]), isSeen);
      o1 = accumulateSeen(o1, weight, vec4<f32>(v[at + quad1]), isSeen);
      if (HEAD_DIM_MAX > 64u) { o2 = accumulateSeen(o2, weight, vec4<f32>(v[at + quad2]), isSeen); }
      if (HEAD_DIM_MAX > 96u) { o3 = accumulateSeen(o3, weight, vec4<f32>(v[at + quad3]), isSeen); }
      if (HEAD_DIM_MAX > 128u) {
        o4 = accumulateSeen(o4, weight, vec4<f32>(v[at + quad4]), isSeen);
        o5 = accumulateSeen(o5, weight, vec4<f32>(v[at + quad5]), isSeen);
        o6 = accumulateSeen(o6, weight, vec4<f32>(v[at + quad6]), isSeen);
        o7 = accumulateSeen(o7, weight, vec4<f32>(v[at + quad7]), isSeen);
      }
      at += shape.kvHeads * pitch;
    }
  }

  rowParts[index] = sum;
  workgroupBarrier();
  var whole = vec4<f32>();
  for (var column = 0u; column < COLUMNS; column++) { whole += rowParts[local.y * COLUMNS + column]; }
  let share = vec4<f32>(1.0) / whole;
  storeRows(query, head, local.x, scaleRows(o0, share));
  storeRows(query, head, local.x + 8u, scaleRows(o1, share));
  if (HEAD_DIM_MAX > 64u) { storeRows(query, head, local.x + 16u, scaleRows(o2, share)); }
  if (HEAD_DIM_MAX > 96u) { storeRows(query, head, local.x + 24u, scaleRows(o3, share)); }
  if (HEAD_DIM_MAX > 128u) {
    storeRows(query, head, local.x + 32u, scaleRows(o4, share));
    storeRows(query, head, local.x + 40u, scaleRows(o5, share));
    storeRows(query, head, local.x + 48u, scaleRows(o6, share));
    storeRows(query, head, local.x + 56u, scaleRows(o7, share));
  }
}
