// y[r,c] = gelu(x[r,c]) in the tanh form: ½x(1 + tanh z) = x/(1 + e⁻²ᶻ) with z = √(2/π)·(x + 0.044715·x³).
// Work about 10 FLOP an element; reads 1 and writes 1. Computed in f32; written with exp, whose accuracy WGSL bounds
// more tightly than that of tanh. Edges: guarded; the number of elements must be a multiple of LANES.
// Source: Hendrycks & Gimpel, 2016, Gaussian Error Linear Units, section 2.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;
/// 2·√(2/π)
const SLOPE: f32 = 1.5957691216057308;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, width]
@group(0) @binding(1) var<storage, read> x: array<Vector>;
/// [rows, width]
@group(0) @binding(2) var<storage, read_write> y: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at >= shape.rows * shape.width / LANES) { return; }
  let v = Wide(x[at]);
  let twice = SLOPE * (v + 0.044715 * (v * v * v));
  y[at] = Vector(v / (1.0 + exp(min(-twice, Wide(80.0)))));
}
