// One workgroup writes one element, the value 1: the launch overhead. No reads, no work, no edges.

alias Element = f32;

struct Shape { value: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [1]
@group(0) @binding(1) var<storage, read_write> y: array<Element>;

@compute @workgroup_size(1)
fn main() {
  y[0] = Element(shape.value);
}
