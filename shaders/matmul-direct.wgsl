// C[m,n] = Σ_k A·B; an invocation computes 16 × 8 elements in registers straight from storage, four steps of k at a
// time, without workgroup memory or barriers: for adapters on which barriers cost more than repeated loads.
// Each z of the grid is one matrix of a batch.
// Work 2·m·n·k FLOP; reads 3·m·n·k/16 elements, mostly from cache; f32 accumulation.
// Edges: rows and columns beyond the matrices repeat the last ones and are not stored. k and the contiguous extents
// of A and B must be multiples of 4.

alias Element = f32;
/// Whether the rows of A run along k (A[m,k]) or along m (A[k,m]).
const IS_A_ALONG_K: bool = true;
/// Whether the rows of B run along k (B[n,k]) or along n (B[k,n]).
const IS_B_ALONG_K: bool = true;
const GROUP_M: u32 = 1;
const GROUP_N: u32 = 4;

struct Shape { m: u32, n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [batch,m,k] or [batch,k,m]
@group(0) @binding(1) var<storage, read> a: array<vec4<Element>>;
/// [batch,n,k] or [batch,k,n]
@group(0) @binding(2) var<storage, read> b: array<vec4<Element>>;
/// [batch,m,n]
@group(0) @binding(3) var<storage, read_write> c: array<Element>;

/// Where in matrix `batch` rows row … row + 3 of A begin (A[m,k]), or their column (A[k,m]), in vec4; the last repeat.
fn startsA(batch: u32, row: u32) -> vec4<u32> {
  let rows = vec4<u32>(row) + vec4<u32>(0u, 1u, 2u, 3u);
  if (IS_A_ALONG_K) { return (batch * shape.m + min(rows, vec4<u32>(shape.m - 1u))) * (shape.k / 4u); }
  return vec4<u32>(batch * shape.k * (shape.m / 4u) + min(row / 4u, shape.m / 4u - 1u));
}

/// Where in matrix `batch` columns column … column + 3 of B begin (B[n,k]), or their column (B[k,n]), in vec4;
/// the last repeat.
fn startsB(batch: u32, column: u32) -> vec4<u32> {
  let columns = vec4<u32>(column) + vec4<u32>(0u, 1u, 2u, 3u);
  if (IS_B_ALONG_K) { return (batch * shape.n + min(columns, vec4<u32>(shape.n - 1u))) * (shape.k / 4u); }
  return vec4<u32>(batch * shape.k * (shape.n / 4u) + min(column / 4u, shape.n / 4u - 1u));
}

/// Column i holds four steps of k, from 4·at, of row i.
fn blockA(starts: vec4<u32>, at: u32) -> mat4x4<f32> {
  if (IS_A_ALONG_K) {
    return mat4x4<f32>(
      vec4<f32>(a[starts.x + at]), vec4<f32>(a[starts.y + at]), vec4<f32>(a[starts.z + at]), vec4<f32>(a[starts.w + at]),
    );
  }
  let pitch = shape.m / 4u;
  let first = starts.x + 4u * at * pitch;
  return transpose(mat4x4<f32>(
    vec4<f32>(a[first]), vec4<f32>(a[first + pitch]), vec4<f32>(a[first + 2u * pitch]), vec4<f32>(a[first + 3u * pitch]),
  ));
}

/// Column i holds four columns of B at depth 4·at + i.
fn blockB(starts: vec4<u32>, at: u32) -> mat4x4<f32> {
  if (IS_B_ALONG_K) {
    return transpose(mat4x4<f32>(
      vec4<f32>(b[starts.x + at]), vec4<f32>(b[starts.y + at]), vec4<f32>(b[starts.z + at]), vec4<f32>(b[starts.w + at]),
    ));
  }
  let pitch = shape.n / 4u;
  let first = starts.x + 4u * at * pitch;
  return mat4x4<f32>(
    vec4<f32>(b[first]), vec4<f32>(b[first + pitch]), vec4<f32>(b[first + 2u * pitch]), vec4<f32>(b[first + 3u * pitch]),
  );
}

/// One row of four columns of C, four steps of k further.
fn advanceRow(sums: vec4<f32>, a: vec4<f32>, b: mat4x4<f32>) -> vec4<f32> {
  return fma(vec4<f32>(a.w), b[3], fma(vec4<f32>(a.z), b[2], fma(vec4<f32>(a.y), b[1], fma(vec4<f32>(a.x), b[0], sums))));
}

/// Four steps of k on a 4 × 4 block whose columns are rows of C.
fn advance(sums: mat4x4<f32>, a: mat4x4<f32>, b: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    advanceRow(sums[0], a[0], b), advanceRow(sums[1], a[1], b), advanceRow(sums[2], a[2], b), advanceRow(sums[3], a[3], b),
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

fn storeBlock(batch: u32, row: u32, column: u32, values: mat4x4<f32>) {
  store(batch, row, column, values[0]);
  store(batch, row + 1u, column, values[1]);
  store(batch, row + 2u, column, values[2]);
  store(batch, row + 3u, column, values[3]);
}

@compute @workgroup_size(GROUP_N, GROUP_M)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * 16u;
  let column = id.x * 8u;
  if (row >= shape.m || column >= shape.n) { return; }
  let rows0 = startsA(id.z, row);
  let rows1 = startsA(id.z, row + 4u);
  let rows2 = startsA(id.z, row + 8u);
  let rows3 = startsA(id.z, row + 12u);
  let columns0 = startsB(id.z, column);
  let columns1 = startsB(id.z, column + 4u);
  // Named by row block and column block.
  var c00 = mat4x4<f32>(); var c01 = mat4x4<f32>();
  var c10 = mat4x4<f32>(); var c11 = mat4x4<f32>();
  var c20 = mat4x4<f32>(); var c21 = mat4x4<f32>();
  var c30 = mat4x4<f32>(); var c31 = mat4x4<f32>();
  for (var at = 0u; at < shape.k / 4u; at++) {
    let left = blockB(columns0, at);
    let right = blockB(columns1, at);
    let a0 = blockA(rows0, at);
    c00 = advance(c00, a0, left);
    c01 = advance(c01, a0, right);
    let a1 = blockA(rows1, at);
    c10 = advance(c10, a1, left);
    c11 = advance(c11, a1, right);
    let a2 = blockA(rows2, at);
    c20 = advance(c20, a2, left);
    c21 = advance(c21, a2, right);
    let a3 = blockA(rows3, at);
    c30 = advance(c30, a3, left);
    c31 = advance(c31, a3, right);
  }
  storeBlock(id.z, row, column, c00);
  storeBlock(id.z, row, column + 4u, c01);
  storeBlock(id.z, row + 4u, column, c10);
  storeBlock(id.z, row + 4u, column + 4u, c11);
  storeBlock(id.z, row + 8u, column, c20);
  storeBlock(id.z, row + 8u, column + 4u, c21);
  storeBlock(id.z, row + 12u, column, c30);
  storeBlock(id.z, row + 12u, column + 4u, c31);
}
