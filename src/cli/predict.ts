// `npm run predict`: predictions for a table of rows, or for one configuration given by flags.
import { askedPath } from './asked-path.ts';
import { parsePredictArguments, predictHelp } from './predict-arguments.ts';
import { predictions, readRows } from './predict-table.ts';
import { configurationText } from './predict-text.ts';
import { writeWhole } from './whole-file.ts';

const USAGE = 2;

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = main(process.argv.slice(2));

function main(argv: readonly string[]): number {
  const parsed = parsePredictArguments(argv);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(predictHelp());
      return 0;
    case 'invalid':
      return complain(parsed.message, USAGE);
    case 'configuration': {
      const { lines, isPredicted } = configurationText(parsed.row);
      process.stdout.write(`${lines.join('\n')}\n`);
      return isPredicted ? 0 : USAGE;
    }
    case 'table':
      return predictTable(parsed.input, parsed.output);
    default:
      return parsed satisfies never;
  }
}

function predictTable(input: string, output: string | undefined): number {
  const source = askedPath(input, 'predict');
  const target = output === undefined ? undefined : askedPath(output, 'predict');
  if (target === source) return complain(`--out ${output} would replace the table that is read.`, USAGE);
  const read = readRows(source);
  if (read.kind === 'unreadable') return complain(read.message, USAGE);
  const { text, emptyCount } = predictions(read.rows);
  if (target === undefined) {
    process.stdout.write(text);
  } else {
    try {
      writeWhole(target, text);
    } catch (error) {
      return complain(`${target} cannot be written: ${error instanceof Error ? error.message : String(error)}`, USAGE);
    }
  }
  if (emptyCount > 0) complain(`${emptyCount} of ${read.rows.length} rows have no prediction; their notes say why.`, 0);
  return 0;
}

function complain(message: string, code: number): number {
  process.stderr.write(`predict: ${message}\n`);
  return code;
}
