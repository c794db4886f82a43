// The operator's words against the table of verbs: which verb, its operands, its flags. Help comes from the same table.
import { parseArgs } from 'node:util';
import { EXIT_CODES } from './exit-codes.ts';
import { UsageError, type Call, type Verb } from './verb.ts';

export type Verbs = Readonly<Record<string, Verb>>;

export interface ParsedCall extends Pick<Call, 'operands' | 'flags'> {
  readonly verb: Verb;
}

/** Undefined where help was asked for, or nothing. Throws UsageError. */
export function parseCall(argv: readonly string[], verbs: Verbs): ParsedCall | undefined {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || argv.includes('--help')) return undefined;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined)
    throw new UsageError(`There is no verb ${JSON.stringify(name)}; there are ${Object.keys(verbs).join(', ')}.`);
  const options = Object.fromEntries(Object.entries(verb.flags).map(([flag, { type }]) => [flag, { type }]));
  const { tokens } = parseArgs({ args: rest, options, strict: false, tokens: true, allowPositionals: true });
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const flags = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(verb.flags, token.name) ? verb.flags[token.name] : undefined;
    if (flag === undefined) throw new UsageError(`${name} has no flag ${token.rawName}. ${usageOf(name, verb)}`);
    if (flags.has(token.name)) throw new UsageError(`--${token.name} is given twice.`);
    if (flag.type === 'string' && !token.value) throw new UsageError(`--${token.name} needs a value: ${flag.value}.`);
    if (flag.type === 'boolean' && token.value !== undefined) throw new UsageError(`--${token.name} takes no value.`);
    flags.set(token.name, token.value ?? '');
  }
  if (operands.length !== verb.operands.length)
    throw new UsageError(
      `${name} takes ${verb.operands.join(' ') || 'no words'}; found ${operands.join(' ') || 'none'}. ${usageOf(name, verb)}`,
    );
  return { verb, operands, flags };
}

export function helpText(verbs: Verbs): string {
  const entries = Object.entries(verbs);
  return [
    'Usage: npm run operator -- VERB …',
    '',
    'Looks after the database of the settings (DATA_DIR or DATABASE_URL, as for npm start), also while a server runs on it.',
    '',
    ...entries.flatMap(([name, verb]) => [
      `  ${[name, ...verb.operands].join(' ').padEnd(24)}${verb.purpose}`,
      ...Object.entries(verb.flags).map(([flag, { value, purpose }]) => `    --${`${flag} ${value ?? ''}`.padEnd(20)}${purpose}`),
    ]),
    '',
    'Exit codes:',
    ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${code}  ${meaning}`),
    '',
  ].join('\n');
}

function usageOf(name: string, verb: Verb): string {
  const flags = Object.entries(verb.flags).map(([flag, { value }]) => `[--${flag}${value ? ` ${value}` : ''}]`);
  return `Usage: ${[name, ...verb.operands, ...flags].join(' ')}.`;
}
