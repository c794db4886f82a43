// O[heads, headDim] = softmax(q·Kᵀ/√headDim)·V for one query against a KV cache: a workgroup takes one head, each of its
// few invocations every fourth key with an online softmax of its own; one barrier at the end merges them.
// For software adapters, where barriers cost most. Work 4·headDim FLOP a key and head; reads K and V once per head; f32.
// Edges: any number of keys; headDim must be a multiple of 4 and at most HEAD_DIM_MAX.
// Source: Milakov & Gimelshein 2018 (online softmax), Dao et al. 2023 (splitting the keys); no code taken over.

alias Element = f32;
const HEAD_DIM_MAX: u32 = 256;
const INVOCATIONS: u32 = 4;

/// Keys that an invocation takes in before it rescales.
const BLOCK: u32 = 4;
/// Below any score, and finite: implementations may assume that infinities do not occur.
const LOWEST: f32 = -1e30;

struct Shape { keys: u32, heads: u32, kvHeads: u32, headDim: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [heads, headDim]
@group(0) @binding(1) var<storage, read> q: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(2) var<storage, read> k: array<vec4<Element>>;
/// [keys, kvHeads, headDim]
@group(0) @binding(3) var<storage, read> v: array<vec4<Element>>;
/// [heads, headDim]
@group(0) @binding(4) var<storage, read_write> o: array<vec4<Element>>;

/// Each invocation's maximum, sum and [headDim / 4] outputs.
var<workgroup> maxima: array<f32, INVOCATIONS>;
var<workgroup> sums: array<f32, INVOCATIONS>;
var<workgroup> outputs: array<vec4<f32>, INVOCATIONS * HEAD_DIM_MAX / 4>;

fn total(values: vec4<f32>) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let head = group.x;
  let pitch = shape.headDim / 4u;
  let step = shape.kvHeads * pitch;
  let start = head * shape.kvHeads / shape.heads * pitch;
  let scale = inverseSqrt(f32(shape.headDim));
  let lastKey = shape.keys - 1u;
  var output: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var maximum = LOWEST;
  var sum = 0.0;

  for (var firstKey = 0u; firstKey < shape.keys; firstKey += INVOCATIONS * BLOCK) {
    // Neighbouring invocations take neighbouring keys.
    let keys = vec4<u32>(firstKey + index) + vec4<u32>(0u, 1u, 2u, 3u) * INVOCATIONS;
    let at = start + min(keys, vec4<u32>(lastKey)) * step;
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var quad = 0u; quad < pitch; quad++) {
      let part = vec4<f32>(q[head * pitch + quad]);
      s0 = fma(part, vec4<f32>(k[at.x + quad]), s0);
      s1 = fma(part, vec4<f32>(k[at.y + quad]), s1);
      s2 = fma(part, vec4<f32>(k[at.z + quad]), s2);
      s3 = fma(part, vec4<f32>(k[at.w + quad]), s3);
    }
    let isKey = keys <= vec4<u32>(lastKey);
    let scores = select(vec4<f32>(LOWEST), vec4<f32>(total(s0), total(s1), total(s2), total(s3)) * scale, isKey);
    let highest = max(maximum, max(max(scores.x, scores.y), max(scores.z, scores.w)));
    let correction = exp(maximum - highest);
    let weights = select(vec4<f32>(), exp(scores - highest), isKey);
    maximum = highest;
    sum = fma(sum, correction, total(weights));
    for (var quad = 0u; quad < pitch; quad++) {
      let low = fma(vec4<f32>(weights.x), vec4<f32>(v[at.x + quad]), output[quad] * correction);
      let high = fma(vec4<f32>(weights.z), vec4<f32>(v[at.z + quad]), fma(vec4<f32>(weights.y), vec4<f32>(v[at.y + quad]), low));
      output[quad] = fma(vec4<f32>(weights.w), vec4<f32>(v[at.w + quad]), high);
    }
  }

  maxima[index] = maximum;
  sums[index] = sum;
  for (var quad = 0u; quad < pitch; quad++) { outputs[index * pitch + quad] = output[quad]; }
  workgroupBarrier();
  var highest = LOWEST;
  for (var other = 0u; other < INVOCATIONS; other++) { highest = max(highest, maxima[other]); }
  var whole = 0.0;
  for (var other = 0u; other < INVOCATIONS; other++) { whole = fma(sums[other], exp(maxima[other] - highest), whole); }
  for (var quad = index; quad < pitch; quad += INVOCATIONS) {
    var merged = vec4<f32>();
    for (var other = 0u; other < INVOCATIONS; other++) {
      merged = fma(outputs[other * pitch + quad], vec4<f32>(exp(maxima[other] - highest)), merged);
    }
    o[head * pitch + quad] = vec4<Element>(merged / whole);
  }
}
