// The laws of specialise: one declaration changes, nothing else, and no line moves.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/kernels/catalogue.ts';
import { passesOf } from '../../src/kernels/kernel.ts';
import { specialise } from '../../src/kernels/specialise.ts';

const SOURCE = `// TILE_M is a parameter; const TILE_M: u32 = 1; in a comment is none.
alias Element = f32;
const TILE_M: u32 = 64;
const TILE_MN = TILE_M * 2;
@compute @workgroup_size(TILE_M) fn main() { let TILE_M_LOCAL = 3; }
`;

describe('specialise', () => {
  it('replaces the right-hand side of the named declaration and nothing else', () => {
    expect(specialise(SOURCE, { TILE_M: 32 })).toBe(
      SOURCE.replace('const TILE_M: u32 = 64;', 'const TILE_M: u32 = 32;').replace('= 32; in a comment', '= 1; in a comment'),
    );
  });

  it('returns the text unchanged without constants', () => {
    expect(specialise(SOURCE, {})).toBe(SOURCE);
  });

  it('refuses a name that is not declared, naming it', () => {
    expect(() => specialise(SOURCE, { TILE_K: 8 })).toThrow('TILE_K is declared 0 times');
  });

  it('refuses a name that is declared twice', () => {
    expect(() => specialise(`${SOURCE}const TILE_M: u32 = 8;\n`, { TILE_M: 32 })).toThrow('TILE_M is declared 2 times');
  });

  it('takes a value literally, dollar signs included', () => {
    expect(specialise('const A = 1;', { A: '$&$1' })).toBe('const A = $&$1;');
  });

  it('enables f16 on line 1 exactly where a value is an f16 type, moving no line', () => {
    const half = specialise(SOURCE, { Element: 'f16' });
    expect(half.startsWith('enable f16; //')).toBe(true);
    expect(half.split('\n').length).toBe(SOURCE.split('\n').length);
    expect(specialise(SOURCE, { Element: 'f32', TILE_M: 16 })).not.toContain('enable');
  });

  it('gives every kernel of the catalogue its constants', () => {
    expect(CATALOGUE.length).toBeGreaterThan(50);
    for (const [precision, { source, constants }] of CATALOGUE.flatMap((kernel) =>
      passesOf(kernel).map((pass) => [kernel.precision, pass] as const),
    )) {
      const text = specialise(source, constants);
      for (const [name, value] of Object.entries(constants))
        expect(text.split('\n').filter((line) => line.includes(` ${name}`) && line.endsWith(` = ${value};`))).toHaveLength(1);
      expect(text.includes('enable f16;')).toBe(precision === 'f16');
    }
  });
});
