// dk, then dv, [2, keys, kvHeads, headDim]: dk = Σ_i p(do·v − D)·q/√headDim, dv = Σ_i p·do, p = exp(q·k/√headDim − L), over the
// queries that see the key and the query heads of its group: an invocation takes one key of one KV head and walks the
// queries four at a time, in order, without workgroup memory, barriers or atomics: the same bits every time.
// Work 8·headDim FLOP a pair; reads Q and do once per key, from cache, one address for a whole workgroup; in f32.
// Edges: any number of queries and keys; headDim must be a multiple of 4 and at most HEAD_DIM_MAX.
// Source: Dao et al., 2022, FlashAttention, algorithm 4, its sum over queries; no code taken over.

alias Element = f32;
const HEAD_DIM_MAX: u32 = 128;
const INVOCATIONS: u32 = 4;

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

fn total(values: vec4<f32>) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let kvHead = group.y;
  let key = group.x * INVOCATIONS + index;
  if (key >= shape.keys) { return; }
  let pitch = shape.headDim / 4u;
  let step = shape.heads * pitch;
  let size = shape.heads / shape.kvHeads;
  let scale = inverseSqrt(f32(shape.headDim));
  let start = (key * shape.kvHeads + kvHead) * pitch;
  // The first query that sees the key; without a causal mask every one does, and reach is no less than any key.
  let first = key - min(key, shape.reach);

  var own: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var ownValue: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var keySums: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var valueSums: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  for (var quad = 0u; quad < pitch; quad++) {
    own[quad] = vec4<f32>(k[start + quad]);
    ownValue[quad] = vec4<f32>(v[start + quad]);
  }
  for (var head = kvHead * size; head < (kvHead + 1u) * size; head++) {
    for (var query = first; query < shape.queries; query += 4u) {
      let rows = min(vec4<u32>(query) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(shape.queries - 1u)) * shape.heads + head;
      let at = rows * pitch;
      var s0 = vec4<f32>(); var s1 = vec4<f32>(); var s2 = vec4<f32>(); var s3 = vec4<f32>();
      var d0 = vec4<f32>(); var d1 = vec4<f32>(); var d2 = vec4<f32>(); var d3 = vec4<f32>();
      for (var quad = 0u; quad < pitch; quad++) {
        let part = own[quad];
        let partValue = ownValue[quad];
        s0 = fma(part, vec4<f32>(q[at.x + quad]), s0); d0 = fma(partValue, vec4<f32>(pull[at.x + quad]), d0);
        s1 = fma(part, vec4<f32>(q[at.y + quad]), s1); d1 = fma(partValue, vec4<f32>(pull[at.y + quad]), d1);
        s2 = fma(part, vec4<f32>(q[at.z + quad]), s2); d2 = fma(partValue, vec4<f32>(pull[at.z + quad]), d2);
        s3 = fma(part, vec4<f32>(q[at.w + quad]), s3); d3 = fma(partValue, vec4<f32>(pull[at.w + quad]), d3);
      }
      let whole = shape.queries * shape.heads;
      let logarithms = vec4<f32>(f32(statistics[rows.x]), f32(statistics[rows.y]), f32(statistics[rows.z]), f32(statistics[rows.w]));
      let alongs = vec4<f32>(
        f32(statistics[whole + rows.x]), f32(statistics[whole + rows.y]),
        f32(statistics[whole + rows.z]), f32(statistics[whole + rows.w]),
      );
      let isThere = vec4<u32>(query) + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(shape.queries);
      let scores = vec4<f32>(total(s0), total(s1), total(s2), total(s3)) * scale;
      let weights = select(vec4<f32>(), exp(scores - logarithms), isThere);
      let slopes = weights * (vec4<f32>(total(d0), total(d1), total(d2), total(d3)) - alongs);
      for (var quad = 0u; quad < pitch; quad++) {
        let lowKey = fma(vec4<f32>(slopes.y), vec4<f32>(q[at.y + quad]), fma(vec4<f32>(slopes.x), vec4<f32>(q[at.x + quad]), keySums[quad]));
        keySums[quad] = fma(vec4<f32>(slopes.w), vec4<f32>(q[at.w + quad]), fma(vec4<f32>(slopes.z), vec4<f32>(q[at.z + quad]), lowKey));
        let lowValue = fma(vec4<f32>(weights.y), vec4<f32>(pull[at.y + quad]), fma(vec4<f32>(weights.x), vec4<f32>(pull[at.x + quad]), valueSums[quad]));
        valueSums[quad] = fma(vec4<f32>(weights.w), vec4<f32>(pull[at.w + quad]), fma(vec4<f32>(weights.z), vec4<f32>(pull[at.z + quad]), lowValue));
      }
    }
  }
  let values = shape.keys * shape.kvHeads * pitch;
  for (var quad = 0u; quad < pitch; quad++) {
    gradient[start + quad] = vec4<Element>(keySums[quad] * scale);
    gradient[values + start + quad] = vec4<Element>(valueSums[quad]);
  }
}
