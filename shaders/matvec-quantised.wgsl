// Y[m,n] = X[m,k]·Wᵀ for weights W[n,k] of 4 or 8 bits with a scale and a zero point per group along k: a workgroup
// computes 4 columns for TOKENS rows of X, its invocations walking k side by side, 128 bits of weights at a time.
// Work 2·m·n·k FLOP; reads W once per TOKENS rows (the bound of decode), X n/4 times from cache; f32 accumulation.
// Σ x·s·(q − z) is taken as s·(Σ x·q − z·Σ x) over the weights of one load, which lie in one group.
// Edges: any m, n ≥ 1, surplus columns and rows repeat the last ones and are not stored; k is a multiple of the group.

alias Element = f32;
/// 4 or 8.
const BITS: u32 = 4;
/// Along k; a power of two.
const INVOCATIONS: u32 = 64;
const TOKENS: u32 = 1;

/// Weights of one load.
const LOAD: u32 = 128 / BITS;
/// vec4s of weights in one word.
const QUADS: u32 = 8 / BITS;
const MASK: u32 = (1 << BITS) - 1;

struct Shape { m: u32, n: u32, k: u32, groupSize: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [n, k·BITS/128]; a word's first weight is in its lowest bits
@group(0) @binding(1) var<storage, read> w: array<vec4<u32>>;
/// [n, k/groupSize]: scale and zero point
@group(0) @binding(2) var<storage, read> groups: array<vec2<Element>>;
/// [m,k]
@group(0) @binding(3) var<storage, read> x: array<vec4<Element>>;
/// [m,n]
@group(0) @binding(4) var<storage, read_write> y: array<Element>;

/// [token, invocation]: lane c holds the invocation's part of column c.
var<workgroup> parts: array<vec4<f32>, TOKENS * INVOCATIONS>;

/// Four weights of a word, as whole numbers.
fn unpack(word: u32, quad: u32) -> vec4<f32> {
  return vec4<f32>((vec4<u32>(word >> (quad * 4u * BITS % 32u)) >> (vec4<u32>(0u, 1u, 2u, 3u) * BITS)) & vec4<u32>(MASK));
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groupCount: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let column = (group.y * groupCount.x + group.x) * 4u;
  let token = group.z * TOKENS;
  let loads = shape.k / LOAD;
  let columns = min(vec4<u32>(column) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(shape.n - 1u));
  let starts = columns * loads;
  let groupStarts = columns * (shape.k / shape.groupSize);
  var sums: array<vec4<f32>, TOKENS>;
  for (var at = index; at < loads; at += INVOCATIONS) {
    let load0 = w[starts.x + at];
    let load1 = w[starts.y + at];
    let load2 = w[starts.z + at];
    let load3 = w[starts.w + at];
    let ofGroup = groupStarts + at * LOAD / shape.groupSize;
    let pair0 = vec2<f32>(groups[ofGroup.x]);
    let pair1 = vec2<f32>(groups[ofGroup.y]);
    let pair2 = vec2<f32>(groups[ofGroup.z]);
    let pair3 = vec2<f32>(groups[ofGroup.w]);
    let scales = vec4<f32>(pair0.x, pair1.x, pair2.x, pair3.x);
    let zeros = vec4<f32>(pair0.y, pair1.y, pair2.y, pair3.y);
    // Zeros are written out: without an initialiser SwiftShader kept what the last round had left.
    var dots = array<vec4<f32>, TOKENS>();
    var totals = array<f32, TOKENS>();
    for (var word = 0u; word < 4u; word++) {
      for (var quad = 0u; quad < QUADS; quad++) {
        let q0 = unpack(load0[word], quad);
        let q1 = unpack(load1[word], quad);
        let q2 = unpack(load2[word], quad);
        let q3 = unpack(load3[word], quad);
        for (var t = 0u; t < TOKENS; t++) {
          let v = vec4<f32>(x[(min(token + t, shape.m - 1u) * shape.k + at * LOAD) / 4u + word * QUADS + quad]);
          dots[t] += vec4<f32>(dot(q0, v), dot(q1, v), dot(q2, v), dot(q3, v));
          totals[t] += (v.x + v.y) + (v.z + v.w);
        }
      }
    }
    for (var t = 0u; t < TOKENS; t++) { sums[t] = fma(scales, fma(-zeros, vec4<f32>(totals[t]), dots[t]), sums[t]); }
  }
  for (var t = 0u; t < TOKENS; t++) { parts[t * INVOCATIONS + index] = sums[t]; }
  for (var half = INVOCATIONS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      for (var t = 0u; t < TOKENS; t++) { parts[t * INVOCATIONS + index] += parts[t * INVOCATIONS + index + half]; }
    }
  }
  workgroupBarrier();
  if (index >= 4u || column + index >= shape.n) { return; }
  for (var t = 0u; t < TOKENS; t++) {
    if (token + t < shape.m) { y[(token + t) * shape.n + column + index] = Element(parts[t * INVOCATIONS][index]); }
  }
}
