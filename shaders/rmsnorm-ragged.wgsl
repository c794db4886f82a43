// y[r,c] = x[r,c]/√(mean(x[r,:]²) + ε)·g[c]: a workgroup normalises one row, with scalar loads for any width.
// Work 4 FLOP an element; reads x twice (the second time from cache), writes y once. Sums and results in f32.
// Edges: surplus workgroups return; any width.
// Source: Zhang & Sennrich, 2019, Root Mean Square Layer Normalization.

alias Element = f32;
/// A power of two.
const INVOCATIONS: u32 = 128;
const EPSILON: f32 = 1e-5;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, width]
@group(0) @binding(1) var<storage, read> x: array<Element>;
/// [width]
@group(0) @binding(2) var<storage, read> gain: array<Element>;
/// [rows, width]
@group(0) @binding(3) var<storage, read_write> y: array<Element>;

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
  let pitch = shape.width;
  let start = row * pitch;
  var squares = 0.0;
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let v = f32(x[start + at]);
    squares = fma(v, v, squares);
  }
  let mean = total(index, squares) / f32(shape.width);
  let scale = inverseSqrt(mean + EPSILON);
  for (var at = index; at < pitch; at += INVOCATIONS) {
    y[start + at] = Element(f32(x[start + at]) * scale * f32(gain[at]));
  }
}
