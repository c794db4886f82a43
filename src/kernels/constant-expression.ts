// The value of a WGSL expression of constants: whole numbers, comparisons, and, or. Rests on nothing.

/** Names and their values; booleans as 0 and 1. */
export type Known = ReadonlyMap<string, number>;

type Fold = (a: number, b: number) => number;

/** Binary operators, loosest first; u32 division cuts the fraction off. */
const LEVELS: readonly Readonly<Record<string, Fold>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '==': (a, b) => Number(a === b),
  },
  { '<<': (a, b) => a << b, '>>': (a, b) => a >>> b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b },
];

const TOKEN = /\s*(\d+u?|[A-Za-z_][\w.]*|<<|>>|<=|>=|==|&&|\|\||[-+*/%<>()])/y;

/** Undefined where the text holds a name that is not known, or anything but such an expression. */
export function constantValue(text: string, known: Known): number | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const read = binary(tokens, 0, 0, known);
  return read?.next === tokens.length ? read.value : undefined;
}

interface Read {
  readonly value: number;
  readonly next: number;
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const trimmed = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const [, token] = TOKEN.exec(trimmed) ?? [];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function binary(tokens: readonly string[], at: number, level: number, known: Known): Read | undefined {
  const operators = LEVELS[level];
  if (operators === undefined) return operand(tokens, at, known);
  let left = binary(tokens, at, level + 1, known);
  while (left !== undefined) {
    const fold = operators[tokens[left.next] ?? ''];
    if (fold === undefined) return left;
    const right = binary(tokens, left.next + 1, level + 1, known);
    left = right && { value: fold(left.value, right.value), next: right.next };
  }
  return undefined;
}

function operand(tokens: readonly string[], at: number, known: Known): Read | undefined {
  const token = tokens[at] ?? '';
  if (token === '(') {
    const inner = binary(tokens, at + 1, 0, known);
    return inner && tokens[inner.next] === ')' ? { value: inner.value, next: inner.next + 1 } : undefined;
  }
  const value = /^\d/.test(token) ? Number.parseInt(token, 10) : token === 'true' ? 1 : token === 'false' ? 0 : known.get(token);
  return value === undefined ? undefined : { value, next: at + 1 };
}
