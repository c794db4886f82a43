// Composition root of `npm run operator`: the process's words, environment, streams and exit code.
import { EXIT_CODES } from './exit-codes.ts';
import { operate } from './operate.ts';

const exit = await operate(process.argv.slice(2), process.env, {
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`operator: ${line}\n`),
});
process.exitCode = EXIT_CODES[exit].code;
