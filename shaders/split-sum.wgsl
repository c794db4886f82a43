// y[i] = Σ_s parts[s, i], in the order of the splits s: the second dispatch of a product split along k over workgroups.
// Work one FLOP a part; reads every part once, neighbours together; in f32.
// Edges: any number of elements and splits; the grid may have invocations to spare.

alias Element = f32;
const INVOCATIONS: u32 = 64;

struct Shape { elements: u32, splits: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [splits, elements]
@group(0) @binding(1) var<storage, read> parts: array<f32>;
/// [elements]
@group(0) @binding(2) var<storage, read_write> y: array<Element>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let element = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (element >= shape.elements) { return; }
  var sum = 0.0;
  for (var split = 0u; split < shape.splits; split++) { sum += parts[split * shape.elements + element]; }
  y[element] = Element(sum);
}
