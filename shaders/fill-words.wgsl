// Fills y[i] with the seeded word of index first + i: PCG hash of (seed, index), as inputWord of
// src/workload/inputs.ts writes it. Every bit is as good as random, as packed weights need. Not a kernel of the catalogue.
// Work about 20 integer operations a word; writes every word once. Edges: guarded.

const INVOCATIONS: u32 = 256;

struct Shape { seed: u32, first: u32, count: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [count]
@group(0) @binding(1) var<storage, read_write> y: array<u32>;

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
  y[at] = hash((shape.first + at) ^ hash(~shape.seed));
}
