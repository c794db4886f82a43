// Any row in the columns of the published files → predictions with their intervals. Decides which predictor answers.
// Rests on evidence/. Measured columns are emptied before anything sees the row.
import type { Constants } from '../cluster/constant.ts';
import { checkedRow } from './columns.ts';
import type { Predicted, Quantity, Row } from './evidence.ts';
import { fittedConstants, reachOf } from './fitted.ts';
import { described } from './published.ts';
import { CONSTANTS, PREDICTORS, type RunFile } from './suites.ts';

export type Forecast =
  | {
      readonly kind: 'forecast';
      readonly quantity: Quantity;
      readonly predicted: number;
      readonly low: number;
      readonly high: number;
      readonly layout: string;
      readonly limitedBy: string;
      readonly note: string;
    }
  | { readonly kind: 'none'; readonly quantity: Quantity; readonly reason: string };

/** A checked row, with what was assumed for it so far. */
interface Described {
  readonly row: Row;
  readonly notes: readonly string[];
}

/** Where a row names none. */
export const DEFAULT_HARDWARE = 'H100 SXM5 80GB';

const FITTED_CONSTANTS: Constants<string> = fittedConstants(CONSTANTS);

/** At least one; a quantity that cannot be predicted says why. */
export function forecast(given: Row): readonly Forecast[] {
  const file = fileOf(given);
  const first = firstQuantity(file, given);
  const checked = checkedRow(described(given));
  if (checked.kind === 'fault') return [{ kind: 'none', quantity: first, reason: checked.fault }];
  const { row, notes } = file === 'local' ? checked : withHardware(checked);
  const said = PREDICTORS[file].predict(row, FITTED_CONSTANTS);
  const forecasts = said.map((one): Forecast => {
    if (one.kind === 'unpredicted') return { kind: 'none', quantity: one.quantity ?? first, reason: one.reason };
    if (!(one.value > 0 && Number.isFinite(one.value)))
      return { kind: 'none', quantity: one.quantity, reason: `the model’s answer is no positive number (${one.value})` };
    return withInterval(one, row, notes);
  });
  return forecasts.length > 0 ? forecasts : [{ kind: 'none', quantity: first, reason: 'the row asks for no known quantity' }];
}

function withHardware({ row, notes }: Described): Described {
  if ((row['hardware'] ?? '') !== '') return { row, notes };
  return { row: { ...row, hardware: DEFAULT_HARDWARE }, notes: [...notes, `hardware assumed ${DEFAULT_HARDWARE}`] };
}

/** By what a row says; by its columns where it says nothing that tells. */
function fileOf(row: Row): RunFile {
  const says = (columns: readonly string[]): boolean => columns.some((column) => (row[column] ?? '') !== '');
  const has = (columns: readonly string[]): boolean => columns.some((column) => column in row);
  const local = ['backend', 'quant', 'model_file_gb', 'decode_tokens', 'prefill_tokens'];
  const serving = ['scenario', 'isl', 'osl', 'batch_or_concurrency'];
  const training = ['row_kind', 'seq_len', 'global_batch_seqs', 'total_tokens', 'micro_batch', 'act_ckpt', 'sharding'];
  if (says(local)) return 'local';
  if (says(serving)) return 'inference';
  if (says(training)) return 'training';
  if (has(local)) return 'local';
  return has(serving) && !has(training) ? 'inference' : 'training';
}

function firstQuantity(file: RunFile, row: Row): Quantity {
  if (file === 'inference') return 'out_tok_s_per_gpu';
  if (file === 'local') return 'decode_tok_s';
  return row['row_kind'] === 'full_run' ? 'gpu_hours' : 'tokens_per_s_per_gpu';
}

function withInterval(one: Predicted, row: Row, assumed: readonly string[]): Forecast {
  const { halfWidth, notes } = reachOf(one, row);
  const { quantity, value, layout, limitedBy } = one;
  return {
    kind: 'forecast',
    quantity,
    predicted: value,
    low: value * Math.exp(-halfWidth),
    high: value * Math.exp(halfWidth),
    layout,
    limitedBy,
    note: [one.note, ...assumed, ...notes].filter((note) => note !== '').join('; '),
  };
}
