// loss[r] = log Σ exp(x[r,:]) − x[r,target]: a workgroup takes one row, with an online softmax in every invocation.
// target = targets[r] mod vocabulary. Work about 4 FLOP an element; reads x once. Sums in f32.
// Edges: surplus workgroups return; any vocabulary.
// Source: Milakov & Gimelshein 2018 (online softmax); no code taken over.

alias Element = f32;
/// A power of two.
const INVOCATIONS: u32 = 128;
/// Below any logit, and finite: implementations may assume that infinities do not occur.
const LOWEST: f32 = -1e30;

struct Shape { rows: u32, vocabulary: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, vocabulary]
@group(0) @binding(1) var<storage, read> logits: array<Element>;
/// [rows]
@group(0) @binding(2) var<storage, read> targets: array<u32>;
/// [rows]
@group(0) @binding(3) var<storage, read_write> loss: array<Element>;

/// Largest logit so far, and Σ exp(logit − it).
var<workgroup> parts: array<vec2<f32>, INVOCATIONS>;

fn merge(a: vec2<f32>, b: vec2<f32>) -> vec2<f32> {
  let maximum = max(a.x, b.x);
  return vec2<f32>(maximum, a.y * exp(a.x - maximum) + b.y * exp(b.x - maximum));
}

/// Maximum and sum of the row; all invocations call it, and all get the result.
fn softmax(index: u32, start: u32, pitch: u32) -> vec2<f32> {
  var maximum = LOWEST;
  var sum = f32();
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let v = f32(logits[start + at]);
    let highest = max(maximum, v);
    if (highest > maximum) {
      sum *= exp(maximum - highest);
      maximum = highest;
    }
    sum += exp(v - maximum);
  }
  parts[index] = vec2<f32>(maximum, sum);
  for (var half = INVOCATIONS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) { parts[index] = merge(parts[index], parts[index + half]); }
  }
  workgroupBarrier();
  return parts[0];
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= shape.rows) { return; }
  let pitch = shape.vocabulary;
  let start = row * pitch;
  let known = softmax(index, start, pitch);
  let wanted = targets[row] % shape.vocabulary;
  if (index > 0u) { return; }
  loss[row] = Element(known.x + log(known.y) - f32(logits[start + wanted]));
}
