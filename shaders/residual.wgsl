// y[r,c] = a[r,c] + b[r,c]: what a layer adds to its input. Work 1 FLOP an element; reads 2 and writes 1.
// Computed in f32. Edges: guarded; the number of elements must be a multiple of LANES.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, width]
@group(0) @binding(1) var<storage, read> a: array<Vector>;
/// [rows, width]
@group(0) @binding(2) var<storage, read> b: array<Vector>;
/// [rows, width]
@group(0) @binding(3) var<storage, read_write> y: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at < shape.rows * shape.width / LANES) { y[at] = Vector(Wide(a[at]) + Wide(b[at])); }
}
