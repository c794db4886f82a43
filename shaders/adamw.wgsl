// One step of AdamW on a state [3, elements]: parameters θ, first moments m, second moments v, to a state of the same layout.
// Work about 15 FLOP an element; reads 4 and writes 3. Computed in f32; src/workload/adamw.ts derives the factors.
// Edges: guarded; the number of elements must be a multiple of LANES.
// Source: Loshchilov & Hutter, 2019, Decoupled Weight Decay Regularization, algorithm 2; ε² stands under the root.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 256;

/// Eight factors as the bits of f32 numbers.
struct Shape {
  elements: u32, firstKept: u32, firstTaken: u32, secondKept: u32, secondTaken: u32,
  kept: u32, rate: u32, correction: u32, floor: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
/// [3, elements]
@group(0) @binding(1) var<storage, read> state: array<Vector>;
/// [elements]
@group(0) @binding(2) var<storage, read> gradient: array<Vector>;
/// [3, elements]
@group(0) @binding(3) var<storage, read_write> next: array<Vector>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let pitch = shape.elements / LANES;
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at >= pitch) { return; }
  let g = Wide(gradient[at]);
  let first = bitcast<f32>(shape.firstKept) * Wide(state[pitch + at]) + bitcast<f32>(shape.firstTaken) * g;
  let second = bitcast<f32>(shape.secondKept) * abs(Wide(state[2u * pitch + at])) + bitcast<f32>(shape.secondTaken) * g * g;
  let root = inverseSqrt(second * bitcast<f32>(shape.correction) + bitcast<f32>(shape.floor));
  next[at] = Vector(bitcast<f32>(shape.kept) * Wide(state[at]) - bitcast<f32>(shape.rate) * first * root);
  next[pitch + at] = Vector(first);
  next[2u * pitch + at] = Vector(second);
}
