// What any model must beat: one constant utilisation per generation, precision and dense or mixture-of-experts, taken from
// the published rows of the other families. Training and serving: 6N or 2N a token over the bf16 peak; local decoding:
// the file's bytes a token over the memory bandwidth. Rests on cluster/ and evidence/.
import { findAccelerator } from '../cluster/accelerators.ts';
import { activeParameters } from '../cluster/parameters.ts';
import type { Quantity, Row } from './evidence.ts';
import { modelFromRow } from './model-from-row.ts';
import { byFamily, quantile } from './weighted-quantile.ts';

export interface BaselineRow {
  readonly family: string;
  readonly quantity: Quantity;
  readonly row: Row;
  readonly observed: number;
}

interface Yardstick {
  /** The quantity at a utilisation of 1. */
  readonly atPeak: number;
  /** GPU-hours fall as utilisation rises; everything else rises with it. */
  readonly power: 1 | -1;
  /** Cells from the finest to the coarsest, each one utilisation. */
  readonly cells: readonly string[];
}

/** Predictions in the order of `rows`; undefined where a row has no yardstick or no other family has one of its kind. */
export function baselineOf(rows: readonly BaselineRow[]): readonly (number | undefined)[] {
  const judged = rows.map((row) => ({ ...row, yardstick: yardstickOf(row) }));
  const cells = new Map<string, { readonly family: string; readonly utilisation: number }[]>();
  for (const { family, observed, yardstick } of judged) {
    if (yardstick === undefined) continue;
    const utilisation = (observed / yardstick.atPeak) ** yardstick.power;
    for (const cell of yardstick.cells) cells.set(cell, [...(cells.get(cell) ?? []), { family, utilisation }]);
  }
  return judged.map(({ family, yardstick }) => {
    if (yardstick === undefined) return undefined;
    for (const cell of yardstick.cells) {
      const others = (cells.get(cell) ?? []).filter((entry) => entry.family !== family);
      if (others.length > 0) return yardstick.atPeak * typical(others) ** yardstick.power;
    }
    return undefined;
  });
}

/** Median of the families' medians, in the logarithm. */
function typical(entries: readonly { readonly family: string; readonly utilisation: number }[]): number {
  const medians = [...byFamily(entries).values()].map((own) =>
    quantile(
      own.map(({ utilisation }) => Math.log(utilisation)),
      0.5,
    ),
  );
  return Math.exp(quantile(medians, 0.5));
}

function yardstickOf({ row, quantity }: BaselineRow): Yardstick | undefined {
  const accelerator = findAccelerator(row['hardware'] ?? '');
  if (quantity === 'decode_tok_s' || quantity === 'prefill_tok_s') return localYardstick(row, quantity);
  const found = modelFromRow(row);
  if (accelerator === undefined || found.kind !== 'model') return undefined;
  const parameters = activeParameters(found.model);
  const structure = found.model.mixture === undefined ? 'dense' : 'mixture';
  const precision = precisionOf(row['precision'] ?? '');
  const kind = kindOf(row, quantity);
  const cells = [
    `${kind} ${structure} ${precision} ${accelerator.generation}`,
    `${kind} ${structure} ${precision}`,
    `${kind} ${structure}`,
    kind,
  ];
  const peak = accelerator.peak.bf16;
  switch (quantity) {
    case 'tokens_per_s_per_gpu':
      return { atPeak: peak / (6 * parameters), power: 1, cells };
    case 'gpu_hours':
      return { atPeak: (6 * parameters * Number(row['total_tokens'])) / peak / 3600, power: -1, cells };
    case 'out_tok_s_per_gpu':
    case 'in_tok_s_per_gpu':
      return { atPeak: peak / (2 * parameters), power: 1, cells };
    default:
      return undefined;
  }
}

/** Kinds of runs whose utilisations are not to be mixed, by what the row says of itself. */
function kindOf(row: Row, quantity: Quantity): string {
  return quantity === 'tokens_per_s_per_gpu' ? quantity : `${quantity} ${(row['scenario'] ?? '').split('_')[0]}`;
}

function localYardstick(row: Row, quantity: Quantity): Yardstick | undefined {
  if (quantity !== 'decode_tok_s') return undefined;
  const bytes = Number(row['model_file_gb']) * 1e9;
  const bandwidth = Number(row['mem_bw_gb_s']) * 1e9;
  if (!(bytes > 0 && bandwidth > 0)) return undefined;
  const backend = row['backend'] ?? '';
  return { atPeak: bandwidth / bytes, power: 1, cells: [`local ${backend} ${row['quant'] ?? ''}`, `local ${backend}`, 'local'] };
}

function precisionOf(text: string): string {
  if (/fp4|mxfp4/i.test(text)) return 'fp4';
  if (/fp8/i.test(text)) return 'fp8';
  return /int4|w4/i.test(text) ? 'int4' : 'bf16';
}
