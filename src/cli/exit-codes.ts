// What `npm run bench` exits with, and which result earns which. The only list; `--help` prints it.
import type { Submission } from '../contract/api.ts';

export const EXIT_CODES = {
  complete: { code: 0, meaning: 'complete, or out of time with at least one size measured' },
  internal: {
    code: 1,
    meaning: 'a bug, or the result could not be written where asked (it is then kept elsewhere, and the path said)',
  },
  usage: { code: 2, meaning: 'bad usage: nothing was measured' },
  noAdapter: { code: 3, meaning: 'no WebGPU, no adapter, or the browser cannot start' },
  partial: { code: 4, meaning: 'a partial result: stopped, device lost, or nothing measured' },
  wrongOutput: { code: 5, meaning: 'a kernel gave a wrong output on this adapter' },
  notSubmitted: {
    code: 6,
    meaning: 'the service refused the result or was not reached (the result is kept in a file, and the path said)',
  },
} as const;
export type ExitName = keyof typeof EXIT_CODES;

/** How a finished run ends by its own content, before writing and submitting are considered. */
export function exitOf({ run, summary }: Submission): 'complete' | 'partial' | 'wrongOutput' {
  const isWrong = run.trials.some(({ outcome }) => outcome.kind === 'failed' && outcome.reason === 'wrong-output');
  if (isWrong) return 'wrongOutput';
  const hasMeasured = summary.sizes.some(({ phases }) => phases.some(({ kind }) => kind === 'measured'));
  const isOrdinary = run.completion.kind === 'complete' || run.completion.kind === 'out-of-time';
  return isOrdinary && hasMeasured ? 'complete' : 'partial';
}
