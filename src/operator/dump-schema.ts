// schema.json of a dump: JSON Schema of every file's rows, with the unit and the meaning of every column.
import { z } from 'zod';
import { DUMP_LICENCE, dumpLineSchema, dumpManifestSchema } from '../contract/dumps.ts';
import { logEntrySchema } from '../contract/devices.ts';
import type { Column } from './column.ts';
import { DEVICE_COLUMNS } from './device-columns.ts';
import { RUN_COLUMNS } from './run-columns.ts';
import { SIZE_COLUMNS } from './size-columns.ts';

/** One line of log.jsonl: the public log's entry and its own random id. */
export const dumpLogLineSchema = z.strictObject({ id: z.string().regex(/^[0-9a-f]{32}$/), ...logEntrySchema.shape });

/** A JSON value: file names and what a row of each must be. */
export function dumpSchema(): object {
  const table = <Row>(columns: readonly Column<Row>[]) => ({
    type: 'object',
    additionalProperties: false,
    required: columns.map(({ name }) => name),
    properties: Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])),
  });
  const runs = table(RUN_COLUMNS);
  const sizes = table(SIZE_COLUMNS);
  return {
    title: 'Rows of a Scalewall dump',
    description:
      'In CSV an empty cell is null, and a text that begins like a formula is led by an apostrophe. In Parquet integers are INT64, numbers DOUBLE, times TIMESTAMP (milliseconds, UTC).',
    licence: DUMP_LICENCE,
    files: {
      'runs.jsonl.gz': z.toJSONSchema(dumpLineSchema),
      'runs.csv': runs,
      'runs.parquet': runs,
      'sizes.csv': sizes,
      'sizes.parquet': sizes,
      'devices.csv': table(DEVICE_COLUMNS),
      'log.jsonl': z.toJSONSchema(dumpLogLineSchema),
      'manifest.json': z.toJSONSchema(dumpManifestSchema),
    },
  };
}

const JSON_TYPES = { text: 'string', time: 'string', boolean: 'boolean', integer: 'integer', number: 'number' } as const;

function columnSchema<Row>({ type, unit, meaning, isNullable }: Column<Row>): object {
  return {
    type: isNullable ? [JSON_TYPES[type], 'null'] : JSON_TYPES[type],
    ...(type === 'time' ? { format: 'date-time' } : {}),
    ...(unit === '' ? {} : { unit }),
    description: meaning,
  };
}
