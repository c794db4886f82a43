// The texts that travel with a dump: what it is and how far to trust it, and under which terms.
import type { Column } from './column.ts';
import { DEVICE_COLUMNS } from './device-columns.ts';
import { RUN_COLUMNS } from './run-columns.ts';
import { SIZE_COLUMNS } from './size-columns.ts';

/** README.md, the same for every dump of one version of this program. */
export function dumpReadme(): string {
  return [
    '# Scalewall: open data',
    '',
    'Measurements of what GPUs do with the operations of language models, made in browsers and submitted to a Scalewall service.',
    'manifest.json says when this dump was made, with which version, and how much it holds.',
    '',
    '| File | Holds |',
    '|---|---|',
    '| runs.jsonl.gz | every listed run whole, one JSON document a line, with every raw sample |',
    '| runs.csv, runs.parquet | one row a run |',
    '| sizes.csv, sizes.parquet | one row a run, model size and phase: throughput with intervals |',
    '| devices.csv | one row a GPU, suite major, population and metric: p10, median, p90 |',
    '| log.jsonl | what was held, hidden, restored and deleted, when and why |',
    '| schema.json | JSON Schema of every file’s rows, with units and meanings |',
    '| SHA256SUMS | checksums; `sha256sum --check SHA256SUMS` |',
    '',
    '## How far to trust it',
    '',
    '- **Verified** runs came with a proof that a chain of matrix products was computed between a challenge and a commitment. It shows',
    '  that at least `verified_flop_per_second` was done somewhere. It does not show on which GPU, nor that the other numbers of the run are right.',
    '- **Unverified** runs are claims of whoever submitted them, checked for consistency and against physics only. Do not rank them',
    '  together with verified ones.',
    '- Names of GPUs are what browsers say, which is often a family and not a model. Runs were made by volunteers: they are no sample of',
    '  all GPUs, and one person may have submitted many.',
    '- Intervals are 95 %. `projected` rows of the sizes tables rest on a model of the device and not on measurements of that size.',
    '- Runs of different `suite_major` are not comparable.',
    '- Runs that are hidden, deleted or waiting for a review are in no file but log.jsonl. A run that was deleted after this dump is',
    '  still in it: take the newest dump.',
    '',
    '## Licence and how to cite',
    '',
    'CC0 1.0: use it for anything, without asking (LICENSE). Citing is a courtesy: “Scalewall open data, dump of <made_at in manifest.json>,',
    'suite <suite_version>, <address you took it from>”.',
    '',
    ...columnsText('runs.csv, runs.parquet', RUN_COLUMNS),
    ...columnsText('sizes.csv, sizes.parquet', SIZE_COLUMNS),
    ...columnsText('devices.csv', DEVICE_COLUMNS),
  ].join('\n');
}

/** The dedication, which names the deed by its address instead of repeating it. */
export function dumpLicence(): string {
  return [
    'The files of this dump are dedicated to the public domain under CC0 1.0 Universal.',
    '',
    'To the extent possible under law, whoever publishes this dump waives all copyright and related or neighbouring rights to it, worldwide.',
    'You can copy, change, distribute and use it, also commercially, without asking. There is no warranty of any kind.',
    '',
    'The terms are those of the legal code, which this text does not replace:',
    'https://creativecommons.org/publicdomain/zero/1.0/legalcode',
    '',
    'SPDX-License-Identifier: CC0-1.0',
    '',
  ].join('\n');
}

function columnsText<Row>(title: string, columns: readonly Column<Row>[]): readonly string[] {
  return [
    `## Columns of ${title}`,
    '',
    '| Column | Type | Unit | Meaning |',
    '|---|---|---|---|',
    ...columns.map(
      ({ name, type, unit, meaning, isNullable }) =>
        `| ${name} | ${type}${isNullable ? ' or null' : ''} | ${unit} | ${meaning} |`,
    ),
    '',
  ];
}
