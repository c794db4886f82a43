// dx of y = x̂·g + b, x̂ = (x − mean)·s: s·(a − mean(a) − x̂·mean(a·x̂)) with a = g·dy; a workgroup takes one row.
// Work about 14 FLOP an element; reads x three times and dy twice (all but once from cache), writes dx once. Sums in f32.
// Edges: surplus workgroups return; the width must be a multiple of 4; layernorm-backward-ragged.wgsl takes the rest.
// Source: Ba, Kiros & Hinton, 2016, Layer Normalization, differentiated.

alias Element = f32;
/// A power of two.
const INVOCATIONS: u32 = 128;
const EPSILON: f32 = 1e-5;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, width]
@group(0) @binding(1) var<storage, read> x: array<vec4<Element>>;
/// [width]
@group(0) @binding(2) var<storage, read> gain: array<vec4<Element>>;
/// [rows, width]
@group(0) @binding(3) var<storage, read> dy: array<vec4<Element>>;
/// [rows, width]
@group(0) @binding(4) var<storage, read_write> dx: array<vec4<Element>>;

/// Σx, or Σ(x − mean)², Σa, Σa·(x − mean)
var<workgroup> parts: array<vec3<f32>, INVOCATIONS>;

/// The sum of every invocation's value; all of them call it, and all get the result.
fn total(index: u32, value: vec3<f32>) -> vec3<f32> {
  workgroupBarrier();
  parts[index] = value;
  for (var half = INVOCATIONS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) { parts[index] += parts[index + half]; }
  }
  workgroupBarrier();
  return parts[0];
}

fn across(v: vec4<f32>) -> f32 { return (v.x + v.y) + (v.z + v.w); }

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= shape.rows) { return; }
  let pitch = shape.width / 4u;
  let start = row * pitch;
  var sum = vec4<f32>();
  for (var at = index; at < pitch; at += INVOCATIONS) { sum += vec4<f32>(x[start + at]); }
  let mean = total(index, vec3<f32>(across(sum), 0.0, 0.0)).x / f32(shape.width);
  var squares = vec4<f32>();
  var pulls = vec4<f32>();
  var along = vec4<f32>();
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let difference = vec4<f32>(x[start + at]) - mean;
    let pull = vec4<f32>(gain[at]) * vec4<f32>(dy[start + at]);
    squares = fma(difference, difference, squares);
    pulls += pull;
    along = fma(pull, difference, along);
  }
  let means = total(index, vec3<f32>(across(squares), across(pulls), across(along))) / f32(shape.width);
  let scale = inverseSqrt(means.x + EPSILON);
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let pull = vec4<f32>(gain[at]) * vec4<f32>(dy[start + at]);
    let normalised = (vec4<f32>(x[start + at]) - mean) * scale;
    dx[start + at] = vec4<Element>(scale * (pull - means.y - normalised * (means.z * scale)));
  }
}
