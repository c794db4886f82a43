// What a report answers before any dial is turned: the chosen size, and one ten times as large beside it. Pure; rests on report/.
import type { CurvePoint, ExplorationReport, TrainingPoint } from '../report/exploration-report.ts';

export interface Answer {
  readonly training: TrainingPoint;
  /** Undefined where the curve ends before, or such a size cannot be trained. */
  readonly tenfold: Tenfold | undefined;
}

/** Of a model with ten times the parameters. */
export interface Tenfold {
  /** Its dollars and days over the chosen size's. */
  readonly timesDollars: number;
  readonly timesDays: number;
  readonly loss: number;
}

/** Undefined where the chosen size itself cannot be trained. */
export function answerOf({ points, focus }: ExplorationReport): Answer | undefined {
  const { training } = focus;
  return training.kind === 'fits' ? { training, tenfold: tenfoldOf(points, focus.parameters, training) } : undefined;
}

/** Between the curve's two sizes around it, straight in logarithms: the curve bends little from one to the next. */
function tenfoldOf(points: readonly CurvePoint[], parameters: number, training: TrainingPoint): Tenfold | undefined {
  const wanted = 10 * parameters;
  const index = points.findIndex((point) => point.parameters >= wanted);
  const above = points[index];
  const below = points[index - 1];
  if (above === undefined || below === undefined) return undefined;
  const [from, to] = [below.training, above.training];
  if (from.kind !== 'fits' || to.kind !== 'fits') return undefined;
  const share = Math.log(wanted / below.parameters) / Math.log(above.parameters / below.parameters);
  const between = (low: number, high: number): number => low * (high / low) ** share;
  return {
    timesDollars: between(from.dollars.value, to.dollars.value) / training.dollars.value,
    timesDays: between(from.days.value, to.days.value) / training.days.value,
    loss: between(from.loss.value, to.loss.value),
  };
}
