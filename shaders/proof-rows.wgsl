// Eight levels of a proof's Merkle tree (src/proof/tree.ts): a workgroup takes 256 rows, hashes each from its segments' hashes by
// BLAKE2s-256 (RFC 7693), and reduces them in workgroup memory to one root of them. With `segments` 0 its leaves are hashes
// already, and it computes the next eight levels over them. Not a kernel of the catalogue.
// Work up to 4 blocks a row and one a node; reads 32 bytes a segment, writes 32 bytes a row and a group.
// Edges: none, as rows come in groups of 256.

const GROUP: u32 = 256;

/// `first` is where the roots go, in groups; `segments` of a row are 0, 1, 2, 4 or 8.
struct Shape { segments: u32, first: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, max(1, segments), 2]
@group(0) @binding(1) var<storage, read> segments: array<vec4<u32>>;
/// [rows, 2]
@group(0) @binding(2) var<storage, read_write> rows: array<vec4<u32>>;
/// [first + groups, 2]
@group(0) @binding(3) var<storage, read_write> roots: array<vec4<u32>>;

var<workgroup> low: array<vec4<u32>, GROUP>;
var<workgroup> high: array<vec4<u32>, GROUP>;

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

fn rowHash(row: u32) -> Hash {
  let quads = 2u * shape.segments;
  let at = row * quads;
  var h = Hash(IV_LOW ^ PARAMETERS, IV_HIGH);
  if (quads == 2u) {
    return compress(h, segments[at], segments[at + 1u], vec4<u32>(), vec4<u32>(), 32u, true);
  }
  for (var quad = 0u; quad < quads; quad += 4u) {
    let i = at + quad;
    h = compress(h, segments[i], segments[i + 1u], segments[i + 2u], segments[i + 3u], 16u * quad + 64u, quad + 4u == quads);
  }
  return h;
}

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let row = group.x * GROUP + index;
  var own: Hash;
  if (shape.segments == 0u) {
    own = Hash(segments[2u * row], segments[2u * row + 1u]);
  } else {
    own = rowHash(row);
    rows[2u * row] = own.low;
    rows[2u * row + 1u] = own.high;
  }
  low[index] = own.low;
  high[index] = own.high;
  for (var nodes = GROUP / 2u; nodes > 0u; nodes /= 2u) {
    workgroupBarrier();
    if (index < nodes) {
      own = compress(
        Hash(IV_LOW ^ PARAMETERS, IV_HIGH),
        low[2u * index], high[2u * index], low[2u * index + 1u], high[2u * index + 1u], 64u, true,
      );
    }
    workgroupBarrier();
    if (index < nodes) {
      low[index] = own.low;
      high[index] = own.high;
    }
  }
  if (index == 0u) {
    roots[2u * (shape.first + group.x)] = own.low;
    roots[2u * (shape.first + group.x) + 1u] = own.high;
  }
}
