// O[queries, heads, headDim] = softmax(Q·Kᵀ/√headDim, mask)·V with an online softmax: an invocation takes two queries
// of one head and walks the keys four at a time, without workgroup memory or barriers: for software adapters.
// Work 4·headDim FLOP a pair; reads K and V once per two queries, from cache, one address for a whole workgroup; f32.
// Edges: any number of queries and keys; headDim must be a multiple of 4 and at most HEAD_DIM_MAX.
// Source: Milakov & Gimelshein 2018 (online softmax); no code taken over.

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
/// [keys, kvHeads, headDim]
@group(0) @binding(3) var<storage, read> v: array<vec4<Element>>;
/// [queries, heads, headDim]
@group(0) @binding(4) var<storage, read_write> o: array<vec4<Element>>;

/// What is known of one query so far: the largest score, and the sum of the weights under it.
struct Softmax { maximum: f32, sum: f32 }
/// Four more keys: their weights, and the factor by which everything before shrinks.
struct Step { weights: vec4<f32>, correction: f32, softmax: Softmax }

fn total(values: vec4<f32>) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

fn extend(softmax: Softmax, scores: vec4<f32>) -> Step {
  let maximum = max(softmax.maximum, max(max(scores.x, scores.y), max(scores.z, scores.w)));
  let correction = exp(softmax.maximum - maximum);
  let weights = exp(scores - maximum);
  return Step(weights, correction, Softmax(maximum, fma(softmax.sum, correction, total(weights))));
}

/// The same with the keys that are seen only.
fn extendSeen(softmax: Softmax, scores: vec4<f32>, isSeen: vec4<bool>) -> Step {
  let masked = select(vec4<f32>(LOWEST), scores, isSeen);
  let maximum = max(softmax.maximum, max(max(masked.x, masked.y), max(masked.z, masked.w)));
  let correction = exp(softmax.maximum - maximum);
  let weights = select(vec4<f32>(), exp(masked - maximum), isSeen);
  return Step(weights, correction, Softmax(maximum, fma(softmax.sum, correction, total(weights))));
}

/// sum·correction + Σ weight·value over four keys.
fn weigh(sum: vec4<f32>, step: Step, v0: vec4<f32>, v1: vec4<f32>, v2: vec4<f32>, v3: vec4<f32>) -> vec4<f32> {
  let low = fma(vec4<f32>(step.weights.y), v1, fma(vec4<f32>(step.weights.x), v0, sum * step.correction));
  return fma(vec4<f32>(step.weights.w), v3, fma(vec4<f32>(step.weights.z), v2, low));
}

