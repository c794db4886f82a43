// O[heads, headDim] of one query from what attention-decode-split.wgsl left of each split of the keys: every split's output
// weighed by exp(its maximum − the largest), over the sum of the sums so weighed. A workgroup takes one head.
// Work 2·headDim FLOP a split and head; reads every part once; in f32.
// Edges: any number of splits; headDim must be a multiple of 4, at most 4·INVOCATIONS.
// Source: Dao et al. 2023 (splitting the keys); no code taken over.

alias Element = f32;
const INVOCATIONS: u32 = 64;

/// Below any score, and finite: implementations may assume that infinities do not occur.
const LOWEST: f32 = -1e30;

struct Shape { splits: u32, headDim: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [heads, splits, headDim / 4 + 1]: the outputs, not yet divided; then the maximum and the sum of the weights
@group(0) @binding(1) var<storage, read> parts: array<vec4<f32>>;
/// [heads, headDim]
@group(0) @binding(2) var<storage, read_write> o: array<vec4<Element>>;

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) quad: u32) {
  let pitch = shape.headDim / 4u;
  if (quad >= pitch) { return; }
  let start = group.x * shape.splits * (pitch + 1u);
  var maximum = LOWEST;
  for (var split = 0u; split < shape.splits; split++) { maximum = max(maximum, parts[start + split * (pitch + 1u) + pitch].x); }
  var sum = 0.0;
  var output = vec4<f32>();
  for (var split = 0u; split < shape.splits; split++) {
    let at = start + split * (pitch + 1u);
    let share = exp(parts[at + pitch].x - maximum);
    sum = fma(parts[at + pitch].y, share, sum);
    output = fma(parts[at + quad], vec4<f32>(share), output);
  }
  o[group.x * pitch + quad] = vec4<Element>(output / sum);
}
