// What SPAN steps of k add to C[m,n] = Σ_k A·B, for few outputs and a very long k: a workgroup takes 8 × 8 elements and one split of
// k, so that few outputs keep many workgroups busy; split-sum.wgsl adds the splits up. Within a split as in matmul-split.wgsl:
// the invocations side by side along k, each 8 × 8 in registers, one barrier, and a sum over the invocations.
// Work 2·m·n·k FLOP; reads m·n·k/4 elements, as an 8 × 8 register tile does, and writes m·n a split; f32 accumulation.
// Edges: rows and columns beyond the matrices repeat the last ones and are not stored. k and the contiguous extents
// of A and B must be multiples of 4; the last split may be short.

alias Element = f32;
/// Whether the rows of A run along k (A[m,k]) or along m (A[k,m]).
const IS_A_ALONG_K: bool = true;
/// Whether the rows of B run along k (B[n,k]) or along n (B[k,n]).
const IS_B_ALONG_K: bool = true;
/// Invocations that share k; 64 need 16 KiB, all that every device offers.
const SPLIT: u32 = 64;
/// Steps of k that a workgroup takes.
const SPAN: u32 = 1024;

struct Shape { m: u32, n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [m,k] or [k,m]
@group(0) @binding(1) var<storage, read> a: array<vec4<Element>>;
/// [n,k] or [k,n]
@group(0) @binding(2) var<storage, read> b: array<vec4<Element>>;
/// [splits, m, n]
@group(0) @binding(3) var<storage, read_write> splitSums: array<f32>;

/// [invocation, row, half of a row]
var<workgroup> parts: array<vec4<f32>, SPLIT * 16>;

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

fn keep(at: u32, left: mat4x4<f32>, right: mat4x4<f32>) {
  for (var row = 0u; row < 4u; row++) {
    parts[at + 2u * row] = left[row];
    parts[at + 2u * row + 1u] = right[row];
  }
}

@compute @workgroup_size(SPLIT)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let row = group.y * 8u;
  let column = group.x * 8u;
  var upperLeft = mat4x4<f32>();
  var upperRight = mat4x4<f32>();
  var lowerLeft = mat4x4<f32>();
  var lowerRight = mat4x4<f32>();
  let end = min((group.z + 1u) * SPAN, shape.k);
  for (var k = group.z * SPAN + index * 4u; k < end; k += SPLIT * 4u) {
    let upper = blockA(row, k);
    let lower = blockA(row + 4u, k);
    let left = blockB(column, k);
    let right = blockB(column + 4u, k);
    upperLeft = advance(upperLeft, upper, left);
    upperRight = advance(upperRight, upper, right);
    lowerLeft = advance(lowerLeft, lower, left);
    lowerRight = advance(lowerRight, lower, right);
  }
  keep(index * 16u, upperLeft, upperRight);
  keep(index * 16u + 8u, lowerLeft, lowerRight);
  workgroupBarrier();
  for (var element = index; element < 64u; element += SPLIT) {
    var sum = 0.0;
    for (var part = 0u; part < SPLIT; part++) { sum += parts[part * 16u + element / 4u][element % 4u]; }
    let y = row + element / 8u;
    let x = column + element % 8u;
    if (y < shape.m && x < shape.n) { splitSums[(group.z * shape.m + y) * shape.n + x] = sum; }
  }
}
