// C[m,n] = Σ_k A·B; an invocation computes 8 × 8 elements in registers straight from storage, four steps of k at a
// time, without workgroup memory or barriers: for adapters on which barriers cost more than repeated loads.
// Work 2·m·n·k FLOP; reads m·n·k/4 elements, mostly from cache; f32 accumulation.
// Edges: rows and columns beyond the matrices repeat the last ones and are not stored. k and the contiguous extents
// of A and B must be multiples of 4.

alias Element = f32;
/// Whether the rows of A run along k (A[m,k]) or along m (A[k,m]).
const IS_A_ALONG_K: bool = true;
/// Whether the rows of B run along k (B[n,k]) or along n (B[k,n]).
const IS_B_ALONG_K: bool = true;
const GROUP_M: u32 = 4;
const GROUP_N: u32 = 4;

struct Shape { m: u32, n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [m,k] or [k,m]
@group(0) @binding(1) var<storage, read> a: array<vec4<Element>>;
/// [n,k] or [k,n]
@group(0) @binding(2) var<storage, read> b: array<vec4<Element>>;
/// [m,n]
@group(0) @binding(3) var<storage, read_write> c: array<Element>;

/// Column i holds rows row … row + 3 of A at depth k + i.
fn blockA(row: u32, k: u32) -> mat4x4<f32> {
  if (IS_A_ALONG_K) {
    let last = shape.m - 1u;
    let pitch = shape.k / 4u;
    let at = k / 4u;
    return transpose(mat4x4<f32>(
      vec4<f32>(a[min(row, last) * pitch + at]), vec4<f32>(a[min(row + 1u, last) * pitch + at]),
      vec4<f32>(a[min(row + 2u, last) * pitch + at]), vec4<f32>(a[min(row + 3u, last) * pitch + at]),
    ));
  }
  let pitch = shape.m / 4u;
  let at = k * pitch + min(row / 4u, pitch - 1u);
  return mat4x4<f32>(
    vec4<f32>(a[at]), vec4<f32>(a[at + pitch]), vec4<f32>(a[at + 2u * pitch]), vec4<f32>(a[at + 3u * pitch]),
  );
}

/// Column i holds columns column … column + 3 of B at depth k + i.
fn blockB(column: u32, k: u32) -> mat4x4<f32> {
  if (IS_B_ALONG_K) {
    let last = shape.n - 1u;
    let pitch = shape.k / 4u;
    let at = k / 4u;
    return transpose(mat4x4<f32>(
      vec4<f32>(b[min(column, last) * pitch + at]), vec4<f32>(b[min(column + 1u, last) * pitch + at]),
      vec4<f32>(b[min(column + 2u, last) * pitch + at]), vec4<f32>(b[min(column + 3u, last) * pitch + at]),
    ));
  }
  let pitch = shape.n / 4u;
  let at = k * pitch + min(column / 4u, pitch - 1u);
  return mat4x4<f32>(
    vec4<f32>(b[at]), vec4<f32>(b[at + pitch]), vec4<f32>(b[at + 2u * pitch]), vec4<f32>(b[at + 3u * pitch]),
  );
}

/// Four steps of k on a 4 × 4 block whose columns are rows of C.
fn advance(sums: mat4x4<f32>, a: mat4x4<f32>, b: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    fma(vec4<f32>(a[3].x), b[3], fma(vec4<f32>(a[2].x), b[2], fma(vec4<f32>(a[1].x), b[1], fma(vec4<f32>(a[0].x), b[0], sums[0])))),
    fma(vec4<f32>(a[3].y), b[3], fma(vec4<f32>(a[2].y), b[2], fma(vec4<f32>(a[1].y), b[1], fma(vec4<f32>(a[0].y), b[0], sums[1])))),
    fma(vec4<f32>(a[3].z), b[3], fma(vec4<f32>(a[2].z), b[2], fma(vec4<f32>(a[1].z), b[1], fma(vec4<f32>(a[0].z), b[0], sums[2])))),
    fma(vec4<f32>(a[3].w), b[3], fma(vec4<f32>(a[2].w), b[2], fma(vec4<f32>(a[1].w), b[1], fma(vec4<f32>(a[0].w), b[0], sums[3])))),
  );
}

fn store(row: u32, column: u32, value: vec4<f32>) {
  if (row >= shape.m) { return; }
  let at = row * shape.n + column;
  if (column < shape.n) { c[at] = Element(value.x); }
  if (column + 1u < shape.n) { c[at + 1u] = Element(value.y); }
  if (column + 2u < shape.n) { c[at + 2u] = Element(value.z); }
  if (column + 3u < shape.n) { c[at + 3u] = Element(value.w); }
}

fn storeBlock(row: u32, column: u32, values: mat4x4<f32>) {
  store(row, column, values[0]);
  store(row + 1u, column, values[1]);
  store(row + 2u, column, values[2]);
  store(row + 3u, column, values[3]);
}

@compute @workgroup_size(GROUP_N, GROUP_M)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * 8u;
  let column = id.x * 8u;
  if (row >= shape.m || column >= shape.n) { return; }
  var upperLeft = mat4x4<f32>();
  var upperRight = mat4x4<f32>();
  var lowerLeft = mat4x4<f32>();
  var lowerRight = mat4x4<f32>();
  for (var k = 0u; k < shape.k; k += 4u) {
    let upper = blockA(row, k);
    let lower = blockA(row + 4u, k);
    let left = blockB(column, k);
    let right = blockB(column + 4u, k);
    upperLeft = advance(upperLeft, upper, left);
    upperRight = advance(upperRight, upper, right);
    lowerLeft = advance(lowerLeft, lower, left);
    lowerRight = advance(lowerRight, lower, right);
  }
  storeBlock(row, column, upperLeft);
  storeBlock(row, column + 4u, upperRight);
  storeBlock(row + 4u, column, lowerLeft);
  storeBlock(row + 4u, column + 4u, lowerRight);
}
