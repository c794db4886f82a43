// y[r,:] = table[token(r),:] with token(r) = hash(r) mod vocabulary (tokenOf in src/workload/inputs.ts): the look-up
// at the bottom of a model. No arithmetic; reads and writes every output element once.
// Edges: guarded; the width must be a multiple of LANES.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths.
alias Vector = vec4<Element>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;

struct Shape { rows: u32, width: u32, vocabulary: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [vocabulary, width]
@group(0) @binding(1) var<storage, read> table: array<Vector>;
/// [rows, width]
@group(0) @binding(2) var<storage, read_write> y: array<Vector>;

/// PCG output permutation of a 32-bit word (M. O'Neill 2014, RXS-M-XS).
fn hash(word: u32) -> u32 {
  let state = word * 747796405u + 2891336453u;
  let mixed = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (mixed >> 22u) ^ mixed;
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let pitch = shape.width / LANES;
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at >= shape.rows * pitch) { return; }
  let token = hash(at / pitch) % shape.vocabulary;
  y[at] = table[token * pitch + at % pitch];
}
