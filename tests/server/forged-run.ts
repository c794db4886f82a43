// Runs that are forged with some care, so that nothing in them contradicts the schema: one kind of cheating each, as edits of an
// honest run in place. What becomes of each is in the table of docs/plausibility.md.
import type { Run, Sample } from '../../src/contract/run.ts';
import type { Random } from '../../src/statistics/random.ts';
import { normalQuantile } from '../../src/statistics/distribution.ts';
import { flop } from '../../src/workload/operation.ts';

export interface Forgery {
  readonly kind: string;
  /** Whether docs/plausibility.md says that it passes. */
  readonly passes?: true;
  /** Undefined where the run has nothing that could be forged so. */
  forge(run: Run, random: Random): void | 'unsuited';
}

type Outcome = Extract<Run['trials'][number]['outcome'], { kind: 'measured' }>;
interface Measured {
  readonly trial: Run['trials'][number];
  readonly outcome: Outcome;
}

function measured(run: Run): readonly Measured[] {
  return run.trials.flatMap((trial) => (trial.outcome.kind === 'measured' ? [{ trial, outcome: trial.outcome }] : []));
}

function middle({ samples }: Outcome): number {
  const spans = samples.map(({ duration_seconds }) => duration_seconds).toSorted((a, b) => a - b);
  return spans[Math.floor(spans.length / 2)] ?? 1;
}

/** On the grid of the run's clock, as a forger who knows would write them. */
function write(run: Run, sample: Sample, seconds: number): void {
  const step = run.clock.resolution_seconds;
  sample.duration_seconds = Math.max(1, Math.round(seconds / step)) * step;
}

function scale(run: Run, factor: number, suits: (measured: Measured) => boolean = () => true): void {
  for (const entry of measured(run).filter(suits))
    for (const sample of entry.outcome.samples) write(run, sample, sample.duration_seconds * factor);
}

/** Spans of every trial from its own median; `draw` is given the place of the sample and how many there are. */
function replace(run: Run, draw: (index: number, count: number, trial: number) => number): void {
  for (const [trial, { outcome }] of measured(run).entries()) {
    const typical = middle(outcome);
    for (const [index, sample] of outcome.samples.entries())
      write(run, sample, typical * draw(index, outcome.samples.length, trial));
  }
}

const isProduct = ({ trial }: Measured) => trial.operation.kind === 'matmul' && trial.role === 'ladder';
const isMatvec = ({ trial }: Measured) => trial.operation.kind === 'matvec';
const byWork = (run: Run, suits: (measured: Measured) => boolean) =>
  measured(run)
    .filter(suits)
    .toSorted((a, b) => flop(a.trial.operation) - flop(b.trial.operation));

function swap(a: Measured, b: Measured): void {
  const kept = a.trial.outcome;
  a.trial.outcome = b.trial.outcome;
  b.trial.outcome = kept;
}

