// dTable[v,:] = Σ dy[r,:] over the rows r whose token, tokens[r] mod vocabulary, is v: a workgroup takes one row of the table, marks the rows of dy that
// read it in a mask that all share, and adds those in ascending order: a gather, without atomics, the same bits every time.
// Work 1 FLOP an element of dy; reads dy once, writes the whole table. Sums in f32. Each workgroup reads every token once.
// Edges: surplus workgroups return; at most 32·WORDS rows; the width must be a multiple of LANES.

alias Element = f32;
/// One access: vec4<Element>, or Element with LANES = 1 for ragged widths; Wide is the same in f32.
alias Vector = vec4<Element>;
alias Wide = vec4<f32>;
const LANES: u32 = 4;
const INVOCATIONS: u32 = 64;
const WORDS: u32 = 256;

struct Shape { rows: u32, width: u32, vocabulary: u32 }

@group(0) @binding(0) var<uniform> shape: Shape;
/// [rows, width]
@group(0) @binding(1) var<storage, read> dy: array<Vector>;
/// [rows]
@group(0) @binding(2) var<storage, read> tokens: array<u32>;
/// [vocabulary, width]
@group(0) @binding(3) var<storage, read_write> gradient: array<Vector>;

/// Bit b of word i: whether row 32·i + b reads this workgroup's row of the table.
var<workgroup> marks: array<u32, WORDS>;

fn token(row: u32) -> u32 { return tokens[row] % shape.vocabulary; }

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let word = group.y * groups.x + group.x;
  if (word >= shape.vocabulary) { return; }
  let words = min(WORDS, (shape.rows + 31u) / 32u);
  for (var i = index; i < words; i += INVOCATIONS) {
    var mark = 0u;
    for (var bit = 0u; bit < 32u && 32u * i + bit < shape.rows; bit++) {
      if (token(32u * i + bit) == word) { mark |= 1u << bit; }
    }
    marks[i] = mark;
  }
  workgroupBarrier();
  let pitch = shape.width / LANES;
  for (var at = index; at < pitch; at += INVOCATIONS) {
    var sum = Wide();
    for (var i = 0u; i < words; i++) {
      var left = marks[i];
      while (left != 0u) {
        sum += Wide(dy[(32u * i + firstTrailingBit(left)) * pitch + at]);
        left &= left - 1u;
      }
    }
    gradient[word * pitch + at] = Vector(sum);
  }
}
