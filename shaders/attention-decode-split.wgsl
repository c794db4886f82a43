// What SPAN keys add to O[heads, headDim] = softmax(q·Kᵀ/√headDim)·V of one query: a workgroup takes one head and one split of
// the keys, SPAN of them, so that a single head keeps many workgroups busy; attention-decode-merge.wgsl adds the splits up.
// Within a split as in attention-decode.wgsl: tiles of INVOCATIONS keys, four invocations to a key's score, V by key and quad.
// Work 4·headDim FLOP a key and head; reads K and V once per head, writes headDim + 4 elements a split and head; f32.
// Edges: any number of keys; headDim must be a multiple of 4 and at most 256. Uses no subgroups.
// Source: Milakov & Gimelshein 2018 (online softmax), Dao et al. 2023 (splitting the keys); no code taken over.

alias Element = f32;
/// A multiple of 32.
const INVOCATIONS: u32 = 128;
/// Keys of a split: a multiple of INVOCATIONS.
const SPAN: u32 = 256;

/// Invocations that share the score of one key.
const SHARERS: u32 = 4;
/// Parts in which the maximum of a tile is taken.
const PARTS: u32 = 16;
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
/// [heads, splits, headDim / 4 + 1]: the outputs, not yet divided; then the maximum and the sum of the weights
@group(0) @binding(4) var<storage, read_write> parts: array<vec4<f32>>;

/// [headDim / 4]
var<workgroup> query: array<vec4<f32>, 64>;
/// [key, sharer]
var<workgroup> dots: array<f32, INVOCATIONS * SHARERS>;
/// One number an invocation: scores, and at the end the sums.
var<workgroup> scores: array<f32, INVOCATIONS>;
var<workgroup> weights: array<f32, INVOCATIONS>;
var<workgroup> maxima: array<f32, PARTS>;
/// [split, headDim / 4]
var<workgroup> outputs: array<vec4<f32>, INVOCATIONS>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let head = group.y;
  let end = min((group.x + 1u) * SPAN, shape.keys);
  let pitch = shape.headDim / 4u;
  let step = shape.kvHeads * pitch;
  let start = head * shape.kvHeads / shape.heads * pitch;
  let scale = inverseSqrt(f32(shape.headDim));
  // For V, the invocations stand side by side along a key's quads, `splits` keys at a time.
  let splits = INVOCATIONS / pitch;
  let split = index / pitch;
  let quad = index % pitch;
  for (var at = index; at < pitch; at += INVOCATIONS) { query[at] = vec4<f32>(q[head * pitch + at]); }
  workgroupBarrier();

  var maximum = LOWEST;
  var sum = 0.0;
  var output = vec4<f32>();
  for (var firstKey = group.x * SPAN; firstKey < end; firstKey += INVOCATIONS) {
    let sharer = index % SHARERS;
    for (var local = index / SHARERS; local < INVOCATIONS; local += INVOCATIONS / SHARERS) {
      let at = start + min(firstKey + local, shape.keys - 1u) * step;
      var dot = vec4<f32>();
      for (var part = sharer; part < pitch; part += SHARERS) {
        dot = fma(query[part], vec4<f32>(k[at + part]), dot);
      }
      dots[local * SHARERS + sharer] = (dot.x + dot.y) + (dot.z + dot.w);
    }
    workgroupBarrier();
    let own = index * SHARERS;
    let isKey = firstKey + index < end;
    let score = select(LOWEST, ((dots[own] + dots[own + 1u]) + (dots[own + 2u] + dots[own + 3u])) * scale, isKey);
    scores[index] = score;
    workgroupBarrier();
    if (index < PARTS) {
      var most = LOWEST;
      for (var at = index; at < INVOCATIONS; at += PARTS) { most = max(most, scores[at]); }
      maxima[index] = most;
    }
    workgroupBarrier();
    var highest = maximum;
    for (var part = 0u; part < PARTS; part++) { highest = max(highest, maxima[part]); }
    let correction = exp(maximum - highest);
    maximum = highest;
    let weight = select(0.0, exp(score - highest), isKey);
    sum = fma(sum, correction, weight);
    weights[index] = weight;
    workgroupBarrier();
    output *= correction;
    if (split < splits) {
      let keyCount = min(INVOCATIONS, end - firstKey);
      for (var key = split; key < keyCount; key += splits) {
        output = fma(vec4<f32>(weights[key]), vec4<f32>(v[start + (firstKey + key) * step + quad]), output);
      }
    }
  }

  scores[index] = sum;
  outputs[index] = output;
  for (var half = INVOCATIONS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) { scores[index] += scores[index + half]; }
  }
  workgroupBarrier();
  if (index >= pitch) { return; }
  for (var other = 1u; other < splits; other++) { output += outputs[other * pitch + index]; }
  let own = (head * groups.x + group.x) * (pitch + 1u);
  parts[own + index] = output;
  if (index == 0u) { parts[own + pitch] = vec4<f32>(maximum, scores[0], 0.0, 0.0); }
}
