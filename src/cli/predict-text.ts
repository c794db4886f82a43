// One configuration's predictions for people.
import type { Row } from '../evidence/evidence.ts';
import { forecast, type Forecast } from '../evidence/forecast.ts';
import { aligned } from './table.ts';

const WORDS: Readonly<Record<Forecast['quantity'], readonly [string, string]>> = {
  tokens_per_s_per_gpu: ['training throughput', 'tokens/s a GPU'],
  gpu_hours: ['whole run', 'GPU-hours'],
  out_tok_s_per_gpu: ['serving throughput', 'output tokens/s a GPU'],
  in_tok_s_per_gpu: ['reading prompts', 'input tokens/s a GPU'],
  ttft_ms: ['time to first token', 'ms'],
  itl_ms: ['time between tokens', 'ms'],
  decode_tok_s: ['decoding', 'tokens/s'],
  prefill_tok_s: ['reading a prompt', 'tokens/s'],
};

/** Lines without their ends, and whether anything was predicted. */
export function configurationText(row: Row): { readonly lines: readonly string[]; readonly isPredicted: boolean } {
  const isTraining = (row['isl'] ?? row['osl'] ?? row['scenario'] ?? row['batch_or_concurrency'] ?? '') === '';
  const whole = isTraining && (row['total_tokens'] ?? '') !== '' ? forecast({ ...row, row_kind: 'full_run' }) : [];
  const forecasts = [...forecast(row), ...whole];
  const found = forecasts.flatMap((one) => (one.kind === 'forecast' ? [one] : []));
  const refused = forecasts.flatMap((one) => (one.kind === 'none' ? [one] : []));
  const rows = found.map(({ quantity, predicted, low, high }) => {
    const [name, unit] = WORDS[quantity];
    return [name, `${plain(predicted)} ${unit}`, `90 %: ${plain(low)} to ${plain(high)}`, daysOf(quantity, predicted, row)];
  });
  const facts = found.slice(0, 1).flatMap(({ layout, limitedBy }) => [
    ['layout', layout],
    ['limited by', limitedBy],
  ]);
  const notes = [...new Set(found.flatMap(({ note }) => note.split('; ')).filter((note) => note !== ''))];
  const lines = [
    ...aligned([...rows, ...facts]),
    ...notes.map((note) => `note: ${note}`),
    ...refused.map(({ quantity, reason }) => `${WORDS[quantity][0]}: no prediction: ${reason}`),
  ];
  return { lines, isPredicted: found.length > 0 };
}

function daysOf(quantity: Forecast['quantity'], value: number, row: Row): string {
  const gpus = Number(row['n_gpus']);
  return quantity === 'gpu_hours' && gpus > 0 ? `${plain(value / gpus / 24)} days on ${gpus} GPUs` : '';
}

/** Three digits, thousands parted. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 1000 ? rounded.toLocaleString('en-US') : String(rounded);
}
