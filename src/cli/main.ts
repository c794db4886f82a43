// Composition root of `npm run bench`: the process's arguments, streams and signals, tied to bench.ts.
import { join } from 'node:path';
import { styleText } from 'node:util';
import { parseArguments, type BenchOptions } from './arguments.ts';
import { bench, type Console } from './bench.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { helpText } from './help.ts';
import { createProgressLine } from './progress.ts';

const ROOT = join(import.meta.dirname, '..', '..');

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(helpText());
      return 0;
    case 'invalid':
      process.stderr.write(`bench: ${parsed.message}\n`);
      return EXIT_CODES.usage.code;
    case 'bench':
      return EXIT_CODES[await bench(parsed.options, ROOT, consoleFor(parsed.options))].code;
    default:
      return parsed satisfies never;
  }
}

function consoleFor(options: BenchOptions): Console {
  const people = options.json === '-' ? process.stderr : process.stdout;
  return {
    progress: createProgressLine({
      isTerminal: process.stderr.isTTY,
      columns: process.stderr.columns || 80,
      write: (text) => process.stderr.write(text),
      now: () => performance.now(),
    }),
    // styleText itself heeds NO_COLOR and a stream that is no terminal.
    style: (format, text) => styleText(format, text, { stream: people }),
    note: (line) => process.stderr.write(`bench: ${line}\n`),
    say: (text) => people.write(text),
    document: (text) => process.stdout.write(text),
    onInterrupt: (stop) => {
      let count = 0;
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          if (++count > 1) process.exit(130);
          stop();
        });
      }
    },
  };
}
