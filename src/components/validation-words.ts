// The words of validation: groups of published runs, quantities with their units, kinds that share a mark. Rests on contract/.
import { msg } from '@lit/localize';
import type { MarkerShape } from '../chart/marker.ts';
import type { ScoredRow, Validation } from '../contract/validation.ts';
import { formatCount, formatRatio } from '../units/format.ts';

/** What a run did; each has its colour and its shape. */
export type RunKind = 'training' | 'whole-run' | 'serving' | 'local';
export const RUN_KINDS: readonly RunKind[] = ['training', 'whole-run', 'serving', 'local'];

/** A group of rows that the reader can choose; the empty name stands for all. */
export interface RowGroup {
  readonly name: string;
  readonly words: string;
  readonly rowCount: number;
}

/** Groups that rows name, in the document's order, then in the rows'. */
export function rowGroups({ groups, rows }: Validation): readonly RowGroup[] {
  const counts = new Map<string, number>();
  for (const { group } of rows) counts.set(group, (counts.get(group) ?? 0) + 1);
  const order = new Map(groups.map(({ name, meaning }, index) => [name, { meaning, index }]));
  return [...counts]
    .map(([name, rowCount]) => ({ name, rowCount, words: order.get(name)?.meaning ?? name }))
    .toSorted((a, b) => (order.get(a.name)?.index ?? Infinity) - (order.get(b.name)?.index ?? Infinity) || 0);
}

export function kindOf({ quantity, group }: ScoredRow): RunKind {
  if (quantity === 'gpu_hours') return 'whole-run';
  if (quantity === 'tokens_per_s_per_gpu') return 'training';
  return group.startsWith('local') || quantity === 'decode_tok_s' || quantity === 'prefill_tok_s' ? 'local' : 'serving';
}

export function kindName(kind: RunKind): string {
  switch (kind) {
    case 'training':
      return msg('training');
    case 'whole-run':
      return msg('whole runs');
    case 'serving':
      return msg('serving');
    case 'local':
      return msg('one device');
    default:
      return kind satisfies never;
  }
}

/** The CSS class that brings the kind's colour. */
export function kindStyle(kind: RunKind): string {
  return { training: 'train', 'whole-run': 'other', serving: 'decode', local: 'prefill' }[kind];
}

export function kindShape(kind: RunKind): MarkerShape {
  return ({ training: 'triangle', 'whole-run': 'diamond', serving: 'square', local: 'circle' } as const)[kind];
}

export function quantityName(quantity: string): string {
  switch (quantity) {
    case 'tokens_per_s_per_gpu':
      return msg('tokens/s per GPU');
    case 'gpu_hours':
      return msg('GPU hours');
    case 'out_tok_s_per_gpu':
      return msg('output tokens/s per GPU');
    case 'in_tok_s_per_gpu':
      return msg('input tokens/s per GPU');
    case 'ttft_ms':
      return msg('ms to the first token');
    case 'itl_ms':
      return msg('ms between tokens');
    case 'decode_tok_s':
      return msg('tokens/s decoded');
    case 'prefill_tok_s':
      return msg('tokens/s read');
    default:
      return quantity;
  }
}

/** A quantity's number, whose unit stands beside it. */
export function amount(value: number): string {
  return value >= 1e5 ? formatCount(value) : formatRatio(value);
}
