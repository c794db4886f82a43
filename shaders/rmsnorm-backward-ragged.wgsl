// dx of y = x·s·g, s = 1/√(mean(x²) + ε): s·(g·dy − x·s²·mean(x·g·dy)); a workgroup takes one row.
// Work about 9 FLOP an element; reads x and dy twice (the second time from cache), writes dx once. Sums in f32.
// Edges: surplus workgroups return; any width.
// Source: Zhang & Sennrich, 2019, Root Mean Square Layer Normalization, differentiated.

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
@group(0) @binding(3) var<storage, read> dy: array<Element>;
/// [rows, width]
@group(0) @binding(4) var<storage, read_write> dx: array<Element>;

/// Σx², Σx·g·dy
var<workgroup> parts: array<vec2<f32>, INVOCATIONS>;

/// The sum of every invocation's value; all of them call it, and all get the result.
fn total(index: u32, value: vec2<f32>) -> vec2<f32> {
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
  var squares = f32();
  var along = f32();
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let v = f32(x[start + at]);
    squares = fma(v, v, squares);
    along = fma(v, f32(gain[at]) * f32(dy[start + at]), along);
  }
  let means = total(index, vec2<f32>(squares, along)) / f32(shape.width);
  let scale = inverseSqrt(means.x + EPSILON);
  let share = scale * scale * means.y;
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let pull = f32(gain[at]) * f32(dy[start + at]);
    dx[start + at] = Element(scale * (pull - f32(x[start + at]) * share));
  }
}
