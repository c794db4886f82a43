// C[m,n] = Σ_k A·B with A shared by subgroups: an invocation computes 8 × 4 elements in registers; each lane of a subgroup
// loads 8 rows of A at four steps of k of its own, and passes them to all the others; no workgroup memory, no barrier.
// Each z of the grid is one matrix of a batch.
// Work 2·m·n·k FLOP; reads m·n·k/8 elements of B, and of A one eighth of them over a subgroup's size; f32 accumulation.
// Edges: rows and columns beyond the matrices repeat the last ones and are not stored, A is zero beyond k. k and the
// contiguous extents of A and B must be multiples of 4.
// The size of a subgroup is read at run time, and all invocations of a workgroup compute the same rows, so that it does
// not matter which of them are a subgroup; only that it is whole, as INVOCATIONS is a multiple of every size up to 128.
enable subgroups;

alias Element = f32;
/// Whether the rows of A run along k (A[m,k]) or along m (A[k,m]).
const IS_A_ALONG_K: bool = true;
/// Whether the rows of B run along k (B[n,k]) or along n (B[k,n]).
const IS_B_ALONG_K: bool = true;
const INVOCATIONS: u32 = 128;

struct Shape { m: u32, n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [batch,m,k] or [batch,k,m]
@group(0) @binding(1) var<storage, read> a: array<vec4<Element>>;
/// [batch,n,k] or [batch,k,n]
@group(0) @binding(2) var<storage, read> b: array<vec4<Element>>;
/// [batch,m,n]
@group(0) @binding(3) var<storage, read_write> c: array<Element>;

/// Column i holds rows row … row + 3 of A at depth k + i.
fn blockA(batch: u32, row: u32, k: u32) -> mat4x4<f32> {
  if (IS_A_ALONG_K) {
    let last = shape.m - 1u;
    let pitch = shape.k / 4u;
    let at = batch * shape.m * pitch + k / 4u;
    return transpose(mat4x4<f32>(
      vec4<f32>(a[min(row, last) * pitch + at]), vec4<f32>(a[min(row + 1u, last) * pitch + at]),
      vec4<f32>(a[min(row + 2u, last) * pitch + at]), vec4<f32>(a[min(row + 3u, last) * pitch + at]),
    ));
  }
  let pitch = shape.m / 4u;
  let at = (batch * shape.k + k) * pitch + min(row / 4u, pitch - 1u);
  return mat4x4<f32>(
    vec4<f32>(a[at]), vec4<f32>(a[at + pitch]), vec4<f32>(a[at + 2u * pitch]), vec4<f32>(a[at + 3u * pitch]),
  );
}

/// Column i holds columns column … column + 3 of B at depth k + i.
fn blockB(batch: u32, column: u32, k: u32) -> mat4x4<f32> {
  if (IS_B_ALONG_K) {
    let last = shape.n - 1u;
    let pitch = shape.k / 4u;
    let at = batch * shape.n * pitch + k / 4u;
    return transpose(mat4x4<f32>(
      vec4<f32>(b[min(column, last) * pitch + at]), vec4<f32>(b[min(column + 1u, last) * pitch + at]),
      vec4<f32>(b[min(column + 2u, last) * pitch + at]), vec4<f32>(b[min(column + 3u, last) * pitch + at]),
    ));
  }
  let pitch = shape.n / 4u;
  let at = (batch * shape.k + k) * pitch + min(column / 4u, pitch - 1u);
  return mat4x4<f32>(
    vec4<f32>(b[at]), vec4<f32>(b[at + pitch]), vec4<f32>(b[at + 2u * pitch]), vec4<f32>(b[at + 3u * pitch]),
  );
}

fn store(batch: u32, row: u32, column: u32, value: vec4<f32>) {
  if (row >= shape.m) { return; }
  let at = (batch * shape.m + row) * shape.n + column;
  if (column < shape.n) { c[at] = Element(value.x); }
  if (column + 1u < shape.n) { c[at + 1u] = Element(value.y); }
  if (column + 2u < shape.n) { c[at + 2u] = Element(value.z); }
  if (column + 3u < shape.n) { c[at + 3u] = Element(value.w); }
}

/// Four columns of four rows of C, one step of k further; `a` holds the rows' elements of A.
fn advance(sums: mat4x4<f32>, a: vec4<f32>, b: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    fma(vec4<f32>(a.x), b, sums[0]), fma(vec4<f32>(a.y), b, sums[1]),
    fma(vec4<f32>(a.z), b, sums[2]), fma(vec4<f32>(a.w), b, sums[3]),
  );
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) lanes: u32,
) {
  let row = group.y * 8u;
  let column = (group.x * INVOCATIONS + index) * 4u;
  var upper = mat4x4<f32>();
  var lower = mat4x4<f32>();
  for (var depth = 0u; depth < shape.k; depth += 4u * lanes) {
    let own = depth + 4u * lane;
    // Written out: a declaration within a loop may keep its last value in some implementations.
    var ownUpper = mat4x4<f32>();
    var ownLower = mat4x4<f32>();
    if (own < shape.k) {
      ownUpper = blockA(group.z, row, own);
      ownLower = blockA(group.z, row + 4u, own);
    }
    let givers = min(lanes, (shape.k - depth) / 4u);
    for (var giver = 0u; giver < givers; giver++) {
      let right = blockB(group.z, column, depth + 4u * giver);
      upper = advance(upper, subgroupShuffle(ownUpper[0], giver), right[0]);
      lower = advance(lower, subgroupShuffle(ownLower[0], giver), right[0]);
      upper = advance(upper, subgroupShuffle(ownUpper[1], giver), right[1]);
      lower = advance(lower, subgroupShuffle(ownLower[1], giver), right[1]);
      upper = advance(upper, subgroupShuffle(ownUpper[2], giver), right[2]);
      lower = advance(lower, subgroupShuffle(ownLower[2], giver), right[2]);
      upper = advance(upper, subgroupShuffle(ownUpper[3], giver), right[3]);
      lower = advance(lower, subgroupShuffle(ownLower[3], giver), right[3]);
    }
  }
  for (var at = 0u; at < 4u; at++) {
    store(group.z, row + at, column, upper[at]);
    store(group.z, row + 4u + at, column, lower[at]);
  }
}
