// The columns of data/published/ that a prediction may read, with the numbers they may hold. Rests on evidence/published.ts.
// A number out of bounds is refused: taken for empty, it would be silently replaced by a default.
import type { Row } from './evidence.ts';
import { MEASURED_COLUMNS } from './published.ts';

interface Bounds {
  readonly most: number;
  readonly isWhole: boolean;
}

const whole = (most: number): Bounds => ({ most, isWhole: true });
const real = (most: number): Bounds => ({ most, isWhole: false });

const NUMBERS: Readonly<Record<string, Bounds>> = {
  n_gpus: whole(1e8),
  params_total: real(1e16),
  params_active: real(1e16),
  n_layers: whole(1e5),
  d_model: whole(1e7),
  n_heads: whole(1e6),
  n_kv_heads: whole(1e6),
  d_ff: whole(1e8),
  vocab: whole(1e9),
  n_experts: whole(1e6),
  top_k: whole(1e5),
  seq_len: whole(1e9),
  global_batch_seqs: real(1e9),
  micro_batch: whole(1e6),
  grad_accum: real(1e7),
  tp: whole(1e6),
  pp: whole(1e6),
  vpp: whole(1e6),
  cp: whole(1e6),
  ep: whole(1e6),
  dp: whole(1e8),
  total_tokens: real(1e20),
  isl: real(1e9),
  osl: real(1e9),
  n_devices: whole(1e6),
  gpu_cores: whole(1e6),
  mem_bw_gb_s: real(1e7),
  mem_gb: real(1e7),
  model_file_gb: real(1e7),
  prefill_tokens: real(1e9),
  decode_tokens: real(1e9),
};

const TEXTS: readonly string[] = [
  'id row_kind scenario date hardware interconnect precision framework engine model arch sharding act_ckpt',
  'batch_or_concurrency device_class backend browser quant',
].flatMap((line) => line.split(' '));

/** Of training.csv, inference.csv and local.csv, apart from what is measured and where it comes from. */
export const DESCRIBING_COLUMNS: readonly string[] = [...TEXTS, ...Object.keys(NUMBERS)];

/** Columns in which 0 says "none of it": a dense model has no experts. */
const MAY_BE_NONE = new Set(['n_experts', 'top_k', 'vpp', 'cp', 'ep', 'grad_accum', 'prefill_tokens', 'decode_tokens']);
/** Columns that can be chosen: words in them are as good as nothing. */
const MAY_BE_CHOSEN = new Set(['micro_batch', 'grad_accum', 'tp', 'pp', 'vpp', 'cp', 'ep', 'dp', 'global_batch_seqs']);

export type CheckedRow =
  | { readonly kind: 'row'; readonly row: Row; readonly notes: readonly string[] }
  | { readonly kind: 'fault'; readonly fault: string };

/** The row with what says "none" emptied, or why it cannot be read. */
export function checkedRow(row: Row): CheckedRow {
  const emptied: Record<string, ''> = {};
  const notes: string[] = [];
  for (const [column, { most, isWhole }] of Object.entries(NUMBERS)) {
    const text = row[column] ?? '';
    if (text === '') continue;
    const value = Number(text);
    if (value > 0 && value <= most && (!isWhole || Number.isInteger(value))) continue;
    if (value === 0 && MAY_BE_NONE.has(column)) {
      emptied[column] = '';
    } else if (/[a-z?]/i.test(text) && Number.isNaN(value) && text !== 'NaN' && MAY_BE_CHOSEN.has(column)) {
      emptied[column] = '';
      notes.push(`${column} ${JSON.stringify(text)} is no number: chosen`);
    } else {
      const kind = isWhole ? 'whole number' : 'number';
      return { kind: 'fault', fault: `${column} must be a ${kind} above 0 and at most ${most}; found ${JSON.stringify(text)}` };
    }
  }
  return { kind: 'row', row: { ...row, ...emptied }, notes };
}

/** Whether a table says anything that a prediction can use. */
export function isKnownColumn(column: string): boolean {
  return DESCRIBING_COLUMNS.includes(column) || MEASURED_COLUMNS.includes(column);
}