export const FORGED: readonly Forgery[] = [
  ...[3, 10].map((factor): Forgery => ({
    kind: `all times divided by ${factor}`,
    forge: (run) => scale(run, 1 / factor),
  })),
  {
    kind: 'all times and moments divided by 3',
    forge: (run) => {
      scale(run, 1 / 3);
      for (const { outcome } of measured(run)) for (const sample of outcome.samples) sample.at_seconds /= 3;
      run.duration_seconds /= 3;
      for (const flag of run.flags) flag.at_seconds /= 3;
    },
  },
  { kind: 'all times multiplied by 4, to make a device look slow', forge: (run) => scale(run, 4) },
  {
    kind: 'dispatches multiplied by 8',
    forge: (run) => {
      for (const { outcome } of measured(run)) outcome.dispatches_per_sample *= 8;
    },
  },
  {
    kind: 'dispatches multiplied by 1.4 where there were many, within the class',
    passes: true,
    forge: (run) => {
      for (const { outcome } of measured(run))
        if (outcome.dispatches_per_sample > 4)
          outcome.dispatches_per_sample = Math.min(4096, Math.round(outcome.dispatches_per_sample * 1.4));
    },
  },
  { kind: 'constant samples', forge: (run) => replace(run, () => 1) },
  { kind: 'samples of a formula without noise', forge: (run) => replace(run, (index) => 1 + 1e-7 * index) },
  {
    kind: 'samples at the quantiles of a normal distribution',
    forge: (run) => replace(run, (index, count) => 1 + 0.02 * normalQuantile((index + 0.5) / count)),
  },
  {
    kind: 'the same, in another order in every trial',
    forge: (run, random) => {
      for (const { outcome } of measured(run)) {
        const typical = middle(outcome);
        const count = outcome.samples.length;
        const places = random.shuffle(Array.from({ length: count }, (_, index) => index));
        for (const [index, sample] of outcome.samples.entries())
          write(run, sample, typical * (1 + 0.02 * normalQuantile(((places[index] ?? 0) + 0.5) / count)));
      }
    },
  },
  {
    kind: 'independent normal samples of 2 % about true medians',
    passes: true,
    forge: (run, random) => replace(run, () => Math.max(0.5, 1 + 0.02 * random.normal())),
  },
  {
    kind: 'one series of noise for all trials',
    forge: (run, random) => {
      const series = Array.from({ length: 100 }, () => 1 + 0.03 * random.normal());
      replace(run, (index) => series[index] ?? 1);
    },
  },
  {
    kind: 'every other sample a copy of the one before',
    forge: (run) => {
      for (const { outcome } of measured(run))
        for (const [index, sample] of outcome.samples.entries())
          if (index % 2 === 1) sample.duration_seconds = outcome.samples[index - 1]?.duration_seconds ?? sample.duration_seconds;
    },
  },
  {
    kind: 'times rounded to two digits',
    forge: (run) => {
      for (const { outcome } of measured(run))
        for (const sample of outcome.samples) sample.duration_seconds = Number(sample.duration_seconds.toPrecision(2));
    },
  },
  {
    kind: 'times of a coarse clock, scaled off its steps',
    forge: (run) => {
      if (run.clock.resolution_seconds < 5e-5) return 'unsuited';
      for (const { outcome } of measured(run)) for (const sample of outcome.samples) sample.duration_seconds *= 0.7317;
      return undefined;
    },
  },
  {
    kind: 'times of a large and a small product swapped',
    forge: (run) => {
      const products = byWork(run, (entry) => isProduct(entry) && entry.trial.id.includes('matmul-nt'));
      const [small, large] = [products.at(0), products.at(-1)];
      if (!small || !large || flop(large.trial.operation) < 50 * flop(small.trial.operation)) return 'unsuited';
      return swap(small, large);
    },
  },
  {
    kind: 'times of all products dealt anew',
    forge: (run, random) => {
      const products = measured(run).filter(isProduct);
      const dealt = random.shuffle(products.map(({ trial }) => trial.outcome));
      for (const [index, { trial }] of products.entries()) trial.outcome = dealt[index] ?? trial.outcome;
    },
  },
  {
    kind: 'decode above the bandwidth: matvecs divided by 20',
    forge: (run) => scale(run, 1 / 20, isMatvec),
  },
  { kind: 'products divided by 4, the probe left', forge: (run) => scale(run, 1 / 4, isProduct) },
  {
    kind: 'the probe of arithmetic divided by 1.5, within the class',
    passes: true,
    forge: (run) => scale(run, 1 / 1.5, ({ trial }) => trial.operation.kind === 'fma'),
  },
  { kind: 'products multiplied by 60, below decode', forge: (run) => scale(run, 60, isProduct) },
  {
    kind: 'launches of nothing: the empty dispatch divided by 1000',
    forge: (run) => {
      for (const { outcome } of measured(run).filter(({ trial }) => trial.operation.kind === 'empty'))
        for (const sample of outcome.samples) sample.duration_seconds /= 1000;
    },
  },
  {
    kind: 'a desktop GPU under the name of an integrated one',
    forge: (run) => {
      Object.assign(run.device.gpu, { vendor: 'intel', architecture: 'gen-9', description: 'Intel(R) UHD Graphics 630' });
      return peakOf(run) > 1.4e13 ? undefined : 'unsuited';
    },
  },
  {
    kind: 'a whole run of another device under a faster name',
    passes: true,
    forge: (run) => {
      Object.assign(run.device.gpu, { vendor: 'nvidia', architecture: 'blackwell', description: 'NVIDIA GeForce RTX 5090' });
      Object.assign(run.device, { subgroup_min: 32, subgroup_max: 32 });
    },
  },
  {
    kind: 'a software driver that is not marked',
    forge: (run) => {
      Object.assign(run.device.gpu, { vendor: 'mesa', description: 'llvmpipe (LLVM 19)', is_fallback: false });
    },
  },
  {
    kind: 'limits of no GPU',
    forge: (run) => {
      run.device.limits['maxComputeInvocationsPerWorkgroup'] = 65536;
    },
  },
  {
    kind: 'an NVIDIA GPU with subgroups of 64',
    forge: (run) => {
      Object.assign(run.device.gpu, { vendor: 'nvidia', architecture: 'ampere', description: '', is_fallback: false });
      Object.assign(run.device, { subgroup_min: 64, subgroup_max: 64 });
    },
  },
  {
    kind: 'an Apple GPU under Windows',
    forge: (run) => {
      Object.assign(run.device.gpu, { vendor: 'apple', architecture: 'metal-3', description: '', is_fallback: false });
      run.device.host.os = 'Windows';
    },
  },
  {
    kind: 'moments pressed together',
    forge: (run) => {
      for (const { outcome } of measured(run)) for (const sample of outcome.samples) sample.at_seconds *= 0.3;
    },
  },
  {
    kind: 'a run said to be shorter than its samples',
    forge: (run) => {
      run.duration_seconds /= 5;
    },
  },
];

function peakOf(run: Run): number {
  const rates = measured(run)
    .filter(({ trial }) => trial.operation.kind === 'fma')
    .map(({ trial, outcome }) => (flop(trial.operation) * outcome.dispatches_per_sample) / middle(outcome));
  return Math.max(0, ...rates);
}
