// What a loop of a shader's text does, by counting: multiply-adds, loads, barriers. Rests on constant-expression.ts.
// It knows the subset of WGSL that shaders/ is written in, with braces around every block. Counts are those of one
// invocation; a loop that invocations share counts its mean. A branch that constants do not decide counts as taken.
import { constantValue, type Known } from './constant-expression.ts';

/** One invocation's work. A vec4 is four lanes and one access. */
export interface Counts {
  readonly fmaLanes: number;
  readonly workgroupAccesses: number;
  readonly workgroupLanes: number;
  readonly globalAccesses: number;
  readonly globalLanes: number;
  readonly barriers: number;
}

export interface CountedLoop {
  /** One round of it, loops inside unrolled. */
  readonly round: Counts;
  /** Registers that its rounds add to, in lanes. */
  readonly accumulatorLanes: number;
}

/** A straight piece of text that runs `times` times. */
interface Piece {
  readonly text: string;
  readonly times: number;
}

interface Module {
  readonly text: string;
  readonly known: Known;
  readonly functions: ReadonlyMap<string, string>;
  /** Lanes of an element of each array in workgroup memory, and in a storage buffer. */
  readonly workgroup: ReadonlyMap<string, number>;
  readonly global: ReadonlyMap<string, number>;
}

const NOTHING: Counts = {
  fmaLanes: 0,
  workgroupAccesses: 0,
  workgroupLanes: 0,
  globalAccesses: 0,
  globalLanes: 0,
  barriers: 0,
};

/**
 * One round of the loop whose condition is `condition`, in a specialised text. `given` values names that only a shape
 * knows. Throws where there is no such loop or a count of rounds inside it stays unknown.
 */
export function countLoop(specialised: string, condition: string, given: Readonly<Record<string, number>> = {}): CountedLoop {
  const module = moduleOf(specialised, given);
  const at = module.text.indexOf(`; ${condition};`);
  if (at < 0) throw new Error(`inner loop: no loop with the condition ${condition}`);
  const [, bodyAt] = enclosed(module.text, module.text.lastIndexOf('(', at), '(', ')');
  const [body] = enclosed(module.text, module.text.indexOf('{', bodyAt), '{', '}');
  return { round: countOf(module, body), accumulatorLanes: accumulatorsOf(module, body) };
}

/** Bytes of the arrays in workgroup memory of a specialised text. */
export function workgroupBytes(specialised: string): number {
  const { text, known } = moduleOf(specialised, {});
  return [...text.matchAll(/var<workgroup> \w+: array<((?:vec[24]<)?)\w+>?, ([^;]+)>;/g)].reduce(
    (sum, [, vector, length = '']) => sum + 4 * lanesOf(vector) * (constantValue(length, known) ?? Number.NaN),
    0,
  );
}

