// y[n] = W[n,k]·x[k]; a workgroup computes 4 rows: its invocations walk k side by side in vec4 steps, then each subgroup
// adds up and one barrier later a few invocations add the subgroups. The feature `subgroups` is required.
// Right at any subgroup size, and for any place of an invocation in its subgroup: subgroups take their slots as they come.
// Work 2·n·k FLOP; reads W once (the bound of decode) and x n/4 times from cache; f32 accumulation.
// Edges: rows beyond n are read from the last row and not stored; k must be a multiple of 4.

enable subgroups;

alias Element = f32;
/// A power of two.
const INVOCATIONS: u32 = 64;

struct Shape { n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [n,k]
@group(0) @binding(1) var<storage, read> w: array<vec4<Element>>;
/// [k]
@group(0) @binding(2) var<storage, read> x: array<vec4<Element>>;
/// [n]
@group(0) @binding(3) var<storage, read_write> y: array<Element>;

/// Lane r of each holds a subgroup's part of row r; subgroups have at least four invocations.
var<workgroup> parts: array<vec4<f32>, INVOCATIONS / 4>;
var<workgroup> partCount: atomic<u32>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let row = (group.y * groups.x + group.x) * 4u;
  let pitch = shape.k / 4u;
  let last = shape.n - 1u;
  let start0 = min(row, last) * pitch;
  let start1 = min(row + 1u, last) * pitch;
  let start2 = min(row + 2u, last) * pitch;
  let start3 = min(row + 3u, last) * pitch;
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var at = index; at < pitch; at += INVOCATIONS) {
    let v = vec4<f32>(x[at]);
    sum0 = fma(vec4<f32>(w[start0 + at]), v, sum0);
    sum1 = fma(vec4<f32>(w[start1 + at]), v, sum1);
    sum2 = fma(vec4<f32>(w[start2 + at]), v, sum2);
    sum3 = fma(vec4<f32>(w[start3 + at]), v, sum3);
  }
  let sums = transpose(mat4x4<f32>(sum0, sum1, sum2, sum3));
  let part = subgroupAdd((sums[0] + sums[1]) + (sums[2] + sums[3]));
  if (subgroupElect()) { parts[atomicAdd(&partCount, 1u)] = part; }
  workgroupBarrier();
  if (index >= 4u || row + index >= shape.n) { return; }
  var sum = 0.0;
  let count = atomicLoad(&partCount);
  for (var at = 0u; at < count; at++) { sum += parts[at][index]; }
  y[row + index] = Element(sum);
}
