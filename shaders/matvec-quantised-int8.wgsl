// Y[m,n] = X[m,k]·Wᵀ for weights W[n,k] of 4 or 8 bits and activations X of 8, each with scales of a group along k: a
// workgroup computes 4 columns for TOKENS rows of X, its invocations walking k side by side, 128 bits of weights at a time.
// Four products of whole numbers are added up after unpacking, for devices without an instruction of packed bytes.
// Work 2·m·n·k; reads W once per TOKENS rows (the bound of decode), X n/4 times from cache; whole numbers are added
// exactly in i32 over one load, which lies in one group, and in f32 from there on.
// Σ (x/128)·s·q·(w − z) over the weights of one load is x/128·s·(Σ q·w − z·Σ q), x and s the scales of X and W.
// Edges: any m, n ≥ 1, surplus columns and rows repeat the last ones and are not stored; k is a multiple of the group.

alias Element = f32;
/// Of a weight: 4 or 8.
const BITS: u32 = 4;
/// Along k; a power of two.
const INVOCATIONS: u32 = 64;
const TOKENS: u32 = 1;

/// Weights of one load, and the vec4s of words that as many elements of X fill.
const LOAD: u32 = 128 / BITS;
const QUADS: u32 = LOAD / 16;

struct Shape { m: u32, n: u32, k: u32, groupSize: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [m, k/16]: four signed bytes a word; for weights of 4 bits by turns the even and the odd ones of eight elements
@group(0) @binding(1) var<storage, read> x: array<vec4<u32>>;
/// [m, k/groupSize]: 128 times the scale
@group(0) @binding(2) var<storage, read> ranges: array<Element>;
/// [n, k/groupSize]: scale and zero point
@group(0) @binding(3) var<storage, read> groups: array<vec2<Element>>;
/// [n, k·BITS/128]; a word's first weight is in its lowest bits
@group(0) @binding(4) var<storage, read> w: array<vec4<u32>>;
/// [m,n]
@group(0) @binding(5) var<storage, read_write> y: array<Element>;

/// [token, invocation]: lane c holds the invocation's part of column c.
var<workgroup> parts: array<vec4<f32>, TOKENS * INVOCATIONS>;

/// The four signed bytes of a word, lowest first.
fn bytesOf(word: u32) -> vec4<i32> {
  return (vec4<i32>(bitcast<i32>(word)) << vec4<u32>(24u, 16u, 8u, 0u)) >> vec4<u32>(24u);
}

fn dot4(a: u32, b: u32) -> i32 { return dot(bytesOf(a), bytesOf(b)); }

fn dot16(a: vec4<u32>, b: vec4<u32>) -> i32 {
  return dot4(a.x, b.x) + dot4(a.y, b.y) + dot4(a.z, b.z) + dot4(a.w, b.w);
}

/// Σ q·w over one load of weights and its elements of X, whose sum is `total`; `high` is of weights of 4 bits alone.
fn dotOf(weights: vec4<u32>, low: vec4<u32>, high: vec4<u32>, total: i32) -> i32 {
  if (BITS == 8) {
    // A byte less 128 is the same byte with its highest bit turned, read as signed.
    return dot16(weights ^ vec4<u32>(0x80808080u), low) + 128 * total;
  }
  let even = weights & vec4<u32>(0x0f0f0f0fu);
  let odd = (weights >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu);
  return dot16(vec4<u32>(even.x, odd.x, even.y, odd.y), low) + dot16(vec4<u32>(even.z, odd.z, even.w, odd.w), high);
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
  let groupCountOfRow = shape.k / shape.groupSize;
  let groupStarts = columns * groupCountOfRow;
  var sums = array<vec4<f32>, TOKENS>();
  for (var at = index; at < loads; at += INVOCATIONS) {
    let load0 = w[starts.x + at];
    let load1 = w[starts.y + at];
    let load2 = w[starts.z + at];
    let load3 = w[starts.w + at];
    let groupOfRow = at * LOAD / shape.groupSize;
    let ofGroup = groupStarts + groupOfRow;
    let pair0 = vec2<f32>(groups[ofGroup.x]);
    let pair1 = vec2<f32>(groups[ofGroup.y]);
    let pair2 = vec2<f32>(groups[ofGroup.z]);
    let pair3 = vec2<f32>(groups[ofGroup.w]);
    let scales = vec4<f32>(pair0.x, pair1.x, pair2.x, pair3.x);
    let zeros = vec4<f32>(pair0.y, pair1.y, pair2.y, pair3.y);
    for (var t = 0u; t < TOKENS; t++) {
      let row = min(token + t, shape.m - 1u);
      let first = row * (shape.k / 16u) + at * QUADS;
      let low = x[first];
      let high = x[first + QUADS - 1u];
      var total = dot16(vec4<u32>(0x01010101u), low);
      if (BITS == 4) { total += dot16(vec4<u32>(0x01010101u), high); }
      let dots = vec4<i32>(
        dotOf(load0, low, high, total), dotOf(load1, low, high, total),
        dotOf(load2, low, high, total), dotOf(load3, low, high, total),
      );
      let scale = f32(ranges[row * groupCountOfRow + groupOfRow]) / 128.0;
      sums[t] = fma(scale * scales, fma(-zeros, vec4<f32>(f32(total)), vec4<f32>(dots)), sums[t]);
    }
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
