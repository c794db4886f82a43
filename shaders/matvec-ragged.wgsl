// y[n] = W[n,k]·x[k] with scalar loads, for any n and k: a workgroup computes one row and adds up in workgroup memory.
// Work 2·n·k FLOP; reads W once; f32 accumulation. Edges: any n, k ≥ 1.

alias Element = f32;
/// A power of two.
const INVOCATIONS: u32 = 64;

struct Shape { n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [n,k]
@group(0) @binding(1) var<storage, read> w: array<Element>;
/// [k]
@group(0) @binding(2) var<storage, read> x: array<Element>;
/// [n]
@group(0) @binding(3) var<storage, read_write> y: array<Element>;

var<workgroup> parts: array<f32, INVOCATIONS>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let row = group.y * groups.x + group.x;
  let start = min(row, shape.n - 1u) * shape.k;
  var sum = 0.0;
  for (var at = index; at < shape.k; at += INVOCATIONS) {
    sum = fma(f32(w[start + at]), f32(x[at]), sum);
  }
  parts[index] = sum;
  for (var half = INVOCATIONS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) { parts[index] += parts[index + half]; }
  }
  workgroupBarrier();
  if (index == 0u && row < shape.n) { y[row] = Element(parts[0]); }
}
