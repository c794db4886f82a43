// y[r,c] = silu(gate)·up, where gate and up are the two halves of row r of x: the middle of a gated feed-forward.
// silu(g) = g/(1 + e⁻ᵍ). Work about 5 FLOP an element; reads 2 and writes 1. Computed in f32.
// Edges: guarded; the width must be a multiple of LANES.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, 2·width]
@group(0) @binding(1) var<storage, read> x: array<Vector>;
/// [rows, width]
@group(0) @binding(2) var<storage, read_write> y: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let pitch = shape.width / LANES;
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at >= shape.rows * pitch) { return; }
  let start = (at / pitch) * 2u * pitch + at % pitch;
  let gate = Wide(x[start]);
  let up = Wide(x[start + pitch]);
  // e⁸⁰ is finite in f32, and 1/e⁸⁰ is nothing beside any gate.
  y[at] = Vector(gate / (1.0 + exp(min(-gate, Wide(80.0)))) * up);
}
