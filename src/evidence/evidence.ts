// What a published row becomes, and what the model says of it: the one interface between rows, model, fit and validation.
// Types only.

/** A row of a CSV as read: column → text; an empty text means unknown. */
export type Row = Readonly<Record<string, string>>;

/** Groups that the bars and the interval calibration speak of. */
export type EvidenceGroup =
  | 'dense-h100-bf16'
  | 'dense-h100-fp8'
  | 'dense-a100'
  | 'dense-blackwell'
  | 'moe-h100'
  | 'moe-blackwell'
  | 'mlperf-training'
  | 'full-run'
  | 'serving-dense'
  | 'serving-moe'
  | 'mlperf-offline'
  | 'mlperf-latency'
  | 'first-token'
  | 'local-decode-cuda'
  | 'local-decode-metal'
  | 'local-decode-webgpu'
  | 'local-prefill'
  | 'other';

export type Quantity =
  | 'tokens_per_s_per_gpu'
  | 'gpu_hours'
  | 'out_tok_s_per_gpu'
  | 'in_tok_s_per_gpu'
  | 'ttft_ms'
  | 'itl_ms'
  | 'decode_tok_s'
  | 'prefill_tok_s';

export interface Predicted {
  readonly kind: 'predicted';
  readonly group: EvidenceGroup;
  readonly quantity: Quantity;
  /** Point prediction in the quantity's unit. */
  readonly value: number;
  /** In words: `tp 8, pp 4, dp 16, fsdp, micro-batch 1, recomputation full`; says `chosen` where it was searched. */
  readonly layout: string;
  readonly limitedBy: string;
  /** What was assumed for columns that were missing. */
  readonly note: string;
}

export interface Unpredicted {
  readonly kind: 'unpredicted';
  readonly quantity: Quantity | undefined;
  readonly reason: string;
}

/** A row with what its source measured, for fitting and validation only; never handed to a predictor. */
export interface Evidence {
  readonly id: string;
  readonly family: string;
  readonly source: string;
  readonly date: string;
  /** Never score against `memory`. */
  readonly confidence: 'read' | 'secondary' | 'memory';
  readonly flag: string;
  readonly row: Row;
  readonly observed: readonly { readonly quantity: Quantity; readonly value: number }[];
}

/** A kind of rows that the model can predict: training, serving, local. */
export interface Predictor<Name extends string> {
  /** Must not read measured columns. All quantities the row asks for. */
  predict(row: Row, constants: Readonly<Record<Name, number>>): readonly (Predicted | Unpredicted)[];
}
