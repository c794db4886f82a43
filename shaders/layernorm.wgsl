// y[r,c] = (x[r,c] − mean)/√(variance + ε)·g[c] + b[c]: a workgroup normalises one row.
// Work 7 FLOP an element; reads x three times (twice from cache), writes y once. The variance is taken in a second pass
// over x − mean, which loses nothing to cancellation. Sums and results in f32.
// Edges: surplus workgroups return; the width must be a multiple of 4; layernorm-ragged.wgsl takes the rest.
// Source: Ba, Kiros & Hinton, 2016, Layer Normalization.

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
/// [width]
@group(0) @binding(3) var<storage, read> bias: array<vec4<Element>>;
/// [rows, width]
@group(0) @binding(4) var<storage, read_write> y: array<vec4<Element>>;

var<workgroup> parts: array<f32, INVOCATIONS>;

/// The sum of every invocation's value; all of them call it, and all get the result.
fn total(index: u32, value: f32) -> f32 {
  workgroupBarrier();
  parts[index] = value;
  for (var half = INVOCATIONS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) { parts[index] += parts[index + half]; }
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
  let pitch = shape.width / 4u;
  let start = row * pitch;
  var sum = vec4<f32>();
  for (var at = index; at < pitch; at += INVOCATIONS) { sum += vec4<f32>(x[start + at]); }
  let mean = total(index, (sum.x + sum.y) + (sum.z + sum.w)) / f32(shape.width);
  var squares = vec4<f32>();
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let difference = vec4<f32>(x[start + at]) - mean;
    squares = fma(difference, difference, squares);
  }
  let variance = total(index, (squares.x + squares.y) + (squares.z + squares.w)) / f32(shape.width);
  let scale = inverseSqrt(variance + EPSILON);
  for (var at = index; at < pitch; at += INVOCATIONS) {
    y[start + at] = vec4<Element>((vec4<f32>(x[start + at]) - mean) * scale * vec4<f32>(gain[at]) + vec4<f32>(bias[at]));
  }
}
