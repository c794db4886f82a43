// y[r,:] = table[token(r),:] with token(r) = tokens[r] mod vocabulary: the look-up at the bottom of a model. The remainder
// leaves real token ids as they are and keeps random words within the table. No arithmetic; reads every token once, and reads
// and writes every output element once.
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
/// [rows]
@group(0) @binding(2) var<storage, read> tokens: array<u32>;
/// [rows, width]
@group(0) @binding(3) var<storage, read_write> y: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let pitch = shape.width / LANES;
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at >= shape.rows * pitch) { return; }
  let token = tokens[at / pitch] % shape.vocabulary;
  y[at] = table[token * pitch + at % pitch];
}
