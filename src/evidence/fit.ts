// Constants that published runs decide: maximum a posteriori in log space, robust, weighted by family; then once more
// without each family in turn. Deterministic. Rests on cluster/constant.ts and statistics/least-squares.ts.
import type { ConstantDefinition, Constants } from '../cluster/constant.ts';
import { solve } from '../statistics/least-squares.ts';
import { weightedQuantile } from './weighted-quantile.ts';

export interface FitRow<Name extends string> {
  readonly family: string;
  /** Rows of one group share a residual deviation, which is estimated. */
  readonly group: string;
  readonly observed: number;
  /** Undefined where the model has no answer; such rows are left out of the fit at these constants. */
  predict(constants: Constants<Name>): number | undefined;
}

export interface Fit<Name extends string> {
  readonly constants: Constants<Name>;
  /** Standard deviation of the logarithm of each constant over the left-out fits, as a jackknife counts it. */
  readonly spread: Constants<Name>;
  /** Constants fitted without the family, by family. */
  readonly leftOut: ReadonlyMap<string, Constants<Name>>;
  /** Median left-in residual by group, as a normal deviation. */
  readonly deviations: ReadonlyMap<string, number>;
}

/** Degrees of freedom of the residuals' distribution: a row far off counts for little. */
const TAIL = 4;
/** A family of n rows weighs n^EXPONENT rows: ten like rows of one source are not ten findings, nor only one. */
const EXPONENT = 0.4;
/** No group is believed to agree better than this. */
const LEAST_DEVIATION = 0.05;
/** Step of the numeric derivatives, in the logarithm of a constant. */
const STEP = 0.02;
const ROUNDS = 8;
const CHORD_STEPS = 3;
const CONVERGED = 1e-4;

/** `priorSpread` of 0 holds a constant at its prior. */
export function fitConstants<Name extends string>(
  definitions: readonly ConstantDefinition<Name>[],
  rows: readonly FitRow<Name>[],
): Fit<Name> {
  const weights = weightsOf(rows);
  const start = definitions.map(({ prior }) => Math.log(prior));
  let logs: readonly number[] = start;
  let residuals = residualsAt(definitions, rows, logs);
  let deviations = deviationsOf(rows, residuals, weights);
  let slopes: readonly (readonly number[])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    slopes = slopesAt(definitions, rows, logs, residuals);
    deviations = deviationsOf(rows, residuals, weights);
    const problem = { definitions, rows, weights, slopes, deviations };
    const next = descend(problem, logs, residuals);
    const moved = Math.max(...next.logs.map((value, index) => Math.abs(value - (logs[index] ?? 0))));
    ({ logs, residuals } = next);
    if (moved < CONVERGED) break;
  }
  const problem = { definitions, rows, weights, slopes, deviations };
  const families = [...new Set(rows.map(({ family }) => family))];
  const left = families.map((family) => [family, withoutFamily(problem, family, logs, residuals)] as const);
  const spread = definitions.map((_, index) => {
    const deviationsFromFull = left.map(([, values]) => (values[index] ?? 0) - (logs[index] ?? 0));
    const count = Math.max(1, deviationsFromFull.length);
    return Math.sqrt(((count - 1) / count) * deviationsFromFull.reduce((sum, value) => sum + value ** 2, 0));
  });
  return {
    constants: asConstants(definitions, logs.map(Math.exp)),
    spread: asConstants(definitions, spread),
    leftOut: new Map(left.map(([family, values]) => [family, asConstants(definitions, values.map(Math.exp))])),
    deviations,
  };
}

interface Problem<Name extends string> {
  readonly definitions: readonly ConstantDefinition<Name>[];
  readonly rows: readonly FitRow<Name>[];
  readonly weights: readonly number[];
  /** ∂ ln predicted / ∂ ln constant, by row. */
  readonly slopes: readonly (readonly number[])[];
  readonly deviations: ReadonlyMap<string, number>;
}

interface State {
  readonly logs: readonly number[];
  readonly residuals: readonly number[];
}

/** The model's slopes hardly change over the small way to a left-out optimum: the full fit's are used (a chord method). */
function withoutFamily<Name extends string>(
  problem: Problem<Name>,
  family: string,
  logs: readonly number[],
  residuals: readonly number[],
): readonly number[] {
  const kept = problem.rows.map((row) => row.family !== family);
  const only = <T>(values: readonly T[]): readonly T[] => values.filter((_, index) => kept[index]);
  const rest: Problem<Name> = {
    definitions: problem.definitions,
    rows: only(problem.rows),
    weights: only(problem.weights),
    slopes: only(problem.slopes),
    deviations: problem.deviations,
  };
  let state: State = { logs, residuals: only(residuals) };
  for (let step = 0; step < CHORD_STEPS; step++) {
    const next = descend(rest, state.logs, state.residuals);
    const moved = Math.max(...next.logs.map((value, index) => Math.abs(value - (state.logs[index] ?? 0))));
    state = next;
    if (moved < 10 * CONVERGED) break;
  }
  return state.logs;
}

