// The columns of sizes.csv and sizes.parquet: one row a run, model size and phase, as the run's summary says them.
import type { PhaseSummary, SizeSummary } from '../contract/summary.ts';
import { column, estimateColumns, nullable, type Column } from './column.ts';
import type { SnapshotRun } from './snapshot.ts';

export interface SizeRow {
  readonly run: SnapshotRun;
  readonly size: SizeSummary;
  readonly phase: PhaseSummary;
}

/** The rows of one run, in the order of its summary. */
export function sizeRowsOf(run: SnapshotRun): readonly SizeRow[] {
  return run.excerpt.summary.sizes.flatMap((size) => size.phases.map((phase) => ({ run, size, phase })));
}

export const SIZE_COLUMNS: readonly Column<SizeRow>[] = [
  column('run_id', 'text', '', 'Id of the run.', ({ run }) => run.id),
  column('gpu', 'text', '', 'Name under which runs of one GPU are grouped.', ({ run }) => run.gpu),
  column('is_verified', 'boolean', '', 'Whether a proof shows that work was done.', ({ run }) => run.verification !== null),
  column('suite_major', 'integer', '', 'Runs of different majors are never compared.', ({ run }) => run.suite_major),
  column('size', 'text', '', 'Id of the model size.', ({ size }) => size.id),
  column('name', 'text', '', 'Name of the model size.', ({ size }) => size.name),
  column('parameters', 'number', '', 'Parameters of the model.', ({ size }) => size.parameters),
  column('phase', 'text', '', 'prefill, decode or train.', ({ phase }) => phase.phase),
  column(
    'kind',
    'text',
    '',
    'measured: at least 90 % of the step’s time stands on trials of this run; projected: none of it does; partly: in between.',
    ({ phase }) => phase.kind,
  ),
  column('is_sliced', 'boolean', '', 'Whether a trial ran on a slice of its operation.', ({ phase }) => phase.is_sliced),
  column('measured_share_of_time', 'number', '', '0 to 1.', ({ phase }) => phase.measured_share_of_time),
  column('tokens_per_step', 'integer', 'tokens', 'Tokens of one step.', ({ phase }) => phase.tokens_per_step),
  column('flop_per_step', 'number', 'FLOP', 'Work of one step.', ({ phase }) => phase.flop_per_step),
  ...estimateColumns<SizeRow>('seconds_per_step', 's', 'Time of one step.', ({ phase }) => phase.seconds_per_step),
  ...estimateColumns<SizeRow>('tokens_per_second', 'tokens/s', 'Throughput.', ({ phase }) => phase.tokens_per_second),
  ...estimateColumns<SizeRow>('flop_per_second', 'FLOP/s', 'Arithmetic throughput.', ({ phase }) => phase.flop_per_second),
  column('fewest_samples', 'integer', '', 'Raw samples of the trial that has fewest.', ({ phase }) => phase.fewest_samples),
  nullable(
    'worst_error_over_bound',
    'number',
    '',
    'Largest error of a kernel over its bound; null where nothing was measured.',
    ({ phase }) => phase.worst_error_over_bound,
  ),
  column('clock', 'text', '', 'timestamp-query or performance-now.', ({ phase }) => phase.clock),
];
