// The next operand of a proof's chain from the bits of a product: `foldRow` of src/proof/chain.ts, bit for bit.
// x[row, column] hashes y[row, column], y[(row + step) mod n, column] and the place, without the lowest nine bits of either.
// Not a kernel of the catalogue.
// Work about 35 integer operations an element; reads the product twice, writes n² elements. Edges: guarded; n is a power of
// two and a multiple of 4.

const INVOCATIONS: u32 = 256;
const UNSEEN_BITS: u32 = 9;

struct Shape { n: u32, key: u32, step: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [n, n], the bits of f32
@group(0) @binding(1) var<storage, read> y: array<vec4<u32>>;
/// [n, n]
@group(0) @binding(2) var<storage, read_write> x: array<vec4<f32>>;

/// PCG output permutation of 32-bit words (M. O'Neill 2014, RXS-M-XS).
fn hash(word: vec4<u32>) -> vec4<u32> {
  let state = word * 747796405u + 2891336453u;
  let mixed = ((state >> ((state >> vec4<u32>(28u)) + 4u)) ^ state) * 277803737u;
  return (mixed >> vec4<u32>(22u)) ^ mixed;
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let at = (group.y * groups.x + group.x) * INVOCATIONS + index;
  let quads = shape.n * shape.n / 4u;
  if (at >= quads) { return; }
  let partner = (at + shape.step * shape.n / 4u) % quads;
  let first = hash((y[at] >> vec4<u32>(UNSEEN_BITS)) ^ vec4<u32>(shape.key));
  let second = hash((y[partner] >> vec4<u32>(UNSEEN_BITS)) + first);
  let word = hash(second + 4u * at + vec4<u32>(0u, 1u, 2u, 3u));
  // 2⁻²³; both the product and the difference are exact.
  x[at] = vec4<f32>(word >> vec4<u32>(8u)) * 1.1920928955078125e-7 - 1.0;
}
