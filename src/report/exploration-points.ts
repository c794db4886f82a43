// The sizes of the curve: 60 from a million to ten trillion parameters, each trained and served. Rests on the files beside it.
import { estimateOf, scaledBy } from '../extrapolation/draws.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import type { CurvePoint, Unreachable } from './exploration-report.ts';
import { serveSize, servingPointOf, type ServedSize } from './exploration-serving.ts';
import { lawParameters, planOf, trainingPoint, trainSize, type TrainedSize } from './exploration-training.ts';

const SIZE_COUNT = 60;
const LEAST = 1e6;
const MOST = 1e13;

const SIZES: readonly number[] = Array.from(
  { length: SIZE_COUNT },
  (_, index) => LEAST * (MOST / LEAST) ** (index / (SIZE_COUNT - 1)),
);

export interface SizedPoint {
  readonly parameters: number;
  readonly activeParameters: number;
  /** Of the dense model with its loss. */
  readonly lawSize: number;
  readonly trained: TrainedSize | Unreachable;
  readonly served: ServedSize | Unreachable;
}

/** All of the curve. */
export function sizedPoints(basis: ExplorationBasis): readonly SizedPoint[] {
  return SIZES.map((parameters) => sizedPoint(parameters, basis));
}

export function sizedPoint(parameters: number, basis: ExplorationBasis): SizedPoint {
  const { activeParameters } = planOf(parameters, basis);
  const { sparsity } = basis.exploration;
  return {
    parameters,
    activeParameters: sparsity > 1 ? activeParameters : parameters,
    lawSize: lawParameters(parameters, activeParameters, sparsity),
    trained: trainSize(parameters, basis),
    served: serveSize(parameters, basis),
  };
}

export function curvePoint(size: SizedPoint, basis: ExplorationBasis): CurvePoint {
  const { parameters, activeParameters, trained, served } = size;
  const life = lifeDollars(size, basis);
  return {
    parameters,
    activeParameters,
    training: trained.kind === 'fits' ? trainingPoint(parameters, trained, basis) : trained,
    serving: served.kind === 'fits' ? servingPointOf(served) : served,
    lifeDollars: life && estimateOf(life),
  };
}

export function lifeDollars({ trained, served }: SizedPoint, { exploration }: ExplorationBasis): Float64Array | undefined {
  if (trained.kind !== 'fits' || served.kind !== 'fits') return undefined;
  const life = scaledBy(served.dollarsPerToken, exploration.served_tokens);
  return trained.dollars.map((dollars, index) => dollars + (life[index] ?? 0));
}
