// Which rows of data/published/local.csv give context to measured runs: one for each device and source. Rests on csv.ts.
// Rows that were quoted from memory and rows flagged as anomalies are left out; several devices working together too.
import { parseCsv } from './csv.ts';
import type { Row } from './evidence.ts';

export interface PublishedRow {
  readonly hardware: string;
  readonly model: string;
  readonly format: string;
  readonly engine: string;
  readonly backend: string;
  /** Tokens per second; undefined where the source does not say. */
  readonly prefillTokensPerSecond: number | undefined;
  readonly decodeTokensPerSecond: number | undefined;
  readonly source: string;
  readonly sourceRef: string;
  /** ISO date, to the month or the day. */
  readonly date: string;
}

/**
 * For each source and device the model and format that the source gives for the most devices, so that its rows can be read
 * against each other; the fastest decode first. Throws where the table is broken: it is part of the repository.
 */
export function publishedContext(csv: string): readonly PublishedRow[] {
  const table = parseCsv(csv);
  if (table.kind === 'broken') throw new Error(`local.csv, line ${table.line}: ${table.detail}`);
  const usable = table.rows.filter(
    (row) => row['confidence'] === 'read' && row['n_devices'] === '1' && (row['flag'] ?? '') === '',
  );
  const devicesBy = new Map<string, Set<string>>();
  for (const row of usable) {
    const devices = devicesBy.get(subjectOf(row)) ?? new Set();
    devicesBy.set(subjectOf(row), devices.add(row['hardware'] ?? ''));
  }
  const chosen = new Map<string, Row>();
  for (const row of usable) {
    const place = `${row['source_ref']}|${row['hardware']}`;
    const best = chosen.get(place);
    const count = (of: Row): number => devicesBy.get(subjectOf(of))?.size ?? 0;
    if (best === undefined || count(row) > count(best)) chosen.set(place, row);
  }
  return [...chosen.values()]
    .map(publishedRow)
    .toSorted((a, b) => (b.decodeTokensPerSecond ?? 0) - (a.decodeTokensPerSecond ?? 0));
}

function subjectOf(row: Row): string {
  return `${row['source_ref']}|${row['model']}|${row['quant']}`;
}

function publishedRow(row: Row): PublishedRow {
  const text = (name: string): string => row[name] ?? '';
  const number = (name: string): number | undefined => (text(name) === '' ? undefined : Number(text(name)));
  return {
    hardware: text('hardware'),
    model: text('model'),
    format: text('quant'),
    engine: text('engine'),
    backend: text('backend'),
    prefillTokensPerSecond: number('prefill_tok_s'),
    decodeTokensPerSecond: number('decode_tok_s'),
    source: text('source'),
    sourceRef: text('source_ref'),
    date: text('date'),
  };
}
