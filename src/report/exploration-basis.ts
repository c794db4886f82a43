// What all sizes of an exploration rest on, found once: the accelerator, the draws, transfer, money and law.
// Rests on extrapolation/, device-model/.
import type { Accelerator } from '../cluster/accelerator.ts';
import { ACCELERATORS, findAccelerator } from '../cluster/accelerators.ts';
import type { Exploration } from '../contract/exploration.ts';
import type { Run } from '../contract/run.ts';
import { fitDeviceModel, hasMeasurement, type DeviceModel } from '../device-model/fit.ts';
import { sharedDraws, type Draws } from '../extrapolation/draws.ts';
import { drawLaw, type DrawnLaw } from '../extrapolation/drawn-law.ts';
import { drawMoney, moneyOf, type DrawnMoney, type Money } from '../extrapolation/gpu-hour.ts';
import { drawTransfer, type DrawnTransfer } from '../extrapolation/training-rate.ts';
import { transferOf, type Transfer } from '../extrapolation/transfer.ts';

/** What the links' distributions make of the dials in one set of draws. */
export interface Drawing {
  readonly draws: Draws;
  readonly transfer: DrawnTransfer;
  readonly money: DrawnMoney;
  readonly law: DrawnLaw;
}

export interface ExplorationBasis extends Drawing {
  readonly exploration: Exploration;
  readonly accelerator: Accelerator;
  /** Of the software: that of the prices' month. */
  readonly softwareYear: number;
  readonly terms: Transfer;
}

/**
 * @param run only its shape is used; a run that measured nothing is no run
 * @param model of the run, where it was fitted already
 */
export function explorationBasis(exploration: Exploration, run: Run | undefined, model?: DeviceModel): ExplorationBasis {
  const accelerator = findAccelerator(exploration.accelerator) ?? ACCELERATORS[0];
  if (accelerator === undefined) throw new RangeError('data/accelerators.json is empty');
  const [year = NaN, month = NaN] = exploration.price_date.split('-').map(Number);
  const known = { exploration, accelerator, softwareYear: year + (month - 0.5) / 12, terms: termsOf(run, model) };
  return { ...known, ...drawing(known, moneyOf(exploration, accelerator), sharedDraws()) };
}

/** The same dials in other draws: those in which one link alone moves. */
export function redrawn(basis: ExplorationBasis, draws: Draws): ExplorationBasis {
  return { ...basis, ...drawing(basis, basis.money, draws) };
}

function drawing({ exploration, terms }: Pick<ExplorationBasis, 'exploration' | 'terms'>, money: Money, draws: Draws): Drawing {
  return {
    draws,
    transfer: drawTransfer(terms, draws),
    money: drawMoney(money, draws),
    law: drawLaw(exploration.law, draws),
  };
}

/** A run's fit takes far longer than all that rests on it, and is the same whatever the dials. */
const known = new WeakMap<Run, Transfer>();

function termsOf(run: Run | undefined, model: DeviceModel | undefined): Transfer {
  if (run === undefined || !hasMeasurement(run)) return transferOf(undefined);
  const terms = known.get(run) ?? transferOf({ run, model: model ?? fitDeviceModel(run) });
  known.set(run, terms);
  return terms;
}
