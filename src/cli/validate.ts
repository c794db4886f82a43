// `npm run validate`: every published run against the prediction that its family had no part in.
import { join } from 'node:path';
import type { Validation } from '../contract/validation.ts';
import { assess } from '../evidence/assessment.ts';
import { valuesOf } from '../evidence/fitted-values.ts';
import { CONSTANTS, suitesOf } from '../evidence/suites.ts';
import { validationOf } from '../evidence/validation.ts';
import { askedPath } from './asked-path.ts';
import { fittedDocuments } from './fitted-documents.ts';
import { publishedRows } from './published-rows.ts';
import { parseValidateArguments, validateHelp, type ValidateOptions } from './validate-arguments.ts';
import { constantTable, failures, groupTable, rowTable } from './validate-table.ts';
import { writeWhole } from './whole-file.ts';

const ROOT = join(import.meta.dirname, '..', '..');

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = main(process.argv.slice(2));

function main(argv: readonly string[]): number {
  const parsed = parseValidateArguments(argv);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(validateHelp());
      return 0;
    case 'invalid':
      process.stderr.write(`validate: ${parsed.message}\n`);
      return 2;
    case 'validate':
      return validate(parsed.options);
    default:
      return parsed satisfies never;
  }
}

function validate({ json, group, isStrict }: ValidateOptions): number {
  let document: Validation;
  try {
    document = validation();
  } catch (error) {
    process.stderr.write(`validate: ${messageOf(error)}\n`);
    return 1;
  }
  if (json === '-') process.stdout.write(textOf(document));
  if (json !== undefined && json !== '-') {
    try {
      writeWhole(askedPath(json, 'validate'), textOf(document));
    } catch (error) {
      process.stderr.write(`validate: ${json} cannot be written: ${messageOf(error)}\n`);
      return 1;
    }
  }
  const people = json === '-' ? process.stderr : process.stdout;
  people.write(`${(group === undefined ? summary(document) : rowTable(document, group)).join('\n')}\n`);
  return isStrict && failures(document).length > 0 ? 1 : 0;
}

function validation(): Validation {
  const { fitted, leftOut } = fittedDocuments(ROOT);
  const suites = suitesOf(publishedRows(ROOT));
  const known = new Set(Object.keys(fitted.constants));
  const missing = CONSTANTS.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`data/fitted-constants.json lacks ${missing.join(', ')}; npm run fit renews it`);
  return validationOf(assess(suites, valuesOf(fitted, leftOut)), fitted, CONSTANTS);
}

function summary(document: Validation): readonly string[] {
  const failed = failures(document);
  return [
    ...groupTable(document),
    '',
    ...constantTable(document),
    '',
    `${document.unscored.length} rows are not scored (no source, no quantity, or an unknown model). Fitted ${document.fitted_at}.`,
    failed.length === 0 ? 'All bars are met.' : `Not met: ${failed.join('; ')}.`,
  ];
}

function textOf(document: Validation): string {
  // One line a row: the file is compared by people.
  const rows = document.rows.map((row) => JSON.stringify(row)).join(',\n');
  const unscored = document.unscored.map((row) => JSON.stringify(row)).join(',\n');
  const rest = JSON.stringify({ ...document, rows: [], unscored: [] });
  return `${rest.replace('"rows":[],"unscored":[]', `"rows":[\n${rows}\n],"unscored":[\n${unscored}\n]`)}\n`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
