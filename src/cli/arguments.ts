// The flags of `npm run bench`, parsed and checked. The only list of them: parsing, `--help` and the nearest-flag hint
// come from here. Rests on contract/page.ts and the ladder of sizes.
import { PHASES, phaseSchema, type Phase } from '../contract/run.ts';
import { runRequestSchema, type RunRequest } from '../contract/page.ts';
import { LADDER } from '../workload/ladder.ts';
import { readCommandLine, readNumber, UsageError, type Flag, type Given } from './flags.ts';
import { nearest } from './nearest.ts';

export interface BenchOptions {
  readonly request: RunRequest;
  /** File for the result document; `-` is standard output. */
  readonly json: string | undefined;
  /** Base address of a running service. */
  readonly submit: URL | undefined;
  /** Whether what is submitted is to be proved. */
  readonly isProofWanted: boolean;
  readonly browser: string | undefined;
  readonly adapter: 'default' | 'software';
  readonly isHeaded: boolean;
  readonly isVerbose: boolean;
}

export type ParsedArguments =
  | { readonly kind: 'bench'; readonly options: BenchOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly message: string };

export const FLAGS = {
  quick: { type: 'boolean', purpose: 'about 30 s on a GPU, under 90 s on a software adapter (the default)' },
  full: { type: 'boolean', purpose: 'several minutes, for narrower intervals' },
  sizes: { type: 'string', value: '1e6..1e9 | ID,ID', purpose: 'sizes by parameters (both ends included) or by id; default all' },
  phases: { type: 'string', value: 'PHASE,PHASE', purpose: `among ${PHASES.join(', ')}; default all` },
  budget: { type: 'string', value: 'SECONDS', purpose: 'measure for so long, 1 to 3600, instead of the length’s own time' },
  seed: { type: 'string', value: 'N', purpose: 'of inputs and order, 0 to 4294967295; default 1' },
  adapter: { type: 'string', value: 'default|software', purpose: 'the browser’s own choice, or a program that imitates a GPU' },
  json: {
    type: 'string',
    value: 'FILE',
    purpose: 'write the result document; - is standard output, and all else goes to standard error',
  },
  submit: { type: 'string', value: 'URL', purpose: 'send the result to this Scalewall service; nothing is sent otherwise' },
  'no-proof': { type: 'boolean', purpose: 'submit without proving the work: the result is then listed as unverified' },
  browser: {
    type: 'string',
    value: 'PATH',
    purpose: 'Chrome, Chromium or Edge to use; default SCALEWALL_BROWSER, then what set-up found',
  },
  headed: { type: 'boolean', purpose: 'show the browser’s window' },
  verbose: { type: 'boolean', purpose: 'list every kernel that was chosen, with its share of the measured ceiling' },
  help: { type: 'boolean', purpose: 'this text' },
} as const satisfies Record<string, Flag>;
type FlagName = keyof typeof FLAGS;

export function parseArguments(argv: readonly string[]): ParsedArguments {
  try {
    const { given } = readCommandLine(argv, FLAGS);
    return given.help ? { kind: 'help' } : { kind: 'bench', options: readOptions(given) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { kind: 'invalid', message: error.message };
  }
}

function readOptions(given: Given<FlagName>): BenchOptions {
  if (given['no-proof'] && given.submit === undefined)
    throw new UsageError('--no-proof says how to --submit, which is not given.');
  if (given.quick && given.full) throw new UsageError('--quick and --full exclude each other.');
  const request = runRequestSchema.parse({
    length: given.full ? 'full' : 'quick',
    sizes: given.sizes === undefined ? [] : readSizes(String(given.sizes)),
    ...(given.phases === undefined ? {} : { phases: readPhases(String(given.phases)) }),
    ...(given.seed === undefined ? {} : { seed: readNumber('seed', String(given.seed), 0, 2 ** 32 - 1, true) }),
    budget_seconds: given.budget === undefined ? null : readNumber('budget', String(given.budget), 1, 3600, false),
  });
  return {
    request,
    json: text(given.json),
    submit: given.submit === undefined ? undefined : readAddress(String(given.submit)),
    isProofWanted: given['no-proof'] !== true,
    browser: text(given.browser),
    adapter: readAdapter(text(given.adapter) ?? 'default'),
    isHeaded: given.headed === true,
    isVerbose: given.verbose === true,
  };
}

function text(value: string | true | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readPhases(value: string): readonly Phase[] {
  return items('phases', value).map((item) => {
    const phase = phaseSchema.safeParse(item);
    if (!phase.success)
      throw new UsageError(`--phases must be among ${PHASES.join(', ')}; found ${JSON.stringify(item)}.${near(item, PHASES)}`);
    return phase.data;
  });
}

/** Ids of the ladder, in its order; a range takes every size whose parameters lie in it, its ends included. */
function readSizes(value: string): readonly string[] {
  const range = /^(?<low>[\d.e+]+)\.\.(?<high>[\d.e+]+)$/i.exec(value);
  const ids = LADDER.map(({ id }) => id);
  if (range === null) {
    if (value.includes('..'))
      throw new UsageError(`--sizes must be a range such as 1e6..1e9, or ids; found ${JSON.stringify(value)}.`);
    const wanted = items('sizes', value);
    const unknown = wanted.find((id) => !ids.includes(id));
    if (unknown !== undefined)
      throw new UsageError(
        `--sizes: the ladder has no size ${JSON.stringify(unknown)}.${near(unknown, ids)} There are ${ids.join(', ')}.`,
      );
    return ids.filter((id) => wanted.includes(id));
  }
  const low = Number(range.groups?.['low']);
  const high = Number(range.groups?.['high']);
  if (!(low > 0 && high >= low))
    throw new UsageError(`--sizes must go from a smaller to a larger number of parameters; found ${JSON.stringify(value)}.`);
  const chosen = LADDER.filter(({ parameters }) => parameters >= low && parameters <= high).map(({ id }) => id);
  if (chosen.length === 0)
    throw new UsageError(
      `--sizes: the ladder has no size with ${value.replace('..', ' to ')} parameters; it reaches from ${ends()}.`,
    );
  return chosen;
}

function ends(): string {
  return [LADDER.at(0), LADDER.at(-1)].map((size) => (size?.parameters ?? 0).toPrecision(3)).join(' to ');
}

function items(name: FlagName, value: string): readonly string[] {
  const list = value.split(',').map((item) => item.trim());
  if (list.includes('')) throw new UsageError(`--${name} has an empty item; found ${JSON.stringify(value)}.`);
  const twice = list.find((item, index) => list.indexOf(item) !== index);
  if (twice !== undefined) throw new UsageError(`--${name} names ${JSON.stringify(twice)} twice.`);
  return list;
}

function near(word: string, candidates: readonly string[]): string {
  const close = nearest(word, candidates);
  return close === undefined ? '' : ` Did you mean ${close}?`;
}

function readAddress(value: string): URL {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      `--submit must be an http or https address such as http://127.0.0.1:8711; found ${JSON.stringify(value)}.`,
    );
  }
  return url;
}

function readAdapter(value: string): BenchOptions['adapter'] {
  if (value === 'default' || value === 'software') return value;
  throw new UsageError(`--adapter must be default or software; found ${JSON.stringify(value)}.`);
}
