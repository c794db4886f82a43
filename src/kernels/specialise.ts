// Gives a shader's declared parameters other values. Rests on nothing.
// A shader stays a complete module: only the right-hand side of `const NAME … = …;` or `alias NAME = …;` changes,
// and no line moves, so compiler messages keep the file's own line numbers.
import type { Constants } from './kernel.ts';

/**
 * The text of `source` with each named declaration's right-hand side replaced.
 * Names must be declared exactly once, at the start of a line; anything else throws. Where the result names
 * f16 as a value, `enable f16;` is put before line 1, on the same line.
 */
export function specialise(source: string, constants: Constants): string {
  let text = source;
  for (const [name, value] of Object.entries(constants)) text = replaceDeclaration(text, name, String(value));
  const isHalf = Object.values(constants).some((value) => /\bf16\b/.test(String(value)));
  return isHalf ? `enable f16; ${text}` : text;
}

function replaceDeclaration(source: string, name: string, value: string): string {
  const declaration = new RegExp(`^((?:const|alias)[ \\t]+${name}\\b[^=;\\n]*=[ \\t]*)[^;\\n]+;`, 'gm');
  const found = source.match(declaration)?.length ?? 0;
  if (found !== 1) throw new Error(`specialise: ${name} is declared ${found} times in the shader, expected once`);
  return source.replace(declaration, (_, left: string) => `${left}${value};`);
}
