// Row statistics of attention's gradient, [2, queries, heads]: L = log Σ_j exp(s_ij) over the keys that the query sees, and
// D = Σ do∘o. An invocation takes one query of one head and walks the keys four at a time, without workgroup memory.
// Work 2·headDim FLOP a pair; reads K once per query, from cache, one address for a whole workgroup; in f32.
// Edges: any number of queries and keys; headDim must be a multiple of 4 and at most HEAD_DIM_MAX.
// Source: Dao et al., 2022, FlashAttention, algorithm 4 (what it saves and recomputes); no code taken over.

alias Element = f32;
const HEAD_DIM_MAX: u32 = 128;
const INVOCATIONS: u32 = 4;

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
  let seen = shape.reach + query * shape.stride + 1u;

  var own: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var along = vec4<f32>();
  for (var quad = 0u; quad < pitch; quad++) {
    own[quad] = vec4<f32>(q[pair * pitch + quad]);
    along = fma(vec4<f32>(o[pair * pitch + quad]), vec4<f32>(pull[pair * pitch + quad]), along);
  }
  var maximum = LOWEST;
  var sum = 0.0;
  for (var key = 0u; key < seen; key += 4u) {
    let at0 = start + key * step;
    let at1 = start + min(key + 1u, seen - 1u) * step;
    let at2 = start + min(key + 2u, seen - 1u) * step;
    let at3 = start + min(key + 3u, seen - 1u) * step;
    var a0 = vec4<f32>(); var a1 = vec4<f32>(); var a2 = vec4<f32>(); var a3 = vec4<f32>();
    for (var quad = 0u; quad < pitch; quad++) {
      let part = own[quad];
      a0 = fma(part, vec4<f32>(k[at0 + quad]), a0);
      a1 = fma(part, vec4<f32>(k[at1 + quad]), a1);
      a2 = fma(part, vec4<f32>(k[at2 + quad]), a2);
      a3 = fma(part, vec4<f32>(k[at3 + quad]), a3);
    }
    let isSeen = vec4<u32>(key) + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(seen);
    let scores = select(vec4<f32>(LOWEST), vec4<f32>(total(a0), total(a1), total(a2), total(a3)) * scale, isSeen);
    let highest = max(maximum, max(max(scores.x, scores.y), max(scores.z, scores.w)));
    let weights = select(vec4<f32>(), exp(scores - highest), isSeen);
    sum = fma(sum, exp(maximum - highest), total(weights));
    maximum = highest;
  }
  statistics[pair] = Element(maximum + log(sum));
  statistics[shape.queries * shape.heads + pair] = Element(total(along));
}
