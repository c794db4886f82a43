// Turns the pairs (j, j + headDim/2) of every head of x by the angle whose cosine and sine stand in the table: rotary
// position embedding. Work 3 FLOP an element (6 a pair); reads x once, writes it once, the table comes from cache.
// Computed in f32. Edges: guarded; headDim/2 must be a multiple of LANES.
// Source: Su et al., 2021, RoFormer, in the half-split order of GPT-NeoX and Llama.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;
/// 1 turns forward; −1 turns back, which is the gradient.
const SIGN: f32 = 1.0;

struct Shape { rows: u32, heads: u32, headDim: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, heads, headDim]
@group(0) @binding(1) var<storage, read> x: array<Vector>;
/// [rows, headDim]: cosines, then sines
@group(0) @binding(2) var<storage, read> table: array<Vector>;
/// [rows, heads, headDim]
@group(0) @binding(3) var<storage, read_write> y: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let half = shape.headDim / 2u / LANES;
  let pair = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (pair >= shape.rows * shape.heads * half) { return; }
  let head = pair / half;
  let lane = pair % half;
  let angle = (head / shape.heads) * 2u * half + lane;
  let cosine = Wide(table[angle]);
  let sine = SIGN * Wide(table[angle + half]);
  let low = head * 2u * half + lane;
  let high = low + half;
  let a = Wide(x[low]);
  let b = Wide(x[high]);
  y[low] = Vector(a * cosine - b * sine);
  y[high] = Vector(b * cosine + a * sine);
}
