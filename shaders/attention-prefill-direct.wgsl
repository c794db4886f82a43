// O[queries, heads, headDim] = softmax(Q·Kᵀ/√headDim, causal)·V with an online softmax: an invocation takes one query of
// one head and walks the keys four at a time, without workgroup memory or barriers: for software adapters.
// Work 4·headDim FLOP a pair; reads K and V once per query, from cache, at one address for a whole workgroup; f32.
// Edges: any number of queries and keys; headDim must be a multiple of 4 and at most HEAD_DIM_MAX.
// Source: Milakov & Gimelshein 2018 (online softmax); no code taken over.

alias Element = f32;
const HEAD_DIM_MAX: u32 = 128;
const INVOCATIONS: u32 = 4;

/// Below any score, and finite: implementations may assume that infinities do not occur.
const LOWEST: f32 = -1e30;

struct Shape { queries: u32, keys: u32, queryOffset: u32, heads: u32, kvHeads: u32, headDim: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [queries, heads, headDim]
@group(0) @binding(1) var<storage, read> q: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(2) var<storage, read> k: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(3) var<storage, read> v: array<vec4<Element>>;
/// [queries, heads, headDim]
@group(0) @binding(4) var<storage, read_write> o: array<vec4<Element>>;

fn total(values: vec4<f32>) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let head = group.y;
  let firstQuery = group.x * INVOCATIONS;
  let query = min(firstQuery + index, shape.queries - 1u);
  let pitch = shape.headDim / 4u;
  let step = shape.kvHeads * pitch;
  let start = head * shape.kvHeads / shape.heads * pitch;
  let scale = inverseSqrt(f32(shape.headDim));
  // Every invocation walks the keys that the workgroup's last query sees; its own mask hides the surplus.
  let seen = shape.queryOffset + min(firstQuery + INVOCATIONS, shape.queries);
  let last = shape.queryOffset + query;

  var own: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var sums: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  for (var quad = 0u; quad < pitch; quad++) {
    own[quad] = vec4<f32>(q[(query * shape.heads + head) * pitch + quad]);
  }
  var maximum = LOWEST;
  var sum = 0.0;

  for (var key = 0u; key < seen; key += 4u) {
    let at0 = start + key * step;
    let at1 = start + min(key + 1u, seen - 1u) * step;
    let at2 = start + min(key + 2u, seen - 1u) * step;
    let at3 = start + min(key + 3u, seen - 1u) * step;
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var quad = 0u; quad < pitch; quad++) {
      let part = own[quad];
      s0 = fma(part, vec4<f32>(k[at0 + quad]), s0);
      s1 = fma(part, vec4<f32>(k[at1 + quad]), s1);
      s2 = fma(part, vec4<f32>(k[at2 + quad]), s2);
      s3 = fma(part, vec4<f32>(k[at3 + quad]), s3);
    }
    let isSeen = vec4<u32>(key, key + 1u, key + 2u, key + 3u) <= vec4<u32>(last);
    let scores = select(vec4<f32>(LOWEST), vec4<f32>(total(s0), total(s1), total(s2), total(s3)) * scale, isSeen);
    let highest = max(maximum, max(max(scores.x, scores.y), max(scores.z, scores.w)));
    let correction = exp(maximum - highest);
    let weights = select(vec4<f32>(), exp(scores - highest), isSeen);
    maximum = highest;
    sum = fma(sum, correction, total(weights));
    for (var quad = 0u; quad < pitch; quad++) {
      let low = fma(vec4<f32>(weights.x), vec4<f32>(v[at0 + quad]), sums[quad] * correction);
      let high = fma(vec4<f32>(weights.z), vec4<f32>(v[at2 + quad]), fma(vec4<f32>(weights.y), vec4<f32>(v[at1 + quad]), low));
      sums[quad] = fma(vec4<f32>(weights.w), vec4<f32>(v[at3 + quad]), high);
    }
  }

  if (firstQuery + index >= shape.queries) { return; }
  for (var quad = 0u; quad < pitch; quad++) {
    o[(query * shape.heads + head) * pitch + quad] = vec4<Element>(sums[quad] / sum);
  }
}
