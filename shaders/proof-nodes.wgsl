// One level of a proof's Merkle tree (nodeHash of src/proof/tree.ts): BLAKE2s-256 (RFC 7693) of two hashes side by side, an
// invocation each. Levels stand one after another in one buffer. Not a kernel of the catalogue.
// Work one block a node; reads 64 bytes and writes 32 a node. Edges: guarded.

const INVOCATIONS: u32 = 64;

/// Nodes to make, and the places of the level below and of theirs, in hashes.
struct Shape { count: u32, below: u32, own: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [hashes, 2]
@group(0) @binding(1) var<storage, read_write> hashes: array<vec4<u32>>;

/// A hash, or the chaining value on the way to one.
struct Hash { low: vec4<u32>, high: vec4<u32> }
/// The 4 × 4 words that a block is mixed into, by rows.
struct State { a: vec4<u32>, b: vec4<u32>, c: vec4<u32>, d: vec4<u32> }

const IV_LOW = vec4<u32>(0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au);
const IV_HIGH = vec4<u32>(0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u);
/// 32 bytes of hash, no key, sequential.
const PARAMETERS = vec4<u32>(0x01010020u, 0u, 0u, 0u);

fn turned(word: vec4<u32>, right: u32) -> vec4<u32> {
  return (word >> vec4<u32>(right)) | (word << vec4<u32>(32u - right));
}

/// G of RFC 7693, section 3.1, on four columns at once.
fn columns(v: State, x: vec4<u32>, y: vec4<u32>) -> State {
  let a1 = v.a + v.b + x;
  let d1 = turned(v.d ^ a1, 16u);
  let c1 = v.c + d1;
  let b1 = turned(v.b ^ c1, 12u);
  let a2 = a1 + b1 + y;
  let d2 = turned(d1 ^ a2, 8u);
  let c2 = c1 + d2;
  return State(a2, turned(b1 ^ c2, 7u), c2, d2);
}

fn diagonals(v: State, x: vec4<u32>, y: vec4<u32>) -> State {
  let mixed = columns(State(v.a, v.b.yzwx, v.c.zwxy, v.d.wxyz), x, y);
  return State(mixed.a, mixed.b.wxyz, mixed.c.zwxy, mixed.d.yzwx);
}

/// F of RFC 7693, section 3.2: sixteen words, `count` bytes up to their end. The indices are constant, so that the block
/// stays in registers.
fn compress(h: Hash, m0: vec4<u32>, m1: vec4<u32>, m2: vec4<u32>, m3: vec4<u32>, count: u32, isLast: bool) -> Hash {
  var v = State(h.low, h.high, IV_LOW, IV_HIGH ^ vec4<u32>(count, 0u, select(0u, 0xffffffffu, isLast), 0u));
  v = columns(v, vec4<u32>(m0.x, m0.z, m1.x, m1.z), vec4<u32>(m0.y, m0.w, m1.y, m1.w));
  v = diagonals(v, vec4<u32>(m2.x, m2.z, m3.x, m3.z), vec4<u32>(m2.y, m2.w, m3.y, m3.w));
  v = columns(v, vec4<u32>(m3.z, m1.x, m2.y, m3.y), vec4<u32>(m2.z, m2.x, m3.w, m1.z));
  v = diagonals(v, vec4<u32>(m0.y, m0.x, m2.w, m1.y), vec4<u32>(m3.x, m0.z, m1.w, m0.w));
  v = columns(v, vec4<u32>(m2.w, m3.x, m1.y, m3.w), vec4<u32>(m2.x, m0.x, m0.z, m3.y));
  v = diagonals(v, vec4<u32>(m2.z, m0.w, m1.w, m2.y), vec4<u32>(m3.z, m1.z, m0.y, m1.x));
  v = columns(v, vec4<u32>(m1.w, m0.w, m3.y, m2.w), vec4<u32>(m2.y, m0.y, m3.x, m3.z));
  v = diagonals(v, vec4<u32>(m0.z, m1.y, m1.x, m3.w), vec4<u32>(m1.z, m2.z, m0.x, m2.x));
  v = columns(v, vec4<u32>(m2.y, m1.y, m0.z, m2.z), vec4<u32>(m0.x, m1.w, m1.x, m3.w));
  v = diagonals(v, vec4<u32>(m3.z, m2.w, m1.z, m0.w), vec4<u32>(m0.y, m3.x, m2.x, m3.y));
  v = columns(v, vec4<u32>(m0.z, m1.z, m0.x, m2.x), vec4<u32>(m3.x, m2.z, m2.w, m0.w));
  v = diagonals(v, vec4<u32>(m1.x, m1.w, m3.w, m0.y), vec4<u32>(m3.y, m1.y, m3.z, m2.y));
  v = columns(v, vec4<u32>(m3.x, m0.y, m3.z, m1.x), vec4<u32>(m1.y, m3.w, m3.y, m2.z));
  v = diagonals(v, vec4<u32>(m0.x, m1.z, m2.y, m2.x), vec4<u32>(m1.w, m0.w, m0.z, m2.w));
  v = columns(v, vec4<u32>(m3.y, m1.w, m3.x, m0.w), vec4<u32>(m2.w, m3.z, m0.y, m2.y));
  v = diagonals(v, vec4<u32>(m1.y, m3.w, m2.x, m0.z), vec4<u32>(m0.x, m1.x, m1.z, m2.z));
  v = columns(v, vec4<u32>(m1.z, m3.z, m2.w, m0.x), vec4<u32>(m3.w, m2.y, m0.w, m2.x));
  v = diagonals(v, vec4<u32>(m3.x, m3.y, m0.y, m2.z), vec4<u32>(m0.z, m1.w, m1.x, m1.y));
  v = columns(v, vec4<u32>(m2.z, m2.x, m1.w, m0.y), vec4<u32>(m0.z, m1.x, m1.z, m1.y));
  v = diagonals(v, vec4<u32>(m3.w, m2.y, m0.w, m3.y), vec4<u32>(m2.w, m3.z, m3.x, m0.x));
  return Hash(h.low ^ v.a ^ v.c, h.high ^ v.b ^ v.d);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= shape.count) { return; }
  let left = 2u * shape.below + 4u * id.x;
  let node = compress(
    Hash(IV_LOW ^ PARAMETERS, IV_HIGH),
    hashes[left], hashes[left + 1u], hashes[left + 2u], hashes[left + 3u], 64u, true,
  );
  hashes[2u * (shape.own + id.x)] = node.low;
  hashes[2u * (shape.own + id.x) + 1u] = node.high;
}
