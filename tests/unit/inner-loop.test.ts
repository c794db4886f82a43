// Counting from a shader's text: on a small planted one, and on the tile whose inner loop is known by hand.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/kernels/catalogue.ts';
import { constantValue } from '../../src/kernels/constant-expression.ts';
import { countLoop, workgroupBytes } from '../../src/kernels/inner-loop.ts';
import { specialise } from '../../src/kernels/specialise.ts';

const PLANTED = `
const LANES: u32 = 4;
const TILE: u32 = LANES * 2 + 1; // a fma(vec4<f32>(in a comment), slab[0], a)
const IS_WIDE: bool = false;
var<workgroup> slab: array<vec4<f32>, TILE>;
var<workgroup> scores: array<f32, LANES>;
@group(0) @binding(1) var<storage, read> w: array<vec4<Element>>;
fn quad(at: u32) -> vec4<f32> {
  if (at > shape.n) { return vec4<f32>(); }
  return vec4<f32>(w[at]);
}
fn main() {
  var sum = vec4<f32>();
  var narrow = 0.0;
  for (var depth = 0u; depth < shape.k; depth += TILE) {
    for (var at = index; at < 32u; at += 16u) { slab[at] = quad(at); }
    workgroupBarrier();
    for (var k = 0u; k < TILE; k++) {
      sum = fma(vec4<f32>(scores[k]), slab[k], sum);
      narrow = fma(scores[k], 2.0, narrow);
      if (IS_WIDE) { sum = fma(vec4<f32>(1.0), slab[k + 1u], sum); }
    }
  }
}`;

function sourceOf(id: string): string {
  const kernel = CATALOGUE.find((candidate) => candidate.id === id);
  if (!kernel) throw new Error(`no kernel ${id}`);
  return specialise(kernel.source, kernel.constants);
}

describe('a planted shader', () => {
  it('has in its inner loop one vec4 and one scalar multiply-add, three loads of workgroup memory and none of a buffer', () => {
    expect(countLoop(PLANTED, 'k < TILE')).toEqual({
      round: { fmaLanes: 5, workgroupAccesses: 3, workgroupLanes: 6, globalAccesses: 0, globalLanes: 0, barriers: 0 },
      accumulatorLanes: 5,
    });
  });

  it('has nine rounds of it, two vec4 loads and a barrier in each round of the outer loop', () => {
    expect(countLoop(PLANTED, 'depth < shape.k').round).toEqual({
      fmaLanes: 45,
      workgroupAccesses: 27,
      workgroupLanes: 54,
      globalAccesses: 2,
      globalLanes: 8,
      barriers: 1,
    });
  });

  it('holds 9 vec4 and 4 numbers in workgroup memory', () => {
    expect(workgroupBytes(PLANTED)).toBe(16 * 9 + 4 * 4);
  });

  it('throws for a loop that is not there, and for rounds that only the shape knows', () => {
    expect(() => countLoop(PLANTED, 'k < NOTHING')).toThrow('no loop');
    const unknown = PLANTED.replace('k < TILE', 'k < shape.k');
    expect(() => countLoop(unknown, 'depth < shape.k')).toThrow('not known');
    expect(countLoop(unknown, 'depth < shape.k', { 'shape.k': 2 }).round.fmaLanes).toBe(10);
  });
});

describe.each([
  ['128x128x8', 128, 128, 8],
  ['128x64x16', 128, 64, 16],
  ['64x64x16', 64, 64, 16],
])('matmul-tile %s', (size, m, n, k) => {
  const source = sourceOf(`matmul-tile/nt/${size}/f32`);

  it('has 64 lanes of multiply-adds and four vec4 loads a step of k, as 8 × 8 outputs of 8 + 8 elements need', () => {
    const { round, accumulatorLanes } = countLoop(source, 'k < TILE_K');
    expect(round).toMatchObject({ fmaLanes: 64, workgroupAccesses: 4, workgroupLanes: 16, globalLanes: 0, barriers: 0 });
    expect(accumulatorLanes).toBe(64);
  });

  it('reads 1/TILE_M + 1/TILE_N elements a multiply-add, and waits twice a slab', () => {
    const { round } = countLoop(source, 'depth < shape.k');
    expect(round.fmaLanes).toBe(64 * k);
    expect(round.globalLanes / round.fmaLanes).toBeCloseTo(1 / m + 1 / n, 12);
    expect(round.barriers).toBe(2);
  });
});

it.each(
  CATALOGUE.filter(({ id }) => /^(matmul-tile|matvec\/|attention-prefill\/).*f32$/.test(id)).map(
    (kernel) => [kernel.id, kernel] as const,
  ),
)('%s declares as much workgroup memory as the catalogue says', (_, kernel) => {
  expect(workgroupBytes(specialise(kernel.source, kernel.constants))).toBe(kernel.requirements.workgroupBytes);
});

it('constant expressions keep WGSL’s precedence and cut quotients', () => {
  const known = new Map([
    ['TILE', 64],
    ['shape.k', 3],
  ]);
  expect(constantValue('TILE / 4 + 1', known)).toBe(17);
  expect(constantValue('(1 << 4) - 1', known)).toBe(15);
  expect(constantValue('TILE > 96u || shape.k == 3', known)).toBe(1);
  expect(constantValue('TILE * 2 % 5u', known)).toBe(3);
  expect(constantValue('7 / 2', known)).toBe(3);
  expect(constantValue('TILE / other', known)).toBeUndefined();
  expect(constantValue('f(TILE)', known)).toBeUndefined();
});