/// The value where it is seen: a weight of 0 would still make a NaN of one that is not finite.
fn keep(value: vec4<f32>, isSeen: bool) -> vec4<f32> {
  return select(vec4<f32>(), value, isSeen);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let head = group.y;
  let firstQuery = group.x * INVOCATIONS * 2u;
  let query = firstQuery + index * 2u;
  let pitch = shape.headDim / 4u;
  let step = shape.kvHeads * pitch;
  let start = head * shape.kvHeads / shape.heads * pitch;
  let scale = inverseSqrt(f32(shape.headDim));
  // The invocation's two queries, a and b; beyond the last they repeat it and are not stored.
  let queryA = min(query, shape.queries - 1u);
  let queryB = min(query + 1u, shape.queries - 1u);
  let startA = (queryA * shape.heads + head) * pitch;
  let startB = (queryB * shape.heads + head) * pitch;
  let lastA = vec4<u32>(shape.reach + queryA * shape.stride);
  let lastB = vec4<u32>(shape.reach + queryB * shape.stride);
  // Every invocation walks the keys that the workgroup's last query sees; its own masks hide the surplus at the edge.
  let seen = shape.reach + 1u + (min(firstQuery + INVOCATIONS * 2u, shape.queries) - 1u) * shape.stride;

  var ownA: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var ownB: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var sumsA: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  var sumsB: array<vec4<f32>, HEAD_DIM_MAX / 4>;
  for (var quad = 0u; quad < pitch; quad++) {
    ownA[quad] = vec4<f32>(q[startA + quad]);
    ownB[quad] = vec4<f32>(q[startB + quad]);
  }
  var softmaxA = Softmax(LOWEST, 0.0);
  var softmaxB = Softmax(LOWEST, 0.0);

  // The blocks of four keys that all queries of the workgroup see; then, at the mask's edge, those that some see.
  let whole = (shape.reach + firstQuery * shape.stride + 1u) / 4u * 4u;
  for (var key = 0u; key < whole; key += 4u) {
    let at0 = start + key * step;
    let at1 = at0 + step;
    let at2 = at1 + step;
    let at3 = at2 + step;
    var a0 = vec4<f32>(); var a1 = vec4<f32>(); var a2 = vec4<f32>(); var a3 = vec4<f32>();
    var b0 = vec4<f32>(); var b1 = vec4<f32>(); var b2 = vec4<f32>(); var b3 = vec4<f32>();
    for (var quad = 0u; quad < pitch; quad++) {
      let partA = ownA[quad];
      let partB = ownB[quad];
      let k0 = vec4<f32>(k[at0 + quad]);
      let k1 = vec4<f32>(k[at1 + quad]);
      let k2 = vec4<f32>(k[at2 + quad]);
      let k3 = vec4<f32>(k[at3 + quad]);
      a0 = fma(partA, k0, a0); b0 = fma(partB, k0, b0);
      a1 = fma(partA, k1, a1); b1 = fma(partB, k1, b1);
      a2 = fma(partA, k2, a2); b2 = fma(partB, k2, b2);
      a3 = fma(partA, k3, a3); b3 = fma(partB, k3, b3);
    }
    let scoresA = vec4<f32>(total(a0), total(a1), total(a2), total(a3)) * scale;
    let scoresB = vec4<f32>(total(b0), total(b1), total(b2), total(b3)) * scale;
    let stepA = extend(softmaxA, scoresA);
    let stepB = extend(softmaxB, scoresB);
    softmaxA = stepA.softmax;
    softmaxB = stepB.softmax;
    for (var quad = 0u; quad < pitch; quad++) {
      let v0 = vec4<f32>(v[at0 + quad]);
      let v1 = vec4<f32>(v[at1 + quad]);
      let v2 = vec4<f32>(v[at2 + quad]);
      let v3 = vec4<f32>(v[at3 + quad]);
      sumsA[quad] = weigh(sumsA[quad], stepA, v0, v1, v2, v3);
      sumsB[quad] = weigh(sumsB[quad], stepB, v0, v1, v2, v3);
    }
  }
  for (var key = whole; key < seen; key += 4u) {
    let at0 = start + key * step;
    let at1 = start + min(key + 1u, seen - 1u) * step;
    let at2 = start + min(key + 2u, seen - 1u) * step;
    let at3 = start + min(key + 3u, seen - 1u) * step;
    var a0 = vec4<f32>(); var a1 = vec4<f32>(); var a2 = vec4<f32>(); var a3 = vec4<f32>();
    var b0 = vec4<f32>(); var b1 = vec4<f32>(); var b2 = vec4<f32>(); var b3 = vec4<f32>();
    for (var quad = 0u; quad < pitch; quad++) {
      let partA = ownA[quad];
      let partB = ownB[quad];
      let k0 = vec4<f32>(k[at0 + quad]);
      let k1 = vec4<f32>(k[at1 + quad]);
      let k2 = vec4<f32>(k[at2 + quad]);
      let k3 = vec4<f32>(k[at3 + quad]);
      a0 = fma(partA, k0, a0); b0 = fma(partB, k0, b0);
      a1 = fma(partA, k1, a1); b1 = fma(partB, k1, b1);
      a2 = fma(partA, k2, a2); b2 = fma(partB, k2, b2);
      a3 = fma(partA, k3, a3); b3 = fma(partB, k3, b3);
    }
    let scoresA = vec4<f32>(total(a0), total(a1), total(a2), total(a3)) * scale;
    let scoresB = vec4<f32>(total(b0), total(b1), total(b2), total(b3)) * scale;
    let keys = vec4<u32>(key) + vec4<u32>(0u, 1u, 2u, 3u);
    let isSeenA = keys <= lastA;
    let isSeenB = keys <= lastB;
    let stepA = extendSeen(softmaxA, scoresA, isSeenA);
    let stepB = extendSeen(softmaxB, scoresB, isSeenB);
    softmaxA = stepA.softmax;
    softmaxB = stepB.softmax;
    for (var quad = 0u; quad < pitch; quad++) {
      let v0 = vec4<f32>(v[at0 + quad]);
      let v1 = vec4<f32>(v[at1 + quad]);
      let v2 = vec4<f32>(v[at2 + quad]);
      let v3 = vec4<f32>(v[at3 + quad]);
      sumsA[quad] = weigh(sumsA[quad], stepA, keep(v0, isSeenA.x), keep(v1, isSeenA.y), keep(v2, isSeenA.z), keep(v3, isSeenA.w));
      sumsB[quad] = weigh(sumsB[quad], stepB, keep(v0, isSeenB.x), keep(v1, isSeenB.y), keep(v2, isSeenB.z), keep(v3, isSeenB.w));
    }
  }

  for (var quad = 0u; quad < pitch; quad++) {
    if (query < shape.queries) { o[startA + quad] = vec4<Element>(sumsA[quad] / softmaxA.sum); }
    if (query + 1u < shape.queries) { o[startB + quad] = vec4<Element>(sumsB[quad] / softmaxB.sum); }
  }
}
