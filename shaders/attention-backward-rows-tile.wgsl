// Row statistics of attention's gradient, [2, queries, heads]: L = log Σ_j exp(s_ij) over the keys that the query sees, and
// D = Σ do∘o. A workgroup takes 32 queries of one head and walks the keys in tiles of 32; an invocation holds 4 × 4 scores.
// Work 2·headDim FLOP a pair; reads K once per 32 queries; scores never leave the workgroup. Computed in f32.
// Edges: any number of queries and keys; tiles that the mask hides entirely are skipped; headDim must be a multiple of 4.
// Source: Dao et al., 2022, FlashAttention, algorithm 4 (what it saves and recomputes); no code taken over.

alias Element = f32;
/// Head dimensions staged at a time.
const CHUNK: u32 = 16;

const TILE: u32 = 32;
const COLUMNS: u32 = TILE / 4;
const INVOCATIONS: u32 = COLUMNS * COLUMNS;
/// vec4 columns, one more than needed so that transposing writes fall into different banks.
const PITCH: u32 = COLUMNS + 1;
const BLOCKS: u32 = TILE * CHUNK / 16;
/// Below any score, and finite: implementations may assume that infinities do not occur.
const LOWEST: f32 = -1e30;

/// Query i sees the keys 0 … reach + i·stride: stride is 1 with a causal mask, 0 without one (reach is then keys − 1).
struct Shape { queries: u32, keys: u32, reach: u32, stride: u32, heads: u32, kvHeads: u32, headDim: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [queries, heads, headDim]
@group(0) @binding(1) var<storage, read> q: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(2) var<storage, read> k: array<vec4<Element>>;
/// [queries, heads, headDim]
@group(0) @binding(3) var<storage, read> o: array<vec4<Element>>;
/// [queries, heads, headDim]
@group(0) @binding(4) var<storage, read> pull: array<vec4<Element>>;
/// [2, queries, heads]
@group(0) @binding(5) var<storage, read_write> statistics: array<Element>;

/// Q and K, each [CHUNK, TILE].
var<workgroup> slabs: array<vec4<f32>, 2 * CHUNK * PITCH>;
/// What each invocation knows of its four rows, for the maximum and the sum over a row.
var<workgroup> rowParts: array<vec4<f32>, INVOCATIONS>;
/// The largest score of each row.
var<workgroup> highestOf: array<vec4<f32>, COLUMNS>;

fn largest(values: vec4<f32>) -> f32 {
  return max(max(values.x, values.y), max(values.z, values.w));
}

fn total(values: vec4<f32>) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

/// Column i holds four dimensions of row first + i of Q or K; zero beyond headDim, and the last row repeated beyond it.
fn block(isKey: bool, first: u32, head: u32, kvHead: u32, dim: u32) -> mat4x4<f32> {
  if (dim >= shape.headDim) { return mat4x4<f32>(); }
  let rows = vec4<u32>(first) + vec4<u32>(0u, 1u, 2u, 3u);
  if (isKey) {
    let at = ((min(rows, vec4<u32>(shape.keys - 1u)) * shape.kvHeads + kvHead) * shape.headDim + dim) / 4u;
    return mat4x4<f32>(vec4<f32>(k[at.x]), vec4<f32>(k[at.y]), vec4<f32>(k[at.z]), vec4<f32>(k[at.w]));
  }
  let at = ((min(rows, vec4<u32>(shape.queries - 1u)) * shape.heads + head) * shape.headDim + dim) / 4u;
  return mat4x4<f32>(vec4<f32>(q[at.x]), vec4<f32>(q[at.y]), vec4<f32>(q[at.z]), vec4<f32>(q[at.w]));
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
  var maximum = vec4<f32>(LOWEST);
  var sum = vec4<f32>();

  for (var firstKey = 0u; firstKey < seen; firstKey += TILE) {
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var dim = 0u; dim < shape.headDim; dim += CHUNK) {
      for (var item = index; item < 2u * BLOCKS; item += INVOCATIONS) {
        let isKey = item >= BLOCKS;
        let row = item % BLOCKS / (CHUNK / 4u);
        let depth = item % (CHUNK / 4u) * 4u;
        let values = transpose(block(isKey, select(firstQuery, firstKey, isKey) + row * 4u, head, kvHead, dim + depth));
        let at = (select(0u, CHUNK, isKey) + depth) * PITCH + row;
        slabs[at] = values[0];
        slabs[at + PITCH] = values[1];
        slabs[at + 2u * PITCH] = values[2];
        slabs[at + 3u * PITCH] = values[3];
      }
      workgroupBarrier();
      for (var depth = 0u; depth < CHUNK; depth++) {
        let rows = slabs[depth * PITCH + local.y];
        let columns = slabs[(CHUNK + depth) * PITCH + local.x];
        s0 = fma(vec4<f32>(rows.x), columns, s0);
        s1 = fma(vec4<f32>(rows.y), columns, s1);
        s2 = fma(vec4<f32>(rows.z), columns, s2);
        s3 = fma(vec4<f32>(rows.w), columns, s3);
      }
      workgroupBarrier();
    }

    let keys = vec4<u32>(firstKey + local.x * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
    s0 = select(vec4<f32>(LOWEST), s0 * scale, keys <= vec4<u32>(last.x));
    s1 = select(vec4<f32>(LOWEST), s1 * scale, keys <= vec4<u32>(last.y));
    s2 = select(vec4<f32>(LOWEST), s2 * scale, keys <= vec4<u32>(last.z));
    s3 = select(vec4<f32>(LOWEST), s3 * scale, keys <= vec4<u32>(last.w));
    rowParts[index] = vec4<f32>(largest(s0), largest(s1), largest(s2), largest(s3));
    workgroupBarrier();
    var highest = maximum;
    for (var column = 0u; column < COLUMNS; column++) { highest = max(highest, rowParts[local.y * COLUMNS + column]); }
    let weights = vec4<f32>(
      total(select(vec4<f32>(), exp(s0 - highest.x), keys <= vec4<u32>(last.x))),
      total(select(vec4<f32>(), exp(s1 - highest.y), keys <= vec4<u32>(last.y))),
      total(select(vec4<f32>(), exp(s2 - highest.z), keys <= vec4<u32>(last.z))),
      total(select(vec4<f32>(), exp(s3 - highest.w), keys <= vec4<u32>(last.w))),
    );
    sum = fma(sum, exp(maximum - highest), weights);
    maximum = highest;
  }

  workgroupBarrier();
  rowParts[index] = sum;
  if (local.x == 0u) { highestOf[local.y] = maximum; }
  workgroupBarrier();
  // Each of the first 32 invocations ends one row.
  if (index >= TILE || firstQuery + index >= shape.queries) { return; }
  var whole = 0.0;
  for (var column = 0u; column < COLUMNS; column++) { whole += rowParts[index / 4u * COLUMNS + column][index % 4u]; }
  let pair = (firstQuery + index) * shape.heads + head;
  var along = vec4<f32>();
  for (var quad = 0u; quad < pitch; quad++) {
    along = fma(vec4<f32>(o[pair * pitch + quad]), vec4<f32>(pull[pair * pitch + quad]), along);
  }
  statistics[pair] = Element(highestOf[index / 4u][index % 4u] + log(whole));
  statistics[shape.queries * shape.heads + pair] = Element(total(along));
}
