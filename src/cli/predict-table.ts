// A table of rows on disk → the table of their predictions. Trouble with the file is a value that says what was found.
import { readFileSync, statSync } from 'node:fs';
import { formatCsv, parseCsv } from '../evidence/csv.ts';
import { DESCRIBING_COLUMNS, isKnownColumn } from '../evidence/columns.ts';
import type { Row } from '../evidence/evidence.ts';
import { forecast } from '../evidence/forecast.ts';

export const PREDICTION_COLUMNS: readonly string[] = 'id quantity predicted low high layout limited_by note'.split(' ');

export type ReadTable =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'unreadable'; readonly message: string };

const MOST_BYTES = 200e6;
const DIGITS = 6;

export function readRows(path: string): ReadTable {
  const unreadable = (detail: string): ReadTable => ({ kind: 'unreadable', message: `${path} ${detail}` });
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return unreadable('does not exist.');
  if (found.isDirectory()) return unreadable('is a folder; a CSV file is needed.');
  if (found.size > MOST_BYTES) return unreadable(`has ${found.size} bytes; at most ${MOST_BYTES} are read.`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return unreadable(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (bytes.includes(0)) return unreadable('is no text in UTF-8: it contains zero bytes.');
  const table = parseCsv(bytes.toString('utf8'));
  if (table.kind === 'broken') return unreadable(`is broken in line ${table.line}: ${table.detail}.`);
  const told = table.columns.filter((column) => column !== 'id' && DESCRIBING_COLUMNS.includes(column));
  if (told.length === 0) {
    const names = table.columns.slice(0, 8).join(', ');
    const measured = table.columns.some(isKnownColumn) ? ', which say nothing of the run itself' : '';
    return unreadable(
      `has no column that describes a run; found ${names}${measured}. Needed are some of ${DESCRIBING_COLUMNS.join(', ')}.`,
    );
  }
  if (table.rows.length === 0) return unreadable('has a header but no rows.');
  return { kind: 'rows', rows: table.rows };
}

/** In the order of the rows; a row without an id is named by its place, from `row-1`. */
export function predictions(rows: readonly Row[]): { readonly text: string; readonly emptyCount: number } {
  let emptyCount = 0;
  const lines = rows.flatMap((row, index) => {
    const id = (row['id'] ?? '') === '' ? `row-${index + 1}` : (row['id'] ?? '');
    const forecasts = forecast(row);
    if (forecasts.every(({ kind }) => kind === 'none')) emptyCount++;
    return forecasts.map((one): Row => {
      if (one.kind === 'none') return { id, quantity: one.quantity, note: one.reason };
      return {
        id,
        quantity: one.quantity,
        predicted: numeral(one.predicted),
        low: numeral(one.low),
        high: numeral(one.high),
        layout: one.layout,
        limited_by: one.limitedBy,
        note: one.note,
      };
    });
  });
  return { text: formatCsv(PREDICTION_COLUMNS, lines), emptyCount };
}

function numeral(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
