// How far the loss law would move if other runs had been drawn: seeded bootstrap refits of the Chinchilla points, whose
// deviations from the fit of all points stand in data/laws.json and give every law its joint uncertainty.
// A developer's chore after a change of the points or of the fit. Besiroglu et al. (2024) publish standard errors but no
// covariance; the script prints its own spread beside theirs.
// Usage: node --import ./scripts/wgsl-hook.mjs scripts/fit-loss-law.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { resample } from '../src/statistics/bootstrap.ts';
import { regress, type Regression } from '../src/statistics/least-squares.ts';
import { createRandom } from '../src/statistics/random.ts';

interface Point {
  readonly logParameters: number;
  readonly logTokens: number;
  readonly logLoss: number;
}

const DRAWS = 64;
const SEED = 20_240_415;
/** Scale of the errors of log losses; their tails are heavy (the median residual is 0.0026). */
const SCATTER = 0.002;
/** The replication drops the five points of highest loss, early in training; so do we. */
const DROPPED = 5;

const pointsPath = new URL('../data/chinchilla-points.json', import.meta.url);
const lawsPath = new URL('../data/laws.json', import.meta.url);

const { points } = JSON.parse(readFileSync(pointsPath, 'utf8')) as { points: [number, number, number][] };
const observations: readonly Point[] = points
  .toSorted((a, b) => a[2] - b[2])
  .slice(0, -DROPPED)
  .map(([parameters, tokens, loss]) => ({
    logParameters: Math.log(parameters),
    logTokens: Math.log(tokens),
    logLoss: Math.log(loss),
  }));

/** log L = log(e^logE + e^(logA − α·log N) + e^(logB − β·log D)); parameters logE, logA, logB, α, β. */
const at: Regression<Point>['at'] = ([logE = 0, logA = 0, logB = 0, alpha = 0, beta = 0]) => {
  const terms = ({ logParameters, logTokens }: Point) => {
    const floor = Math.exp(logE);
    const size = Math.exp(logA - alpha * logParameters);
    const data = Math.exp(logB - beta * logTokens);
    return { floor, size, data, loss: floor + size + data };
  };
  return {
    residual: (point) => point.logLoss - Math.log(terms(point).loss),
    gradient: (point) => {
      const { floor, size, data, loss } = terms(point);
      return [floor, size, data, -point.logParameters * size, -point.logTokens * data].map((slope) => slope / loss);
    },
  };
};

/** Priors so wide that the points decide; where they start from is Hoffmann's fit. */
const fit = (chosen: readonly Point[], start?: readonly number[]): readonly number[] =>
  regress(
    {
      priors: [
        { mean: Math.log(1.69), deviation: 1 },
        { mean: Math.log(406.4), deviation: 5 },
        { mean: Math.log(410.7), deviation: 5 },
        { mean: 0.34, deviation: 0.3 },
        { mean: 0.28, deviation: 0.3 },
      ],
      observations: chosen,
      deviation: () => SCATTER,
      at,
    },
    start,
    { steps: 400, gain: 1e-10 },
  );

const centre = fit(observations);
const random = createRandom(SEED);
const refits = Array.from({ length: DRAWS }, () => fit(resample(observations, random), centre));
const deviations = refits.map((refit) => refit.map((value, index) => value - (centre[index] ?? 0)));
// Taken from their own mean, so that the draws of a law scatter about the published fit.
const means = centre.map((_, index) => deviations.reduce((total, row) => total + (row[index] ?? 0), 0) / DRAWS);
const centred = deviations.map((row) => row.map((value, index) => Number((value - (means[index] ?? 0)).toPrecision(5))));

const laws = JSON.parse(readFileSync(lawsPath, 'utf8')) as Record<string, unknown>;
const rest = Object.entries(laws)
  .filter(([key]) => key !== 'deviations')
  .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ')}`);
const rows = centred.map((row) => `    [${row.join(', ')}]`).join(',\n');
writeFileSync(lawsPath, `{\n${rest.join(',\n')},\n  "deviations": [\n${rows}\n  ]\n}\n`);

const residuals = observations.map((point) => Math.abs(at(centre).residual(point))).toSorted((a, b) => a - b);
console.log(
  `${observations.length} points, median |log residual| ${residuals[Math.floor(residuals.length / 2)]?.toPrecision(3)}`,
);
const [logE = 0, logA = 0, logB = 0, alpha = 0, beta = 0] = centre;
const spread = (value: (row: readonly number[]) => number) => {
  const values = refits.map(value);
  const mean = values.reduce((total, x) => total + x, 0) / DRAWS;
  return Math.sqrt(values.reduce((total, x) => total + (x - mean) ** 2, 0) / (DRAWS - 1));
};
console.log('       ours      ±         Besiroglu 2024');
const told: readonly (readonly [string, number, number, string])[] = [
  ['E', Math.exp(logE), spread(([x = 0]) => Math.exp(x)), '1.8169 ± 0.0257'],
  ['A', Math.exp(logA), spread(([, x = 0]) => Math.exp(x)), '482.0 ± 124.5'],
  ['B', Math.exp(logB), spread(([, , x = 0]) => Math.exp(x)), '2085 ± 1293'],
  ['alpha', alpha, spread(([, , , x = 0]) => x), '0.3478 ± 0.0154'],
  ['beta', beta, spread(([, , , , x = 0]) => x), '0.3659 ± 0.0206'],
];
for (const [name, value, deviation, published] of told)
  console.log(`${name.padEnd(6)} ${value.toPrecision(4).padEnd(9)} ${deviation.toPrecision(3).padEnd(9)} ${published}`);
