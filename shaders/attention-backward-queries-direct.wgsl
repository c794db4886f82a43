// dq[queries, heads, headDim] = Σ_j p(do·v − D)·k/√headDim with p = exp(q·k/√headDim − L): an invocation takes one query of
// one head and walks the keys four at a time, without workgroup memory or barriers.
// Work 6·headDim FLOP a pair; reads K and V once per query, from cache, one address for a whole workgroup; in f32.
// Edges: any number of queries and keys; headDim must be a multiple of 4 and at most HEAD_DIM_MAX.
// Source: Dao et al., 2022, FlashAttention, algorithm 4, its sum over keys; no code taken over.

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
/// [queries, heads, headDim]
@group(0) @binding(6) var<storage, read_write> gradient: array<vec4<Element>>;

fn total(values: vec4<f32>) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let head = group.y;
  let query = group.x * INVOCATIONS + index;
  if (query >= shape.queries) { return; }
  let pitch = shape.headDim / 4u;
  let step = shape.kvHeads * pitch;
  let start = head * shape.kvHeads / shape.heads * pitch;
  let scale = inverseSqrt(f32(shape.headDim));
  let pair = query * shape.heads + head;
  let logarithm = f32(statistics[pair]);
  let along = f32(statistics[shape.queries * shape.heads + pair]);
  let last = shape.reach + query * shape.stride;

  var own: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var ownPull: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var sums: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  for (var quad = 0u; quad < pitch; quad++) {
    own[quad] = vec4<f32>(q[pair * pitch + quad]);
    ownPull[quad] = vec4<f32>(pull[pair * pitch + quad]);
  }
  for (var key = 0u; key <= last; key += 4u) {
    let at0 = start + key * step;
    let at1 = start + min(key + 1u, last) * step;
    let at2 = start + min(key + 2u, last) * step;
    let at3 = start + min(key + 3u, last) * step;
    var s0 = vec4<f32>(); var s1 = vec4<f32>(); var s2 = vec4<f32>(); var s3 = vec4<f32>();
    var d0 = vec4<f32>(); var d1 = vec4<f32>(); var d2 = vec4<f32>(); var d3 = vec4<f32>();
    for (var quad = 0u; quad < pitch; quad++) {
      let part = own[quad];
      let partPull = ownPull[quad];
      s0 = fma(part, vec4<f32>(k[at0 + quad]), s0); d0 = fma(partPull, vec4<f32>(v[at0 + quad]), d0);
      s1 = fma(part, vec4<f32>(k[at1 + quad]), s1); d1 = fma(partPull, vec4<f32>(v[at1 + quad]), d1);
      s2 = fma(part, vec4<f32>(k[at2 + quad]), s2); d2 = fma(partPull, vec4<f32>(v[at2 + quad]), d2);
      s3 = fma(part, vec4<f32>(k[at3 + quad]), s3); d3 = fma(partPull, vec4<f32>(v[at3 + quad]), d3);
    }
    let weights = exp(vec4<f32>(total(s0), total(s1), total(s2), total(s3)) * scale - logarithm);
    let products = vec4<f32>(total(d0), total(d1), total(d2), total(d3));
    let isSeen = vec4<u32>(key) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(last);
    let slopes = select(vec4<f32>(), weights * (products - along), isSeen);
    for (var quad = 0u; quad < pitch; quad++) {
      let low = fma(vec4<f32>(slopes.y), vec4<f32>(k[at1 + quad]), fma(vec4<f32>(slopes.x), vec4<f32>(k[at0 + quad]), sums[quad]));
      sums[quad] = fma(vec4<f32>(slopes.w), vec4<f32>(k[at3 + quad]), fma(vec4<f32>(slopes.z), vec4<f32>(k[at2 + quad]), low));
    }
  }
  for (var quad = 0u; quad < pitch; quad++) {
    gradient[pair * pitch + quad] = vec4<Element>(sums[quad] * scale);
  }
}
