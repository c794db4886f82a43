// What a published row measured, apart from what it describes: the one place that reads measured columns.
// Rests on evidence/evidence.ts. Predictors are only ever given `described` rows.
import type { Evidence, Quantity, Row } from './evidence.ts';
import { throughputByFlop } from './flop-conventions.ts';

/** Columns that a source measured or that were computed from what it measured. */
export const MEASURED_COLUMNS: readonly string[] = [
  'tokens_per_s_per_gpu tokens_per_s_total tflops_per_gpu mfu_pct hfu_pct step_time_s gpu_hours wall_days time_to_train_min',
  'cost_usd derived_tokens_per_s_per_gpu derived_6N_tflops_per_gpu implied_gflop_per_token out_tok_s_total out_tok_s_per_gpu',
  'in_tok_s_total in_tok_s_per_gpu ttft_ms itl_ms samples_per_s usd_per_gpu_hour usd_per_M_out_tokens prefill_tok_s',
  'decode_tok_s decode_bw_utilisation_pct',
].flatMap((line) => line.split(' '));

/** Columns that say where a row comes from: no prediction may hang on them. */
const PROVENANCE_COLUMNS: readonly string[] = [
  'id',
  'family',
  'source',
  'source_ref',
  'confidence',
  'family_weight',
  'flag',
  'notes',
];

const HIDDEN = new Set([...MEASURED_COLUMNS, ...PROVENANCE_COLUMNS]);

/** The row as a predictor may see it: measured and provenance columns are empty. */
export function described(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([column, text]) => [column, HIDDEN.has(column) ? '' : text]));
}

/** Layout columns, all empty: the prediction must choose. */
export function withoutLayout(row: Row): Row {
  const layout = ['tp', 'pp', 'vpp', 'cp', 'ep', 'dp', 'sharding', 'act_ckpt', 'micro_batch', 'grad_accum'];
  return { ...row, ...Object.fromEntries(layout.map((column) => [column, ''])) };
}

export function evidenceOf(row: Row): Evidence {
  const text = (column: string): string => row[column] ?? '';
  return {
    id: text('id'),
    family: text('family'),
    source: [text('source'), text('source_ref')].filter((part) => part !== '').join(', '),
    date: text('date'),
    confidence: confidenceOf(text('confidence')),
    flag: text('flag'),
    row,
    observed: observedOf(row),
  };
}

/** Only what says that it was read counts as read. */
function confidenceOf(text: string): Evidence['confidence'] {
  return text === 'read' || text === 'secondary' ? text : 'memory';
}

/** In the units of `Quantity`; a full run speaks of GPU-hours alone, its throughput is computed from them. */
function observedOf(row: Row): Evidence['observed'] {
  const number = (column: string): number | undefined => {
    const text = row[column] ?? '';
    const value = Number(text);
    return text !== '' && value > 0 && Number.isFinite(value) ? value : undefined;
  };
  const perGpu = (column: string): number | undefined => {
    const total = number(column);
    const gpus = number('n_gpus');
    return total === undefined || gpus === undefined ? undefined : total / gpus;
  };
  const isFullRun = row['row_kind'] === 'full_run';
  const throughput =
    number('tokens_per_s_per_gpu') ??
    perGpu('tokens_per_s_total') ??
    number('derived_tokens_per_s_per_gpu') ??
    throughputByFlop(row);
  const values: readonly (readonly [Quantity, number | undefined])[] = [
    ['tokens_per_s_per_gpu', isFullRun ? undefined : throughput],
    ['gpu_hours', isFullRun ? number('gpu_hours') : undefined],
    ['out_tok_s_per_gpu', number('out_tok_s_per_gpu') ?? perGpu('out_tok_s_total')],
    ['in_tok_s_per_gpu', number('in_tok_s_per_gpu') ?? perGpu('in_tok_s_total')],
    ['ttft_ms', number('ttft_ms')],
    ['itl_ms', number('itl_ms')],
    ['decode_tok_s', number('decode_tok_s')],
    ['prefill_tok_s', number('prefill_tok_s')],
  ];
  return values.flatMap(([quantity, value]) => (value === undefined ? [] : [{ quantity, value }]));
}
