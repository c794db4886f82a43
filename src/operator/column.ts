// A column of a dump's table: one definition from which its CSV, its Parquet, its JSON Schema and its line in the README come.
import type { Estimate } from '../units/estimate.ts';

export type Value = string | number | boolean | null;

export interface Column<Row> {
  readonly name: string;
  /** `time` is ISO 8601 in UTC with milliseconds; `integer` is exact. */
  readonly type: 'text' | 'time' | 'boolean' | 'integer' | 'number';
  /** Empty where the column has none. */
  readonly unit: string;
  readonly meaning: string;
  readonly isNullable: boolean;
  readonly read: (row: Row) => Value;
}

/** A column that every row fills. */
export function column<Row>(
  name: string,
  type: Column<Row>['type'],
  unit: string,
  meaning: string,
  read: (row: Row) => Value,
): Column<Row> {
  return { name, type, unit, meaning, isNullable: false, read };
}

/** A column that is null in some rows. */
export function nullable<Row>(...parameters: Parameters<typeof column<Row>>): Column<Row> {
  return { ...column(...parameters), isNullable: true };
}

type Interval = Pick<Estimate, 'value' | 'low' | 'high'>;

/** An estimate and the ends of its 95 % interval. */
export function estimateColumns<Row>(
  name: string,
  unit: string,
  meaning: string,
  read: (row: Row) => Interval,
): readonly Column<Row>[] {
  return [
    column(name, 'number', unit, meaning, (row) => read(row).value),
    column(`${name}_low`, 'number', unit, `Lower end of the 95 % interval of ${name}.`, (row) => read(row).low),
    column(`${name}_high`, 'number', unit, `Upper end of the 95 % interval of ${name}.`, (row) => read(row).high),
  ];
}
