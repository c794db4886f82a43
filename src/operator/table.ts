// A table of a dump as CSV and as Parquet, written row by row from the same columns.
// CSV: RFC 4180, numbers unrounded, null as nothing; a text that a spreadsheet would run as a formula is led by an apostrophe.
// Parquet: typed, null as null, texts exact, in groups of a fixed number of rows, so that memory does not grow with the table.
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { DumpFile } from '../contract/dumps.ts';
import type { Column, Value } from './column.ts';
import type { OutputFile } from './output-file.ts';

const ROWS_PER_GROUP = 10_000;

export interface TableWriter<Row> {
  add(row: Row): Promise<void>;
  close(): Promise<DumpFile>;
}

export class CsvTable<Row> implements TableWriter<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #file: OutputFile;
  #rows = 0;

  constructor(columns: readonly Column<Row>[], file: OutputFile) {
    this.#columns = columns;
    this.#file = file;
  }

  async add(row: Row): Promise<void> {
    if (this.#rows++ === 0) await this.#header();
    await this.#file.write(line(this.#columns.map(({ read }) => read(row))));
  }

  async close(): Promise<DumpFile> {
    if (this.#rows === 0) await this.#header();
    return this.#file.close(this.#rows);
  }

  #header(): Promise<void> {
    return this.#file.write(line(this.#columns.map(({ name }) => name)));
  }
}

function line(cells: readonly Value[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Value): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const PARQUET_TYPES = { text: 'STRING', time: 'TIMESTAMP', boolean: 'BOOLEAN', integer: 'INT64', number: 'DOUBLE' } as const;

export class ParquetTable<Row> implements TableWriter<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #file: OutputFile;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  /** The cells of the rows that wait: a row itself may hold a document. */
  #group: (readonly Value[])[] = [];
  #rows = 0;

  constructor(columns: readonly Column<Row>[], file: OutputFile) {
    this.#columns = columns;
    this.#file = file;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaFromColumnData({ columnData: this.#columnData() }),
      createdBy: 'scalewall',
      kvMetadata: [{ key: 'licence', value: 'CC0-1.0' }],
    });
  }

  async add(row: Row): Promise<void> {
    this.#rows++;
    if (this.#group.push(this.#columns.map(({ read }) => read(row))) >= ROWS_PER_GROUP) await this.#writeGroup();
  }

  async close(): Promise<DumpFile> {
    if (this.#group.length > 0) await this.#writeGroup();
    await this.#writer.finish();
    await this.#handOn();
    return this.#file.close(this.#rows);
  }

  async #writeGroup(): Promise<void> {
    await this.#writer.write({ columnData: this.#columnData(), rowGroupSize: ROWS_PER_GROUP });
    this.#group = [];
    await this.#handOn();
  }

  #columnData() {
    return this.#columns.map(({ name, type, isNullable }, place) => ({
      name,
      type: PARQUET_TYPES[type],
      nullable: isNullable,
      offsetIndex: false,
      data: this.#group.map((cells) => parquetValue(type, cells[place] ?? null)),
    }));
  }

  /** What the library has encoded goes to the file, and its buffer is used again. */
  async #handOn(): Promise<void> {
    const encoded = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    await this.#file.write(encoded);
  }
}

function parquetValue(type: keyof typeof PARQUET_TYPES, value: Value): unknown {
  if (value === null) return null;
  if (type === 'time') return new Date(String(value));
  return type === 'integer' ? BigInt(Number(value)) : value;
}
