// The text of `npm run bench -- --help`.
import { FLAGS } from './arguments.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { flagLines } from './flags.ts';

export function helpText(): string {
  const codes = Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${code}  ${meaning}`);
  return [
    'Usage: npm run bench -- [FLAGS]',
    '',
    'Measures this machine’s GPU in a headless browser, as the page does, and says what a bigger model costs.',
    'Nothing is sent unless --submit says so; what is sent is public, for any use (CC0), and comes with a link that deletes it.',
    'Ctrl-C ends the run and keeps what was measured; twice ends at once.',
    '',
    'Flags:',
    ...flagLines(FLAGS),
    '',
    'Exit codes (the first that applies, in the order 1, 2, 3, 5, 6, 4, 0):',
    ...codes,
    '',
    'Environment: SCALEWALL_BROWSER (path of the browser), NO_COLOR (no colours).',
    '',
  ].join('\n');
}
