// The flags of `npm run validate`, parsed and checked.
import { BARS } from '../evidence/bars.ts';
import { flagLines, readCommandLine, UsageError, type Flag } from './flags.ts';

export interface ValidateOptions {
  /** File for the validation document; `-` is standard output. */
  readonly json: string | undefined;
  /** Only this group, with each of its rows. */
  readonly group: string | undefined;
  readonly isStrict: boolean;
}

export type ValidateArguments =
  | { readonly kind: 'validate'; readonly options: ValidateOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly message: string };

const FLAGS = {
  json: {
    type: 'string',
    value: '[FILE]',
    bare: '-',
    purpose: 'write the document that the page reads; alone or -, to standard output',
  },
  group: { type: 'string', value: 'GROUP', purpose: 'one group alone, with its rows, worst first' },
  strict: { type: 'boolean', purpose: 'exit 1 where a bar is not met' },
  help: { type: 'boolean', purpose: 'this text' },
} as const satisfies Record<string, Flag>;

export function parseValidateArguments(argv: readonly string[]): ValidateArguments {
  try {
    const { given } = readCommandLine(argv, FLAGS);
    if (given.help === true) return { kind: 'help' };
    const group = typeof given.group === 'string' ? given.group : undefined;
    const groups = BARS.map(({ name }) => name);
    if (group !== undefined && !groups.includes(group))
      throw new UsageError(`--group: there is no group ${JSON.stringify(group)}. There are ${groups.join(', ')}.`);
    const json = typeof given.json === 'string' ? given.json : undefined;
    return { kind: 'validate', options: { json, group, isStrict: given.strict === true } };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { kind: 'invalid', message: error.message };
  }
}

export function validateHelp(): string {
  return [
    'Usage: npm run validate -- [FLAGS]',
    '',
    'Predicts every published run of data/published/ with constants that were fitted without its family (data/fitted-constants.json,',
    'data/left-out-constants.json; `npm run fit` renews them) and shows the errors beside their bars and beside one constant MFU.',
    '',
    'Flags:',
    ...flagLines(FLAGS),
    '',
    'Exit codes:',
    '  0  shown, whether the bars are met or not',
    '  1  the data are broken or cannot be written; with --strict also where a bar is not met',
    '  2  bad usage',
    '',
  ].join('\n');
}