function moduleOf(specialised: string, given: Readonly<Record<string, number>>): Module {
  const text = specialised.replaceAll(/\/\/[^\n]*/g, '');
  const known = new Map(Object.entries(given));
  for (const [, name = '', value = ''] of text.matchAll(/^const (\w+)[^=\n]*= ([^;]+);/gm)) {
    const number = constantValue(value, known);
    if (number !== undefined) known.set(name, number);
  }
  const functions = new Map<string, string>();
  for (const found of text.matchAll(/^fn (\w+)\(/gm)) {
    if (found[1] !== undefined) functions.set(found[1], enclosed(text, text.indexOf('{', found.index), '{', '}')[0]);
  }
  const arrays = (space: string) =>
    new Map(
      [...text.matchAll(new RegExp(`var<${space}[^>]*> (\\w+): array<((?:vec[24]<)?)`, 'g'))].map(
        ([, name = '', vector]) => [name, lanesOf(vector)] as const,
      ),
    );
  functions.delete('main');
  return { text, known, functions, workgroup: arrays('workgroup'), global: arrays('storage') };
}

function lanesOf(vector: string | undefined): number {
  return Number(vector?.[3] ?? 1);
}

/** What stands between the bracket at `at` and its partner, and where the text goes on. */
function enclosed(text: string, at: number, open: string, close: string): readonly [inside: string, next: number] {
  let depth = 0;
  for (let end = at; end < text.length; end++) {
    if (text[end] === open) depth++;
    else if (text[end] === close && --depth === 0) return [text.slice(at + 1, end), end + 1];
  }
  throw new Error(`inner loop: ${open} at ${at} is not closed`);
}

/** The text as straight pieces, loops multiplied out and branches decided where constants decide them. */
function piecesOf(known: Known, text: string, times: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  for (;;) {
    const found = /\b(for|if|while) \(/.exec(rest);
    if (found === null) return [...pieces, { text: rest, times }];
    const [header, blockAt] = enclosed(rest, found.index + found[0].length - 1, '(', ')');
    const [block, next] = enclosed(rest, rest.indexOf('{', blockAt), '{', '}');
    pieces.push({ text: rest.slice(0, found.index), times });
    rest = rest.slice(next);
    const within = (share: number) => pieces.push(...piecesOf(known, block, times * share));
    if (found[1] !== 'if') {
      within(roundsOf(header, known));
      continue;
    }
    const isTaken = constantValue(header, known);
    if (isTaken !== 0) within(1);
    if (isTaken === 1 && /^\s*return\b/.test(block)) return pieces;
  }
}

/** (limit − start) / step; a start that differs between invocations is their share of the first step, and counts as none. */
function roundsOf(header: string, known: Known): number {
  const parts = /^var (\w+) = ([^;]+); \1 < ([^;]+); \1(?:\+\+| \+= (.+))$/.exec(header.trim());
  const limit = constantValue(parts?.[3] ?? '', known);
  const step = constantValue(parts?.[4] ?? '1', known);
  if (limit === undefined || step === undefined) throw new Error(`inner loop: rounds of (${header}) are not known`);
  return (limit - (constantValue(parts?.[2] ?? '', known) ?? 0)) / step;
}

function countOf(module: Module, text: string): Counts {
  return piecesOf(module.known, text, 1).reduce(
    (sum, piece) => plus(sum, straightCounts(module, piece.text), piece.times),
    NOTHING,
  );
}

function straightCounts(module: Module, text: string): Counts {
  let counts = NOTHING;
  for (const { 0: name, index } of text.matchAll(/\b\w+(?=\()/g)) {
    const own = module.functions.get(name);
    if (own !== undefined) counts = plus(counts, countOf(module, own), 1);
    if (name === 'workgroupBarrier') counts = { ...counts, barriers: counts.barriers + 1 };
    if (name !== 'fma') continue;
    const [terms] = enclosed(text, index + name.length, '(', ')');
    counts = { ...counts, fmaLanes: counts.fmaLanes + (terms.includes('vec4<f32>') ? 4 : 1) };
  }
  const [workgroupAccesses, workgroupLanes] = loadsOf(text, module.workgroup);
  const [globalAccesses, globalLanes] = loadsOf(text, module.global);
  return plus(counts, { ...NOTHING, workgroupAccesses, workgroupLanes, globalAccesses, globalLanes }, 1);
}

/** Reads of the arrays; an element that is only assigned is none. */
function loadsOf(text: string, arrays: ReadonlyMap<string, number>): readonly [accesses: number, lanes: number] {
  let accesses = 0;
  let lanes = 0;
  for (const { 0: name, index } of text.matchAll(/\b\w+(?=\[)/g)) {
    const width = arrays.get(name);
    if (width === undefined) continue;
    const [, next] = enclosed(text, index + name.length, '[', ']');
    if (/^\s*=[^=]/.test(text.slice(next))) continue;
    accesses++;
    lanes += width;
  }
  return [accesses, lanes];
}

function plus(sum: Counts, more: Counts, times: number): Counts {
  return {
    fmaLanes: sum.fmaLanes + times * more.fmaLanes,
    workgroupAccesses: sum.workgroupAccesses + times * more.workgroupAccesses,
    workgroupLanes: sum.workgroupLanes + times * more.workgroupLanes,
    globalAccesses: sum.globalAccesses + times * more.globalAccesses,
    globalLanes: sum.globalLanes + times * more.globalLanes,
    barriers: sum.barriers + times * more.barriers,
  };
}

/** Variables that a call takes in and gives back, by their declared widths. */
function accumulatorsOf(module: Module, body: string): number {
  const straight = piecesOf(module.known, body, 1)
    .filter(({ times }) => times > 0)
    .map(({ text }) => text)
    .join('');
  const names = new Set([...straight.matchAll(/\b(\w+) = \w+\([^;]*\b\1\b[^;]*;/g)].map(([, name = '']) => name));
  return [...names].reduce((sum, name) => {
    const declared = new RegExp(`var ${name} = (mat4x4|vec4)`).exec(module.text)?.[1];
    return sum + (declared === 'mat4x4' ? 16 : declared === 'vec4' ? 4 : 1);
  }, 0);
}
