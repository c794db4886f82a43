// The command line of `npm run predict`: a table of rows, or one configuration by flags. Each flag is a column of the table.
import { ACCELERATORS, findAccelerator } from '../cluster/accelerators.ts';
import { checkedRow } from '../evidence/columns.ts';
import type { Row } from '../evidence/evidence.ts';
import { DEFAULT_HARDWARE } from '../evidence/forecast.ts';
import { flagLines, readCommandLine, UsageError, type Flag } from './flags.ts';

export type PredictArguments =
  | { readonly kind: 'table'; readonly input: string; readonly output: string | undefined }
  | { readonly kind: 'configuration'; readonly row: Row }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly message: string };

interface ColumnFlag extends Flag {
  readonly column: string;
  /** Whether `70e9` and the like are turned into plain numbers, and checked. */
  readonly isNumber: boolean;
}

const number = (column: string, purpose: string): ColumnFlag => ({ type: 'string', value: 'N', column, isNumber: true, purpose });
const text = (column: string, value: string, purpose: string): ColumnFlag => ({
  type: 'string',
  value,
  column,
  isNumber: false,
  purpose,
});

const COLUMN_FLAGS = {
  params: number('params_total', 'parameters, e.g. 70e9'),
  active: number('params_active', 'parameters that a token passes; fewer than --params make it a mixture of experts'),
  experts: number('n_experts', 'experts of a layer'),
  'top-k': number('top_k', 'experts that a token passes'),
  layers: number('n_layers', 'layers; with --d-model the architecture is known, without it is assumed'),
  'd-model': number('d_model', 'width'),
  heads: number('n_heads', 'attention heads'),
  'kv-heads': number('n_kv_heads', 'key and value heads'),
  'd-ff': number('d_ff', 'hidden width of the feed-forward block, of one expert in a mixture'),
  vocab: number('vocab', 'vocabulary'),
  model: text('model', 'NAME', 'its name, for what is known of it'),
  gpus: number('n_gpus', 'GPUs'),
  hardware: text('hardware', 'NAME', 'accelerator; default H100 SXM5 80GB'),
  precision: text('precision', 'bf16|fp8|fp4|int4', 'of the matrix products, or of served weights; default bf16'),
  seq: number('seq_len', 'training: tokens of a sequence'),
  batch: number('global_batch_seqs', 'training: sequences of a step, over all GPUs'),
  tokens: number('total_tokens', 'training: tokens of the whole run; GPU-hours are then predicted too'),
  'micro-batch': number('micro_batch', 'training: sequences of a micro-batch'),
  tp: number('tp', 'tensor-parallel degree'),
  pp: number('pp', 'pipeline stages'),
  vpp: number('vpp', 'virtual stages a GPU'),
  cp: number('cp', 'context-parallel degree'),
  ep: number('ep', 'expert-parallel degree'),
  dp: number('dp', 'data-parallel degree'),
  sharding: text('sharding', 'ddp|zero1|zero2|fsdp', 'what data-parallel ranks share'),
  recompute: text('act_ckpt', 'none|selective|full', 'activations computed again'),
  framework: text('framework', 'NAME', 'training software'),
  date: text('date', 'YYYY-MM', 'of the software; default mature software'),
  input: number('isl', 'serving: tokens of a prompt'),
  output: number('osl', 'serving: tokens of an answer'),
  concurrency: text('batch_or_concurrency', 'N', 'serving: requests at a time; default as many as memory takes'),
  scenario: text('scenario', 'NAME', 'serving: as in inference.csv, e.g. online_concurrency_sweep, mlperf_offline'),
} as const satisfies Record<string, ColumnFlag>;

const FLAGS = {
  ...COLUMN_FLAGS,
  out: { type: 'string', value: 'FILE', purpose: 'of a table: where the predictions go; default standard output' },
  help: { type: 'boolean', purpose: 'this text' },
} as const satisfies Record<string, Flag>;

export function parsePredictArguments(argv: readonly string[]): PredictArguments {
  try {
    const { given, positionals } = readCommandLine(argv, FLAGS, 1);
    if (given.help === true) return { kind: 'help' };
    const { out, ...others } = given;
    const [input] = positionals;
    const asked = Object.keys(others);
    if (input !== undefined && asked.length > 0)
      throw new UsageError(`a table and --${asked[0]} exclude each other: the table’s columns say what each row is.`);
    if (input !== undefined) return { kind: 'table', input, output: typeof out === 'string' ? out : undefined };
    if (out !== undefined) throw new UsageError('--out takes the predictions of a table; no table is named.');
    if (asked.length === 0) throw new UsageError('name a table of rows, or one configuration by flags. See --help.');
    return { kind: 'configuration', row: rowOf(others) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { kind: 'invalid', message: error.message };
  }
}

/** Checked, as the table's cells are; numbers are written plainly. */
function rowOf(given: Readonly<Record<string, string | true | undefined>>): Row {
  const cells = Object.entries(COLUMN_FLAGS).flatMap(([name, { column, isNumber }]): (readonly [string, string])[] => {
    const value = given[name];
    if (typeof value !== 'string') return [];
    if (!isNumber) return [[column, value]];
    const plain = String(Number(value));
    if (!/^\d*\.?\d+(e\+?\d+)?$/i.test(value))
      throw new UsageError(`--${name}: found ${JSON.stringify(value)}, which is no number above 0 such as 70e9.`);
    const checked = checkedRow({ [column]: plain });
    if (checked.kind === 'fault') throw new UsageError(`--${name}: ${checked.fault}.`);
    return [[column, plain]];
  });
  const row = { hardware: DEFAULT_HARDWARE, ...Object.fromEntries(cells) };
  if (findAccelerator(row.hardware) === undefined) {
    const names = ACCELERATORS.slice(0, 20).map(({ name }) => name);
    throw new UsageError(`--hardware: ${JSON.stringify(row.hardware)} is not known. There are ${names.join(', ')} and more.`);
  }
  return row;
}

export function predictHelp(): string {
  return [
    'Usage: npm run --silent predict -- ROWS.csv [--out PREDICTIONS.csv]',
    '       npm run --silent predict -- --params 70e9 --gpus 1024 [FLAGS]',
    '',
    'Predicts training, serving and local runs from a table with columns named as in data/published/training.csv, inference.csv or',
    'local.csv. Unknown columns are ignored and measured ones are never read; an empty cell means the best choice or the default,',
    'said in the note. Each prediction has its 90 % interval. A row that cannot be predicted gets an empty prediction and the reason.',
    '',
    'Flags:',
    ...flagLines(FLAGS),
    '',
    'Exit codes:',
    '  0  predicted, rows without an answer included',
    '  1  a bug',
    '  2  bad usage, or a file that cannot be read or written: nothing is written',
    '',
  ].join('\n');
}
