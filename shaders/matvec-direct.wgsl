// y[n] = W[n,k]·x[k]; an invocation computes four rows, without workgroup memory or barriers: for software adapters,
// where barriers cost most. Work 2·n·k FLOP; reads W once; f32 accumulation.
// Edges: rows beyond n repeat the last one and are not stored; k must be a multiple of 4.

alias Element = f32;

const INVOCATIONS: u32 = 8;

struct Shape { n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [n,k]
@group(0) @binding(1) var<storage, read> w: array<vec4<Element>>;
/// [k]
@group(0) @binding(2) var<storage, read> x: array<vec4<Element>>;
/// [n]
@group(0) @binding(3) var<storage, read_write> y: array<Element>;

fn store(row: u32, values: vec4<f32>) {
  if (row < shape.n) { y[row] = Element((values.x + values.y) + (values.z + values.w)); }
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let row = ((group.y * groups.x + group.x) * INVOCATIONS + index) * 4u;
  if (row >= shape.n) { return; }
  let pitch = shape.k / 4u;
  let last = shape.n - 1u;
  let start0 = row * pitch;
  let start1 = min(row + 1u, last) * pitch;
  let start2 = min(row + 2u, last) * pitch;
  let start3 = min(row + 3u, last) * pitch;
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var at = 0u; at < pitch; at++) {
    let v = vec4<f32>(x[at]);
    sum0 = fma(vec4<f32>(w[start0 + at]), v, sum0);
    sum1 = fma(vec4<f32>(w[start1 + at]), v, sum1);
    sum2 = fma(vec4<f32>(w[start2 + at]), v, sum2);
    sum3 = fma(vec4<f32>(w[start3 + at]), v, sum3);
  }
  store(row, sum0);
  store(row + 1u, sum1);
  store(row + 2u, sum2);
  store(row + 3u, sum3);
}
