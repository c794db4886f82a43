// Robust nonlinear regression with priors: few parameters, few or many observations, always an answer. Rests on nothing.
// Levenberg–Marquardt on the negative log posterior of Student-t errors (4 degrees of freedom), which lets an
// observation far off count for little, with a normal prior on each parameter, which decides where the data cannot.

export interface Prior {
  readonly mean: number;
  readonly deviation: number;
}

/** How one observation stands to a model with its parameters put in. */
export interface Linearised {
  /** Observed minus predicted. */
  readonly residual: number;
  /** Parameters that the prediction depends on, ascending; it does not depend on any other. */
  readonly places: readonly number[];
  /** Derivatives of the prediction by those parameters, in the order of `places`. */
  readonly slopes: readonly number[];
}

/** A model with its parameters put in. */
export interface Instance<Observation> {
  /** Observed minus predicted. */
  residual(observation: Observation): number;
  linearise(observation: Observation): Linearised;
}

export interface Regression<Observation> {
  readonly priors: readonly Prior[];
  readonly observations: readonly Observation[];
  /** Standard deviation that an observation's residual is to be judged by. */
  deviation(observation: Observation): number;
  at(parameters: readonly number[]): Instance<Observation>;
}

/** How far to go: the most steps, and the gain in log posterior density below which a step is the last. */
export interface Effort {
  readonly steps: number;
  readonly gain: number;
}

/** Degrees of freedom of the errors' distribution: heavy tails, so that one stalled measurement does not bend a curve. */
const TAIL = 4;
const THOROUGH: Effort = { steps: 40, gain: 1e-9 };

/** The parameters of highest posterior density reached from `start`, by default the priors' means. */
export function regress<Observation>(
  regression: Regression<Observation>,
  start?: readonly number[],
  effort = THOROUGH,
): readonly number[] {
  let parameters = start ?? regression.priors.map(({ mean }) => mean);
  let cost = costAt(regression, parameters);
  let damping = 1e-3;
  let normal = normalEquations(regression, parameters);
  for (let step = 0; step < effort.steps && damping < 1e6; step++) {
    const change = solve(
      normal.matrix.map((row, index) => row.map((entry, column) => (column === index ? entry * (1 + damping) : entry))),
      normal.vector,
    );
    const candidate = parameters.map((parameter, index) => parameter + (change[index] ?? 0));
    const candidateCost = costAt(regression, candidate);
    if (!(candidateCost < cost)) {
      damping *= 10;
      continue;
    }
    const gain = cost - candidateCost;
    parameters = candidate;
    cost = candidateCost;
    if (gain < effort.gain) break;
    damping /= 10;
    normal = normalEquations(regression, parameters);
  }
  return parameters;
}

function costAt<Observation>(
  { priors, observations, deviation, at }: Regression<Observation>,
  parameters: readonly number[],
): number {
  const { residual } = at(parameters);
  let cost = 0;
  for (const observation of observations) {
    cost += ((TAIL + 1) / 2) * Math.log1p((residual(observation) / deviation(observation)) ** 2 / TAIL);
  }
  priors.forEach((prior, index) => {
    cost += (((parameters[index] ?? prior.mean) - prior.mean) / prior.deviation) ** 2 / 2;
  });
  return cost;
}

/**
 * A·Δ = b of a Gauss–Newton step, each observation weighted as Student errors weigh it. Most of a fit's time is spent here,
 * so the sums run over the parameters that an observation depends on and over nothing else.
 */
function normalEquations<Observation>(
  { priors, observations, deviation, at }: Regression<Observation>,
  parameters: readonly number[],
) {
  const { linearise } = at(parameters);
  const matrix = priors.map((prior, row) => priors.map((_, column) => (row === column ? prior.deviation ** -2 : 0)));
  const vector = priors.map((prior, row) => (prior.mean - (parameters[row] ?? prior.mean)) / prior.deviation ** 2);
  for (const observation of observations) {
    const { residual, places, slopes } = linearise(observation);
    const spread = deviation(observation);
    const weight = (TAIL + 1) / (TAIL + (residual / spread) ** 2) / spread ** 2;
    for (let first = 0; first < places.length; first++) {
      const row = places[first] ?? 0;
      const weighted = weight * (slopes[first] ?? 0);
      vector[row] = (vector[row] ?? 0) + weighted * residual;
      const target = matrix[row] ?? [];
      for (let second = 0; second <= first; second++) {
        const column = places[second] ?? 0;
        target[column] = (target[column] ?? 0) + weighted * (slopes[second] ?? 0);
      }
    }
  }
  matrix.forEach((row, index) => {
    for (let column = index + 1; column < row.length; column++) row[column] = matrix[column]?.[index] ?? 0;
  });
  return { matrix, vector };
}

/** x of A·x = b for a symmetric positive definite A[n, n], by elimination without pivots (none are needed there). */
export function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): readonly number[] {
  const size = vector.length;
  const rows = matrix.map((row, index) => [...row, vector[index] ?? 0]);
  for (let pivot = 0; pivot < size; pivot++) {
    const pivotRow = rows[pivot] ?? [];
    const diagonal = pivotRow[pivot] ?? 0;
    for (let below = pivot + 1; below < size; below++) {
      const row = rows[below] ?? [];
      const factor = (row[pivot] ?? 0) / diagonal;
      if (factor === 0) continue;
      for (let column = pivot; column <= size; column++) row[column] = (row[column] ?? 0) - factor * (pivotRow[column] ?? 0);
    }
  }
  const solution = Array.from({ length: size }, () => 0);
  for (let index = size - 1; index >= 0; index--) {
    const row = rows[index] ?? [];
    let rest = row[size] ?? 0;
    for (let column = index + 1; column < size; column++) rest -= (row[column] ?? 0) * (solution[column] ?? 0);
    solution[index] = rest / (row[index] ?? 1);
  }
  return solution;
}
