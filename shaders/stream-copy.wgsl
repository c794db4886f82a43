// y[i] = x[i]: the bandwidth ceiling. No arithmetic; reads and writes every element once.
// An invocation copies COUNT vectors, a workgroup's width apart. Edges: guarded; the number of elements must be a
// multiple of LANES.

alias Element = f32;
/// What one access moves: vec4<Element>, or Element with LANES = 1 for ragged sizes.
alias Vector = vec4<Element>;
const LANES: u32 = 4;
const COUNT: u32 = 4;
const INVOCATIONS: u32 = 256;

struct Shape { elements: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [elements]
@group(0) @binding(1) var<storage, read> x: array<Vector>;
/// [elements]
@group(0) @binding(2) var<storage, read_write> y: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let first = (group.y * groups.x + group.x) * (INVOCATIONS * COUNT) + index;
  let vectors = shape.elements / LANES;
  for (var step = 0u; step < COUNT; step++) {
    let at = first + step * INVOCATIONS;
    if (at < vectors) { y[at] = x[at]; }
  }
}
