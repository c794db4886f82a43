// Flags of a command line against the list of those there are: each known, at most once, with a value where it takes one.
// Trouble is a UsageError whose message says what was asked and what was found.
import { parseArgs } from 'node:util';
import { nearest } from './nearest.ts';

export interface Flag {
  readonly type: 'boolean' | 'string';
  /** How `--help` names its value. */
  readonly value?: string;
  /** Stands for the value where none is given; such a flag may stand alone. */
  readonly bare?: string;
  readonly purpose: string;
}

export type Given<Name extends string> = Partial<Record<Name, string | true>>;

export interface CommandLine<Name extends string> {
  readonly given: Given<Name>;
  readonly positionals: readonly string[];
}

export class UsageError extends Error {}

/** `mostPositionals` words may stand alone. */
export function readCommandLine<Name extends string>(
  argv: readonly string[],
  flags: Readonly<Record<Name, Flag>>,
  mostPositionals = 0,
): CommandLine<Name> {
  const names = Object.keys(flags);
  const isFlag = (name: string): name is Name => Object.hasOwn(flags, name);
  const { tokens } = parseArgs({
    args: withBareValues(argv, flags),
    options: flags,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const given: Given<Name> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      positionals.push(token.value);
      if (positionals.length > mostPositionals)
        throw new UsageError(`${JSON.stringify(token.value)} stands alone; every setting has a flag.${hint(token.value, names)}`);
      continue;
    }
    if (!isFlag(token.name)) throw new UsageError(`There is no flag ${token.rawName}.${hint(token.name, names)}`);
    const flag = flags[token.name];
    if (given[token.name] !== undefined) throw new UsageError(`--${token.name} is given twice.`);
    if (flag.type === 'boolean' && token.value !== undefined)
      throw new UsageError(`--${token.name} takes no value; found ${JSON.stringify(token.value)}.`);
    const isMissing = token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--'));
    if (flag.type === 'string' && isMissing) throw new UsageError(`--${token.name} needs a value: ${flag.value}.`);
    given[token.name] = flag.type === 'boolean' ? true : String(token.value);
  }
  return { given, positionals };
}

/** One line a flag, its purposes aligned. */
export function flagLines(flags: Readonly<Record<string, Flag>>): readonly string[] {
  return Object.entries(flags).map(([name, { value, purpose }]) => {
    const usage = value === undefined ? `--${name}` : `--${name} ${value}`;
    return `  ${usage.padEnd(28)}${purpose}`;
  });
}

/** A plain number within bounds; `1e9` is one too. */
export function readNumber(name: string, value: string, least: number, most: number, isWhole: boolean): number {
  const number = /^\d+(\.\d+)?(e\d+)?$/i.test(value) ? Number(value) : Number.NaN;
  const isGood = number >= least && number <= most && (!isWhole || Number.isInteger(number));
  if (!isGood)
    throw new UsageError(
      `--${name} must be ${isWhole ? 'a whole number' : 'a number'} from ${least} to ${most}; found ${JSON.stringify(value)}.`,
    );
  return number;
}

/** Gives a flag that may stand alone its value, where what follows is another flag or nothing. */
function withBareValues(argv: readonly string[], flags: Readonly<Record<string, Flag>>): string[] {
  return argv.map((word, index) => {
    const bare = word.startsWith('--') ? flags[word.slice(2)]?.bare : undefined;
    const next = argv[index + 1];
    return bare !== undefined && (next === undefined || next.startsWith('--')) ? `${word}=${bare}` : word;
  });
}

function hint(word: string, names: readonly string[]): string {
  const close = nearest(word.replace(/^-+/, ''), names);
  return close === undefined ? ' See --help.' : ` Did you mean --${close}?`;
}