/** One damped Gauss–Newton step; where none lowers the cost, the place where it stood. */
function descend<Name extends string>(problem: Problem<Name>, logs: readonly number[], residuals: readonly number[]): State {
  const cost = costOf(problem, logs, residuals);
  const { matrix, vector } = normalEquations(problem, logs, residuals);
  for (const damping of [1e-4, 0.1, 1, 10, 100]) {
    const damped = matrix.map((row, index) => row.map((entry, column) => (column === index ? entry * (1 + damping) : entry)));
    const change = solve(damped, vector);
    const candidate = logs.map((value, index) => value + Math.max(-1, Math.min(1, change[index] ?? 0)));
    const candidateResiduals = residualsAt(problem.definitions, problem.rows, candidate);
    if (costOf(problem, candidate, candidateResiduals) < cost) return { logs: candidate, residuals: candidateResiduals };
  }
  return { logs, residuals };
}

/** Negative log posterior; a row without an answer costs as much as one that is off by a factor of e². */
function costOf<Name extends string>(
  { definitions, rows, weights, deviations }: Problem<Name>,
  logs: readonly number[],
  residuals: readonly number[],
): number {
  let cost = 0;
  rows.forEach((row, index) => {
    const residual = residuals[index] ?? 0;
    const standardised = (Number.isNaN(residual) ? 2 : residual) / (deviations.get(row.group) ?? 1);
    cost += (weights[index] ?? 0) * ((TAIL + 1) / 2) * Math.log1p(standardised ** 2 / TAIL);
  });
  definitions.forEach(({ prior, priorSpread }, index) => {
    if (priorSpread > 0) cost += (((logs[index] ?? 0) - Math.log(prior)) / priorSpread) ** 2 / 2;
  });
  return cost;
}

function normalEquations<Name extends string>(
  { definitions, rows, weights, slopes, deviations }: Problem<Name>,
  logs: readonly number[],
  residuals: readonly number[],
): { readonly matrix: number[][]; readonly vector: number[] } {
  // A constant without freedom is held by a prior that nothing moves.
  const precisions = definitions.map(({ priorSpread }) => (priorSpread > 0 ? priorSpread ** -2 : 1e12));
  const matrix = precisions.map((precision, row) => precisions.map((_, column) => (row === column ? precision : 0)));
  const vector = definitions.map(({ prior }, index) => (precisions[index] ?? 0) * (Math.log(prior) - (logs[index] ?? 0)));
  rows.forEach((row, index) => {
    const residual = residuals[index] ?? 0;
    if (Number.isNaN(residual)) return;
    const deviation = deviations.get(row.group) ?? 1;
    const trust = ((weights[index] ?? 0) * (TAIL + 1)) / (TAIL + (residual / deviation) ** 2) / deviation ** 2;
    const slope = slopes[index] ?? [];
    slope.forEach((by, at) => {
      if (by === 0) return;
      vector[at] = (vector[at] ?? 0) + trust * by * residual;
      const target = matrix[at] ?? [];
      slope.forEach((other, column) => (target[column] = (target[column] ?? 0) + trust * by * other));
    });
  });
  return { matrix, vector };
}

/** ln(observed / predicted); NaN where there is no prediction. */
function residualsAt<Name extends string>(
  definitions: readonly ConstantDefinition<Name>[],
  rows: readonly FitRow<Name>[],
  logs: readonly number[],
): readonly number[] {
  const constants = asConstants(definitions, logs.map(Math.exp));
  return rows.map((row) => Math.log(row.observed / (row.predict(constants) ?? Number.NaN)));
}

function slopesAt<Name extends string>(
  definitions: readonly ConstantDefinition<Name>[],
  rows: readonly FitRow<Name>[],
  logs: readonly number[],
  residuals: readonly number[],
): readonly (readonly number[])[] {
  const columns = definitions.map(({ priorSpread }, index) => {
    if (priorSpread <= 0) return rows.map(() => 0);
    const moved = residualsAt(
      definitions,
      rows,
      logs.map((value, at) => (at === index ? value + STEP : value)),
    );
    return moved.map((residual, row) => {
      const slope = ((residuals[row] ?? 0) - residual) / STEP;
      return Number.isFinite(slope) ? slope : 0;
    });
  });
  return rows.map((_, row) => columns.map((column) => column[row] ?? 0));
}

function weightsOf(rows: readonly { readonly family: string }[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const { family } of rows) counts.set(family, (counts.get(family) ?? 0) + 1);
  return rows.map(({ family }) => (counts.get(family) ?? 1) ** (EXPONENT - 1));
}

/** From the weighted median of absolute residuals: a normal distribution's is 0.6745 deviations. */
function deviationsOf(
  rows: readonly { readonly group: string }[],
  residuals: readonly number[],
  weights: readonly number[],
): ReadonlyMap<string, number> {
  const groups = [...new Set(rows.map(({ group }) => group))];
  return new Map(
    groups.map((group) => {
      const sample = rows.flatMap((row, index) => {
        const value = Math.abs(residuals[index] ?? Number.NaN);
        return row.group === group && !Number.isNaN(value) ? [{ value, weight: weights[index] ?? 0 }] : [];
      });
      return [group, Math.max(LEAST_DEVIATION, weightedQuantile(sample, 0.5) / 0.6745)];
    }),
  );
}

function asConstants<Name extends string>(
  definitions: readonly ConstantDefinition<Name>[],
  values: readonly number[],
): Constants<Name> {
  return Object.fromEntries(definitions.map(({ name }, index) => [name, values[index] ?? Number.NaN])) as Constants<Name>;
}
