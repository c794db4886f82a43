// The arithmetic ceiling: every invocation runs `iterations` rounds of x ← x·a + b on 8 independent vec4 chains and
// writes the sum of its 32 numbers. Work 64 FLOP a round and invocation, computed in Element; no reads.
// a = −(1 − 2⁻ʲ) contracts towards b/(1 − a), so nothing overflows, goes subnormal, or can be folded: a and b are
// run-time bits. Edges: the last workgroup is guarded; rounds beyond a multiple of 16 run one by one.

alias Element = f32;
const INVOCATIONS: u32 = 64;

struct Shape { invocations: u32, iterations: u32, factor: u32, addend: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [invocations]
@group(0) @binding(1) var<storage, read_write> y: array<Element>;

alias Lanes = vec4<Element>;
struct Chains { c0: Lanes, c1: Lanes, c2: Lanes, c3: Lanes, c4: Lanes, c5: Lanes, c6: Lanes, c7: Lanes }

fn advance(x: Chains, a: Lanes, b: Lanes) -> Chains {
  return Chains(
    fma(x.c0, a, b), fma(x.c1, a, b), fma(x.c2, a, b), fma(x.c3, a, b),
    fma(x.c4, a, b), fma(x.c5, a, b), fma(x.c6, a, b), fma(x.c7, a, b),
  );
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let invocation = (group.y * groups.x + group.x) * INVOCATIONS + index;
  if (invocation >= shape.invocations) { return; }
  let a = Lanes(Element(bitcast<f32>(shape.factor)));
  let b = Lanes(Element(bitcast<f32>(shape.addend)));
  // Chain c, lane l starts at (invocation mod 256 + 4·c + l)/512.
  let first = vec4<f32>(f32(invocation % 256u)) + vec4<f32>(0.0, 1.0, 2.0, 3.0);
  var x = Chains(
    Lanes(first * 0.001953125), Lanes((first + 4.0) * 0.001953125), Lanes((first + 8.0) * 0.001953125), Lanes((first + 12.0) * 0.001953125),
    Lanes((first + 16.0) * 0.001953125), Lanes((first + 20.0) * 0.001953125), Lanes((first + 24.0) * 0.001953125), Lanes((first + 28.0) * 0.001953125),
  );
  var done = 0u;
  // Sixteen rounds as values that are never assigned: the form that compilers keep in registers.
  for (; done + 16u <= shape.iterations; done += 16u) {
    let x1 = advance(x, a, b);
    let x2 = advance(x1, a, b);
    let x3 = advance(x2, a, b);
    let x4 = advance(x3, a, b);
    let x5 = advance(x4, a, b);
    let x6 = advance(x5, a, b);
    let x7 = advance(x6, a, b);
    let x8 = advance(x7, a, b);
    let x9 = advance(x8, a, b);
    let x10 = advance(x9, a, b);
    let x11 = advance(x10, a, b);
    let x12 = advance(x11, a, b);
    let x13 = advance(x12, a, b);
    let x14 = advance(x13, a, b);
    let x15 = advance(x14, a, b);
    x = advance(x15, a, b);
  }
  for (; done < shape.iterations; done++) { x = advance(x, a, b); }
  let sum = ((vec4<f32>(x.c0) + vec4<f32>(x.c1)) + (vec4<f32>(x.c2) + vec4<f32>(x.c3)))
    + ((vec4<f32>(x.c4) + vec4<f32>(x.c5)) + (vec4<f32>(x.c6) + vec4<f32>(x.c7)));
  y[invocation] = Element((sum.x + sum.y) + (sum.z + sum.w));
}
