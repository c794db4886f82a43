// How long a full exploration takes: 60 sizes, training and serving, 256 draws. Prints the median and the 90th percentile, and
// both over a bare loop that is timed between the reports, which a busy machine slows as much.
// Usage: node --import ./scripts/wgsl-hook.mjs scripts/bench-report.ts [ROUNDS]
import { performance } from 'node:perf_hooks';
import { DEFAULT_EXPLORATION, type Exploration } from '../src/contract/exploration.ts';
import { explorationBasis } from '../src/report/exploration-basis.ts';
import { explain } from '../src/report/exploration-explained.ts';
import { focusOf, focusPoint } from '../src/report/exploration-focus.ts';
import { curvePoint, sizedPoints } from '../src/report/exploration-points.ts';
import { exploration } from '../src/report/exploration.ts';
import { shapeOfSize } from '../src/extrapolation/shape-of-size.ts';
import { planServing } from '../src/extrapolation/serving-plan.ts';
import { planOf } from '../src/report/exploration-training.ts';
import { median, quantile } from '../src/statistics/summary.ts';

const SIZES_OF_PARTS: readonly number[] = Array.from({ length: 60 }, (_, index) => 1e6 * 1e7 ** (index / 59));
const ROUNDS = Number(process.argv[2] ?? 40);
const WARM_UP = 8;
const BAR_SECONDS = 0.1;

/** A million exponentials and sums: what the draws are made of. */
function bareLoop(): number {
  let sum = 0;
  for (let index = 0; index < 1e6; index++) sum += Math.exp(-index * 1e-6);
  return sum;
}

/** Seconds of the work, and of a bare loop right after it. */
function timed(work: () => unknown): { readonly seconds: number; readonly bare: number } {
  const start = performance.now();
  work();
  const middle = performance.now();
  bareLoop();
  return { seconds: (middle - start) / 1000, bare: (performance.now() - middle) / 1000 };
}

function series(name: string, dials: (round: number) => Exploration, work: (dials: Exploration) => () => unknown): number {
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, (_, round) => timed(work(dials(round)))).slice(WARM_UP);
  const seconds = rounds.map((round) => round.seconds).toSorted((a, b) => a - b);
  const ratio = median(rounds.map((round) => round.seconds / round.bare));
  const milliseconds = (value: number) => `${(1000 * value).toFixed(1)} ms`.padStart(9);
  const columns = [median(seconds), quantile(seconds, 0.9)].map(milliseconds).join('  ');
  console.log(`${name.padEnd(44)} ${columns}  ${ratio.toFixed(2).padStart(6)} bare loops`);
  return median(seconds);
}

/** New layouts in every round, as after a knob that changes the cluster. */
const clusters = (change: Partial<Exploration>) => {
  let next = 0;
  return (): Exploration => ({ ...DEFAULT_EXPLORATION, ...change, gpu_count: 9000 + 256 * next++ });
};
/** The same layouts, as while a knob of money, law or load is dragged. */
const dragged = (round: number): Exploration => ({ ...DEFAULT_EXPLORATION, tokens_per_parameter: 20 + round / 10 });

console.log(`${'a report of 60 sizes, 256 draws'.padEnd(44)} ${'median'.padStart(9)}  ${'p90'.padStart(9)}`);
const searched = series('dense, all layouts searched anew', clusters({}), (dials) => () => exploration(dials));
series('mixture 16, all layouts searched anew', clusters({ sparsity: 16 }), (dials) => () => exploration(dials));
const still = series('a knob dragged that layouts do not feel', dragged, (dials) => () => exploration(dials));

console.log('parts of the first and the last');
series('  layouts of training', clusters({ sequence_length: 4095 }), (dials) => {
  const basis = explorationBasis(dials, undefined);
  return () => SIZES_OF_PARTS.map((parameters) => planOf(parameters, basis));
});
series('  layouts of serving', clusters({}), (dials) => {
  const { accelerator, softwareYear } = explorationBasis(dials, undefined);
  const load = { accelerator, softwareYear, batch: undefined, precision: 'fp8', outputTokens: 500, mostItl: 0.05 } as const;
  const models = SIZES_OF_PARTS.map((parameters) => shapeOfSize(parameters));
  return () => models.map((model) => planServing({ ...load, model, inputTokens: 1000 + dials.gpu_count }));
});
series('  draws of all sizes', dragged, (dials) => {
  const basis = explorationBasis(dials, undefined);
  return () => sizedPoints(basis);
});
series('  intervals of all sizes', dragged, (dials) => {
  const basis = explorationBasis(dials, undefined);
  const sizes = sizedPoints(basis);
  return () => sizes.map((size) => curvePoint(size, basis));
});
series('  chosen point, links and levers', clusters({ sequence_length: 4097 }), (dials) => {
  const basis = explorationBasis(dials, undefined);
  const size = focusOf(basis);
  return () => focusPoint(size, basis);
});
series('  every number explained', dragged, (dials) => {
  const basis = explorationBasis(dials, undefined);
  const { explained, ...report } = exploration(dials);
  const size = focusOf(basis);
  return () => [explained, explain(report, size, basis)];
});

const verdict = Math.max(searched, still) < BAR_SECONDS ? 'within' : 'OVER';
console.log(`the bar is ${1000 * BAR_SECONDS} ms in the median: ${verdict}`);
