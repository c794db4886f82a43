// dx = dy·gelu'(x) in the tanh form: with z = 2√(2/π)·(x + c·x³) and σ = 1/(1 + e⁻ᶻ), gelu' = σ + x·σ·(1 − σ)·z'.
// Work about 17 FLOP an element; reads 2 and writes 1. Computed in f32.
// Edges: guarded; the number of elements must be a multiple of LANES.
// Source: Hendrycks & Gimpel, 2016, Gaussian Error Linear Units, section 2.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;
/// 2·√(2/π)
const SLOPE: f32 = 1.5957691216057308;
const CUBIC: f32 = 0.044715;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, width]
@group(0) @binding(1) var<storage, read> x: array<Vector>;
/// [rows, width]
@group(0) @binding(2) var<storage, read> dy: array<Vector>;
/// [rows, width]
@group(0) @binding(3) var<storage, read_write> dx: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at >= shape.rows * shape.width / LANES) { return; }
  let v = Wide(x[at]);
  let square = v * v;
  let z = SLOPE * (v + CUBIC * (square * v));
  let slope = SLOPE * (1.0 + (3.0 * CUBIC) * square);
  let falling = exp(min(-z, Wide(80.0)));
  let sigmoid = 1.0 / (1.0 + falling);
  let rest = falling / (1.0 + falling);
  dx[at] = Vector(Wide(dy[at]) * (sigmoid + v * slope * sigmoid * rest));
}
