// The columns of runs.csv and runs.parquet: one row a run. Units and names as in contract/run.ts and contract/summary.ts.
import type { Verification } from '../contract/proof.ts';
import { column, estimateColumns, nullable, type Column, type Value } from './column.ts';
import type { SnapshotRun } from './snapshot.ts';

type RunColumn = Column<SnapshotRun>;

const proved = (read: (verification: Verification) => Value) => (run: SnapshotRun) =>
  run.verification === null ? null : read(run.verification);

export const RUN_COLUMNS: readonly RunColumn[] = [
  column('id', 'text', '', 'First 32 hexadecimal digits of the digest; the run’s page is /runs/<id>.', ({ id }) => id),
  column('created_at', 'time', '', 'When the service stored it.', ({ created_at }) => created_at),
  column('digest', 'text', '', 'SHA-256 of the canonical JSON of the run.', ({ excerpt }) => excerpt.digest),
  column('gpu', 'text', '', 'Name under which runs of one GPU are grouped.', ({ gpu }) => gpu),
  column(
    'is_fallback',
    'boolean',
    '',
    'Whether a program imitated the GPU.',
    ({ excerpt }) => excerpt.run.device.gpu.is_fallback,
  ),
  column('gpu_vendor', 'text', '', 'As the browser says it; may be empty.', ({ excerpt }) => excerpt.run.device.gpu.vendor),
  column(
    'gpu_architecture',
    'text',
    '',
    'As the browser says it; may be empty.',
    (run) => run.excerpt.run.device.gpu.architecture,
  ),
  column('gpu_description', 'text', '', 'As the browser says it; mostly empty.', (run) => run.excerpt.run.device.gpu.description),
  column('browser', 'text', '', 'Family and major version.', ({ excerpt }) => excerpt.run.device.host.browser),
  column('os', 'text', '', 'Family of the operating system.', ({ excerpt }) => excerpt.run.device.host.os),
  column('started_at', 'time', '', 'When the run began, on the clock of its device.', ({ excerpt }) => excerpt.run.started_at),
  column('duration_seconds', 'number', 's', 'How long the run lasted.', ({ excerpt }) => excerpt.run.duration_seconds),
  column('length', 'text', '', 'quick or full.', ({ excerpt }) => excerpt.run.length),
  column('precision', 'text', '', 'f32 or f16, of the kernels.', ({ excerpt }) => excerpt.run.precision),
  column(
    'sequence_length',
    'integer',
    'tokens',
    'Sequence of prefill, decode and training.',
    (run) => run.excerpt.run.sequence_length,
  ),
  column('suite_version', 'text', '', 'Version of the benchmark.', ({ excerpt }) => excerpt.run.suite.version),
  column('suite_major', 'integer', '', 'Runs of different majors are never compared.', ({ suite_major }) => suite_major),
  ...estimateColumns<SnapshotRun>(
    'peak_flop_per_second',
    'FLOP/s',
    'Arithmetic ceiling that the run measured; a fused multiply-add counts 2.',
    ({ excerpt }) => excerpt.summary.peak_flop_per_second,
  ),
  ...estimateColumns<SnapshotRun>(
    'bandwidth_bytes_per_second',
    'byte/s',
    'Memory bandwidth that the run measured; reads and writes both count.',
    ({ excerpt }) => excerpt.summary.bandwidth_bytes_per_second,
  ),
  ...estimateColumns<SnapshotRun>(
    'launch_seconds',
    's',
    'Time of an empty dispatch.',
    ({ excerpt }) => excerpt.summary.launch_seconds,
  ),
  column('sizes_measured', 'integer', '', 'Model sizes with a measured phase.', ({ sizes_measured }) => sizes_measured),
  column('is_verified', 'boolean', '', 'Whether a proof shows that work was done.', ({ verification }) => verification !== null),
  nullable(
    'verified_flop_per_second',
    'number',
    'FLOP/s',
    'What the proof shows was done at the least; null where unverified.',
    proved((verification) => verification.verified_flop_per_second),
  ),
  nullable(
    'proof_rows',
    'integer',
    '',
    'Rows of each matrix of the proof’s chain.',
    proved(({ rows }) => rows),
  ),
  nullable(
    'proof_links',
    'integer',
    '',
    'Products in the proof’s chain.',
    proved(({ links }) => links),
  ),
  nullable(
    'proof_checks',
    'integer',
    '',
    'Rows that the service recomputed.',
    proved(({ checks }) => checks),
  ),
  nullable(
    'proof_elapsed_seconds',
    'number',
    's',
    'Challenge to commitment, on the service’s clock.',
    proved((proof) => proof.elapsed_seconds),
  ),
  nullable(
    'proof_least_share',
    'number',
    '',
    'Share of the products done at the least.',
    proved(({ least_share }) => least_share),
  ),
  nullable(
    'proof_confidence',
    'number',
    '',
    'With which proof_least_share holds.',
    proved(({ confidence }) => confidence),
  ),
];
