// The flags of `npm run bench:peers`, parsed and checked, and the text of `--help`. Rests on cases.ts.
import { parseArgs } from 'node:util';
import { nearest } from '../cli/nearest.ts';
import { CASES, FAMILIES } from './cases.ts';

export interface PeersOptions {
  readonly adapter: 'default' | 'software';
  /** Ids, in the order of CASES. */
  readonly cases: readonly string[];
  /** File for the document; `-` is standard output. */
  readonly json: string | undefined;
}

export type ParsedPeersArguments =
  | { readonly kind: 'run'; readonly options: PeersOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly message: string };

const FLAGS = {
  adapter: { type: 'string', value: 'default|software', purpose: 'the browser’s own choice, or a program that imitates a GPU' },
  cases: { type: 'string', value: 'LIST', purpose: 'ids or families, separated by commas; default all' },
  json: { type: 'string', value: 'FILE', purpose: 'write everything, raw samples included; - is standard output' },
  help: { type: 'boolean', purpose: 'this text' },
} as const;

export function parsePeersArguments(argv: readonly string[]): ParsedPeersArguments {
  let values: { readonly adapter?: string; readonly cases?: string; readonly json?: string; readonly help?: boolean };
  try {
    ({ values } = parseArgs({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false }));
  } catch (error) {
    return { kind: 'invalid', message: `${error instanceof Error ? error.message : String(error)} See --help.` };
  }
  const { adapter = 'default', cases, json, help } = values;
  if (help === true) return { kind: 'help' };
  if (adapter !== 'default' && adapter !== 'software')
    return { kind: 'invalid', message: `--adapter must be default or software; found ${JSON.stringify(adapter)}.` };
  if (json === '') return { kind: 'invalid', message: '--json needs a file, or - for standard output.' };
  const chosen = cases === undefined ? { ids: CASES.map(({ id }) => id) } : chooseCases(cases);
  return 'message' in chosen
    ? { kind: 'invalid', message: chosen.message }
    : { kind: 'run', options: { adapter, cases: chosen.ids, json } };
}

function chooseCases(list: string): { readonly ids: readonly string[] } | { readonly message: string } {
  const items = list.split(',').map((item) => item.trim());
  const known = [...FAMILIES, ...CASES.map(({ id }) => id)];
  const unknown = items.find((item) => !known.includes(item));
  if (unknown !== undefined) {
    const close = nearest(unknown, known);
    const hint = close === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${close}?`;
    return { message: `--cases: there is no case ${JSON.stringify(unknown)}. ${hint}` };
  }
  return { ids: CASES.filter(({ id, family }) => items.includes(id) || items.includes(family)).map(({ id }) => id) };
}

export function peersHelp(): string {
  const flags = Object.entries(FLAGS).map(([name, flag]) => {
    const usage = 'value' in flag ? `--${name} ${flag.value}` : `--${name}`;
    return `  ${usage.padEnd(28)}${flag.purpose}`;
  });
  return [
    'Usage: npm run bench:peers -- [FLAGS]',
    '',
    'Runs our kernels beside onnxruntime-web, TensorFlow.js and jax-js in one page on one adapter and prints how many times',
    'as fast as the best correct one ours are. A run of all cases also rewrites the tables of docs/performance.md.',
    'The libraries are installed into peers/ when this first runs.',
    '',
    'Flags:',
    ...flags,
    '',
    `Families: ${FAMILIES.join(', ')}`,
    `Cases: ${CASES.map(({ id }) => id).join(', ')}`,
    '',
    'Exit codes: 0 compared, 1 a bug, 2 bad usage, 3 no adapter or browser, 5 one of our own outputs is wrong.',
    '',
  ].join('\n');
}
