// y[n] = W[n,k]·x[k]; one invocation computes one row, without workgroup memory or barriers: for software adapters,
// where barriers cost most. Work 2·n·k FLOP; reads W once; f32 accumulation.
// Edges: guarded; k must be a multiple of 4.

alias Element = f32;

struct Shape { n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [n,k]
@group(0) @binding(1) var<storage, read> w: array<vec4<Element>>;
/// [k]
@group(0) @binding(2) var<storage, read> x: array<vec4<Element>>;
/// [n]
@group(0) @binding(3) var<storage, read_write> y: array<Element>;

@compute @workgroup_size(16)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let row = (group.y * groups.x + group.x) * 16u + index;
  if (row >= shape.n) { return; }
  let pitch = shape.k / 4u;
  let start = row * pitch;
  var sum = vec4<f32>();
  for (var at = 0u; at < pitch; at++) {
    sum = fma(vec4<f32>(w[start + at]), vec4<f32>(x[at]), sum);
  }
  y[row] = Element((sum.x + sum.y) + (sum.z + sum.w));
}
