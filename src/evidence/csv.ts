// A table as text, by RFC 4180 (2005): quoted cells may hold commas, line ends and doubled quotes. Rests on nothing.
// A byte-order mark, CR LF and an empty last line are tolerated; trouble is a value that names its line.
import type { Row } from './evidence.ts';

export type ParsedTable =
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: 'broken'; readonly line: number; readonly detail: string };

interface CsvLine {
  /** Line of the text on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Column names are trimmed, cells too. Lines without any text are skipped; a line of another length is broken. */
export function parseCsv(text: string): ParsedTable {
  const lines = splitCells(text.replace(/^\uFEFF/, ''));
  if ('kind' in lines) return lines;
  const [header, ...rest] = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (header === undefined) return broken(1, 'there is no header: the file is empty');
  const columns = header.cells.map((cell) => cell.trim());
  const twice = columns.find((column, index) => column !== '' && columns.indexOf(column) !== index);
  if (twice !== undefined) return broken(header.line, `the column ${JSON.stringify(twice)} stands twice in the header`);
  const rows: Row[] = [];
  for (const { line, cells } of rest) {
    const isLonger = cells.slice(columns.length).some((cell) => cell.trim() !== '');
    if (isLonger || cells.length < columns.length)
      return broken(line, `${cells.length} cells where the header has ${columns.length}`);
    rows.push(
      Object.fromEntries(columns.flatMap((column, index) => (column === '' ? [] : [[column, (cells[index] ?? '').trim()]]))),
    );
  }
  return { kind: 'table', columns: columns.filter((column) => column !== ''), rows };
}

/** Lines end in LF; a cell is quoted where it must be. */
export function formatCsv(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  return lines.map((cells) => cells.map(quoted).join(',')).join('\n') + '\n';
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function broken(line: number, detail: string): Extract<ParsedTable, { kind: 'broken' }> {
  return { kind: 'broken', line, detail };
}

function splitCells(text: string): readonly CsvLine[] | Extract<ParsedTable, { kind: 'broken' }> {
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let line = 1;
  let begin = 1;
  let at = 0;
  while (at < text.length) {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? closingQuote(text, at) : nextBreak(text, at);
    if (end === undefined) return broken(line, 'a quoted cell is not closed');
    const cell = isQuoted ? text.slice(at + 1, end).replaceAll('""', '"') : text.slice(at, end);
    cells.push(cell);
    line += cell.split('\n').length - 1;
    at = isQuoted ? end + 1 : end;
    if (text.startsWith('\r\n', at)) at++;
    const next = text[at];
    if (next !== undefined && next !== ',' && next !== '\n' && next !== '\r') return broken(line, 'text follows a closing quote');
    at++;
    if (next === ',') {
      // A comma at the very end begins one more cell, an empty one.
      if (at === text.length) cells.push('');
      else continue;
    }
    lines.push({ line: begin, cells });
    cells = [];
    line++;
    begin = line;
  }
  if (cells.length > 0) lines.push({ line: begin, cells });
  return lines;
}

function closingQuote(text: string, opening: number): number | undefined {
  for (let at = opening + 1; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at++;
  }
  return undefined;
}

function nextBreak(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === ',' || character === '\n' || character === '\r') return at;
  }
  return text.length;
}
