// The table that `npm run test:attacks` prints, line by line as it is made.
import type { Attack, Outcome } from './attack.ts';
import type { HonestResult } from './honest.ts';
import type { Slip } from './questions.ts';

export interface AttackResult {
  readonly tried: number;
  readonly refused: number;
  readonly isTrue: number;
  readonly misses: readonly string[];
}

const NAME = 84;

export function attackHead(): string {
  return `${'attack'.padEnd(NAME)}${'tried'.padStart(7)}${'refused'.padStart(9)}${'true'.padStart(6)}${'missed'.padStart(8)}  least error over the bound`;
}

export function attackLine(
  { name }: Attack,
  outcomes: readonly Outcome[],
): { readonly text: string; readonly result: AttackResult } {
  const count = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const overs = outcomes.flatMap((outcome) =>
    outcome.kind === 'refused' && outcome.overBound !== undefined ? [outcome.overBound] : [],
  );
  const misses = outcomes.flatMap((outcome) => (outcome.kind === 'missed' ? [`${name}: ${outcome.why}`] : []));
  const result = { tried: outcomes.length, refused: count('refused'), isTrue: count('true'), misses };
  const numbers = `${String(result.tried).padStart(7)}${String(result.refused).padStart(9)}${String(result.isTrue).padStart(6)}${String(misses.length).padStart(8)}`;
  const least = overs.length === 0 ? '' : Math.min(...overs).toPrecision(3);
  return { text: `${name.padEnd(NAME)}${numbers}  ${least}`, result };
}

export function honestLine({ name, tried, accepted, overBound }: HonestResult): string {
  const over = Number.isNaN(overBound) ? '' : overBound.toFixed(2);
  return `${name.padEnd(NAME)}${String(tried).padStart(7)}${String(accepted).padStart(9)}  ${over}`;
}

export function slipLine({ falseShare, draws, passed, expected, doneShare, saidShare }: Slip): string {
  const said = doneShare >= saidShare ? 'true' : `false, by ${(saidShare / Math.max(doneShare, 1e-9)).toFixed(2)} ×`;
  return `${(100 * falseShare).toFixed(1).padStart(6)} % false${String(draws).padStart(9)} drawn${String(passed).padStart(8)} passed  ${(passed / draws).toExponential(2)}  (1 − f)^64 = ${expected.toExponential(2)}  what is said: ${said}`;
}
