// C[m,n] = Σ_k A·B, one output element an invocation, no reuse: the yardstick, and the form that takes any shape.
// Each z of the grid is one matrix of a batch.
// Work 2·m·n·k FLOP; traffic up to 2·m·n·k elements (caches may save most of it); f32 accumulation.
// Edges: any m, n, k ≥ 1. Rests on nothing but scalar loads.

alias Element = f32;
/// Whether the rows of A run along k (A[m,k]) or along m (A[k,m]).
const IS_A_ALONG_K: bool = true;
/// Whether the rows of B run along k (B[n,k]) or along n (B[k,n]).
const IS_B_ALONG_K: bool = true;

struct Shape { m: u32, n: u32, k: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [batch,m,k] or [batch,k,m]
@group(0) @binding(1) var<storage, read> a: array<Element>;
/// [batch,n,k] or [batch,k,n]
@group(0) @binding(2) var<storage, read> b: array<Element>;
/// [batch,m,n]
@group(0) @binding(3) var<storage, read_write> c: array<Element>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= shape.n || id.y >= shape.m) { return; }
  let startA = id.z * shape.m * shape.k + select(id.y, id.y * shape.k, IS_A_ALONG_K);
  let startB = id.z * shape.n * shape.k + select(id.x, id.x * shape.k, IS_B_ALONG_K);
  let stepA = select(shape.m, 1u, IS_A_ALONG_K);
  let stepB = select(shape.n, 1u, IS_B_ALONG_K);
  var sum = 0.0;
  for (var k = 0u; k < shape.k; k++) {
    sum = fma(f32(a[startA + k * stepA]), f32(b[startB + k * stepB]), sum);
  }
  c[(id.z * shape.m + id.y) * shape.n + id.x] = Element(sum);
}
