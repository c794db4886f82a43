// The gradients of a normalisation's gain and bias, [2, width]: Σ_r x̂·dy, then Σ_r dy. A workgroup takes COLUMNS accesses
// side by side and sums every ROW_LANES-th row in each lane, then the lanes in order: no atomics, the same bits every time.
// Work 3 FLOP an element; reads x̂ and dy once. Sums in f32. Edges: any number of rows; the width must be a multiple of LANES.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const COLUMNS: u32 = 16;
const ROW_LANES: u32 = 16;

struct Shape { rows: u32, width: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, width]
@group(0) @binding(1) var<storage, read> normalised: array<Vector>;
/// [rows, width]
@group(0) @binding(2) var<storage, read> dy: array<Vector>;
/// [2, width]
@group(0) @binding(3) var<storage, read_write> gradient: array<Vector>;

var<workgroup> gains: array<Wide, COLUMNS * ROW_LANES>;
var<workgroup> biases: array<Wide, COLUMNS * ROW_LANES>;

@compute @workgroup_size(COLUMNS, ROW_LANES)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let pitch = shape.width / LANES;
  let column = group.x * COLUMNS + local.x;
  var gain = Wide();
  var bias = Wide();
  if (column < pitch) {
    for (var row = local.y; row < shape.rows; row += ROW_LANES) {
      let pull = Wide(dy[row * pitch + column]);
      gain = fma(Wide(normalised[row * pitch + column]), pull, gain);
      bias += pull;
    }
  }
  gains[local.y * COLUMNS + local.x] = gain;
  biases[local.y * COLUMNS + local.x] = bias;
  workgroupBarrier();
  if (local.y > 0u || column >= pitch) { return; }
  for (var lane = 1u; lane < ROW_LANES; lane++) {
    gain += gains[lane * COLUMNS + local.x];
    bias += biases[lane * COLUMNS + local.x];
  }
  gradient[column] = Vector(gain);
  gradient[pitch + column] = Vector(bias);
}
