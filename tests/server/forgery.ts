// Runs that fit the schema and cannot have happened, one reason each: edits of an honest run, in place.
import type { Run, TrialOutcome } from '../../src/contract/run.ts';

export interface Forgery {
  readonly name: string;
  /** Where the service must see it, as the start of the error's path. */
  readonly path: string;
  edit(run: Run): void;
}

type Measured = Extract<TrialOutcome, { kind: 'measured' }>;

/** The outcome of the first measured trial of an operation kind. */
function measured(run: Run, kind: string): Measured {
  const outcome = run.trials.find((trial) => trial.operation.kind === kind && trial.outcome.kind === 'measured')?.outcome;
  if (outcome?.kind !== 'measured') throw new Error(`no measured ${kind} in the run`);
  return outcome;
}

function part(run: Run, suits: (part: Run['cells'][number]['parts'][number]) => boolean) {
  const found = run.cells.flatMap(({ parts }) => parts).find(suits);
  if (found === undefined) throw new Error('no such part in the run');
  return found;
}

function choice(run: Run) {
  return run.tuning?.[0] ?? never();
}

export const FORGERIES: readonly Forgery[] = [
  {
    name: 'a chosen kernel that was no candidate',
    path: 'run.tuning[0].kernel',
    edit: (run) => {
      choice(run).kernel = 'matmul-direct/nt/f32';
    },
  },
  {
    name: 'a chosen kernel that failed',
    path: 'run.tuning[0].kernel',
    edit: (run) => {
      choice(run).kernel = 'matmul-naive/nt/f32';
    },
  },
  {
    name: 'a candidate that is no trial',
    path: 'run.tuning[0].candidates[',
    edit: (run) => {
      choice(run).candidates.push('contest/matmul-nt/64x64x64/of-another-run/f32');
    },
  },
  {
    name: 'a candidate of another class',
    path: 'run.tuning[0].candidates',
    edit: (run) => {
      choice(run).class = 'matmul-tn';
    },
  },
  {
    name: 'a contest at another size class',
    path: 'run.tuning[0].candidates',
    edit: (run) => {
      choice(run).size_class = 'large';
    },
  },
  {
    name: 'two choices for one class and size class',
    path: 'run.tuning[1]',
    edit: (run) => {
      run.tuning?.push(structuredClone(choice(run)));
    },
  },
  {
    name: 'a contest of one measured kernel',
    path: 'run.tuning[0].from',
    edit: (run) => {
      const entry = choice(run);
      entry.candidates = entry.candidates.filter((id) => id.includes('planted-fast'));
    },
  },
  {
    name: 'an unknown suite',
    path: 'run.suite.version',
    edit: (run) => {
      run.suite.version = '99.0.0';
    },
  },
  {
    name: 'a start before the suite existed',
    path: 'run.started_at',
    edit: (run) => {
      run.started_at = '2025-12-31T23:59:59.999Z';
    },
  },
  {
    name: 'a start in the future',
    path: 'run.started_at',
    edit: (run) => {
      run.started_at = '2076-01-01T00:00:00Z';
    },
  },
  {
    name: 'a trial twice',
    path: 'run.trials[',
    edit: (run) => {
      run.trials.push(structuredClone(run.trials[0] ?? never()));
    },
  },
  {
    name: 'an id that names another operation',
    path: 'run.trials[',
    edit: (run) => {
      (run.trials[1] ?? never()).operation = { kind: 'copy', elements: 12345 };
    },
  },
  {
    name: 'a kernel of another precision',
    path: 'run.trials[',
    edit: (run) => {
      (run.trials[0] ?? never()).kernel = 'empty/f16';
    },
  },
  {
    name: 'f16 without the feature',
    path: 'run.precision',
    edit: (run) => {
      run.precision = 'f16';
    },
  },
  {
    name: 'control characters in a name',
    path: 'run.device.host.browser',
    edit: (run) => {
      run.device.host.browser = 'Chromium\u0000 156';
    },
  },
  {
    name: 'a feature twice',
    path: 'run.device.features[1]',
    edit: (run) => {
      run.device.features.push('timestamp-query');
    },
  },
  {
    name: 'no cells',
    path: 'run.cells',
    edit: (run) => {
      run.cells = [];
    },
  },
  {
    name: 'a cell twice',
    path: 'run.cells[',
    edit: (run) => {
      run.cells.push(structuredClone(run.cells[0] ?? never()));
    },
  },
  {
    name: 'a size off the ladder',
    path: 'run.cells[0].size',
    edit: (run) => {
      (run.cells[0] ?? never()).size = 'gpt-9';
      run.requested.sizes = [];
    },
  },
  {
    name: 'a phase that was not asked for',
    path: 'run.cells[',
    edit: (run) => {
      run.requested.phases = ['train'];
    },
  },
  {
    name: 'more tokens than the step has',
    path: 'run.cells[0].tokens',
    edit: (run) => {
      (run.cells[0] ?? never()).tokens *= 2;
    },
  },
  {
    name: 'a part left out',
    path: 'run.cells[0].parts',
    edit: (run) => {
      run.cells[0]?.parts.pop();
    },
  },
  {
    name: 'parts in another order',
    path: 'run.cells[0].parts[',
    edit: (run) => {
      run.cells[0]?.parts.reverse();
    },
  },
  {
    name: 'fewer layers',
    path: 'run.cells[',
    edit: (run) => {
      part(run, ({ count }) => count > 1).count -= 1;
    },
  },
  {
    name: 'another operation than the ladder has',
    path: 'run.cells[',
    edit: (run) => {
      part(run, ({ operation }) => operation.kind === 'matvec').operation = { kind: 'matvec', n: 1, k: 1 };
    },
  },
  {
    name: 'a trial that does not exist',
    path: 'run.cells[',
    edit: (run) => {
      part(run, ({ trial }) => trial !== null).trial = 'ladder/none/f32';
    },
  },
  {
    name: 'a share of a whole operation',
    path: 'run.cells[',
    edit: (run) => {
      part(run, ({ slice }) => slice === '').share = 0.5;
    },
  },
  {
    name: 'a share that the slice does not have',
    path: 'run.cells[',
    edit: (run) => {
      part(run, ({ slice }) => slice !== '').share *= 2;
    },
  },
  {
    name: 'a slice without a label',
    path: 'run.cells[',
    edit: (run) => {
      part(run, ({ slice }) => slice !== '').slice = '';
    },
  },
  {
    name: 'a part measured on another operation',
    path: 'run.cells[',
    edit: (run) => {
      part(run, ({ operation }) => operation.kind === 'matvec').trial = 'probe/empty/f32';
    },
  },
  {
    name: 'a kernel that failed its verification',
    path: 'run.trials[',
    edit: (run) => {
      measured(run, 'matmul').verification.worst_error_over_bound = 1.01;
    },
  },
  {
    name: 'no valid sample',
    path: 'run.trials[',
    edit: (run) => {
      for (const sample of measured(run, 'copy').samples) sample.voided = 'gpu-error';
    },
  },
  {
    name: 'a negative span that counts',
    path: 'run.trials[',
    edit: (run) => {
      (measured(run, 'copy').samples[0] ?? never()).duration_seconds = -1e-3;
    },
  },
  {
    name: 'a positive span void as not positive',
    path: 'run.trials[',
    edit: (run) => {
      (measured(run, 'copy').samples[0] ?? never()).voided = 'non-positive';
    },
  },
  {
    name: 'a span below the clock',
    path: 'run.trials[',
    edit: (run) => {
      (measured(run, 'empty').samples[0] ?? never()).duration_seconds = run.clock.resolution_seconds / 3;
    },
  },
  {
    name: 'samples out of order',
    path: 'run.trials[',
    edit: (run) => {
      measured(run, 'matmul').samples.reverse();
    },
  },
  {
    name: 'a sample after the end',
    path: 'run.trials[',
    edit: (run) => {
      (measured(run, 'matmul').samples.at(-1) ?? never()).at_seconds = run.duration_seconds + 1.1;
    },
  },
  {
    name: 'a flag after the end',
    path: 'run.flags[0]',
    edit: (run) => {
      (run.flags[0] ?? never()).at_seconds = run.duration_seconds + 1.1;
    },
  },
  {
    name: 'more time in samples than the run lasted',
    path: 'run.duration_seconds',
    edit: (run) => {
      (measured(run, 'copy').samples[0] ?? never()).duration_seconds = 2 * run.duration_seconds + 2;
    },
  },
  {
    name: 'more FLOP/s than any GPU',
    path: 'run.trials[',
    edit: (run) => {
      measured(run, 'fma').dispatches_per_sample = 1e7;
    },
  },
  {
    name: 'more bytes/s than any memory',
    path: 'run.trials[',
    edit: (run) => {
      measured(run, 'copy').dispatches_per_sample = 1e7;
    },
  },
  {
    name: 'nothing measured',
    path: 'run.trials',
    edit: (run) => {
      delete run.tuning;
      for (const trial of run.trials) trial.outcome = { kind: 'skipped', reason: 'stopped', detail: '' };
    },
  },
  {
    name: 'a matrix product above the FMA peak',
    path: 'run.trials[',
    edit: (run) => {
      measured(run, 'matmul').dispatches_per_sample *= 200;
    },
  },
];

function never(): never {
  throw new Error('the run lacks what this forgery edits');
}
