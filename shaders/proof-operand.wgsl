// Fills y[i] with the element i of a proof's matrix: `element` of src/proof/chain.ts, bit for bit; uniform on [−1, 1) in
// steps of 2⁻²³, exact in f32. Not a kernel of the catalogue.
// Work about 20 integer operations an element; writes every element once. Edges: guarded.

const INVOCATIONS: u32 = 256;

/// The matrix's two words of the seed.
struct Shape { first: u32, second: u32, count: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [count]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (at >= shape.count) { return; }
  let word = hash(hash(at ^ shape.first) + shape.second);
  // 2⁻²³; both the product and the difference are exact.
  y[at] = f32(word >> 8u) * 1.1920928955078125e-7 - 1.0;
}
