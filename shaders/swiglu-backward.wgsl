// The gradient of y = silu(gate)·up with respect to the two halves of x: dy·up·σ(1 + gate(1 − σ)), then dy·gate·σ, with
// σ = 1/(1 + e⁻ᵍ) and 1 − σ = e⁻ᵍ/(1 + e⁻ᵍ). Work about 10 FLOP an element of y; reads 3 and writes 2. Computed in f32.
// Edges: guarded; the width must be a multiple of LANES.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, 2·width]: gate, up
@group(0) @binding(1) var<storage, read> x: array<Vector>;
/// [rows, width]
@group(0) @binding(2) var<storage, read> dy: array<Vector>;
/// [rows, 2·width]: of the gate, of up
@group(0) @binding(3) var<storage, read_write> dx: array<Vector>;

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
  let pull = Wide(dy[at]);
  // e⁸⁰ is finite in f32, and 1/e⁸⁰ is nothing beside any gate.
  let falling = exp(min(-gate, Wide(80.0)));
  let sigmoid = 1.0 / (1.0 + falling);
  let rest = falling / (1.0 + falling);
  dx[start] = Vector(pull * up * (sigmoid + gate * sigmoid * rest));
  dx[start + pitch] = Vector(pull * (gate * sigmoid));
}
