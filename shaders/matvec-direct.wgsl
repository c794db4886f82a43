// y[n] = W[n,k]·x[k]; an invocation computes eight rows, without workgroup memory or barriers: for software adapters,
// where barriers cost most. Work 2·n·k FLOP; reads W once and x once for every eight rows; f32 accumulation.
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
  let row = ((group.y * groups.x + group.x) * INVOCATIONS + index) * 8u;
  if (row >= shape.n) { return; }
  let pitch = shape.k / 4u;
  let last = shape.n - 1u;
  let start0 = row * pitch;
  let start1 = min(row + 1u, last) * pitch;
  let start2 = min(row + 2u, last) * pitch;
  let start3 = min(row + 3u, last) * pitch;
  let start4 = min(row + 4u, last) * pitch;
  let start5 = min(row + 5u, last) * pitch;
  let start6 = min(row + 6u, last) * pitch;
  let start7 = min(row + 7u, last) * pitch;
  var sum0 = vec4<f32>(); var sum1 = vec4<f32>(); var sum2 = vec4<f32>(); var sum3 = vec4<f32>();
  var sum4 = vec4<f32>(); var sum5 = vec4<f32>(); var sum6 = vec4<f32>(); var sum7 = vec4<f32>();
  for (var at = 0u; at < pitch; at++) {
    let v = vec4<f32>(x[at]);
    sum0 = fma(vec4<f32>(w[start0 + at]), v, sum0);
    sum1 = fma(vec4<f32>(w[start1 + at]), v, sum1);
    sum2 = fma(vec4<f32>(w[start2 + at]), v, sum2);
    sum3 = fma(vec4<f32>(w[start3 + at]), v, sum3);
    sum4 = fma(vec4<f32>(w[start4 + at]), v, sum4);
    sum5 = fma(vec4<f32>(w[start5 + at]), v, sum5);
    sum6 = fma(vec4<f32>(w[start6 + at]), v, sum6);
    sum7 = fma(vec4<f32>(w[start7 + at]), v, sum7);
  }
  store(row, sum0);
  store(row + 1u, sum1);
  store(row + 2u, sum2);
  store(row + 3u, sum3);
  store(row + 4u, sum4);
  store(row + 5u, sum5);
  store(row + 6u, sum6);
  store(row + 7u, sum7);
}
