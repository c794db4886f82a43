// npm run test:plausibility: both corpora at full size, as tables. Ends with 1 where an honest run is not listed, or a kind of
// forgery that docs/plausibility.md does not name as passing is listed more often than held.
import type { Run } from '../src/contract/run.ts';
import { FORGED } from '../tests/server/forged-run.ts';
import { honestSimulation, judge, outcomesOf } from '../tests/server/plausibility-corpus.ts';
import { SIMULATED_DEVICES } from '../tests/server/simulated-devices.ts';
import { simulateRun } from '../tests/server/simulated-run.ts';

const ROUNDS = 9;
const BASES = 30;

const doubted: string[] = [];
const bases: Run[] = [];
let honest = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (const place of SIMULATED_DEVICES.keys()) {
    const simulation = honestSimulation(round, place);
    if (simulation === undefined) continue;
    const run = await simulateRun(simulation);
    const judgement = judge(run);
    honest++;
    if (judgement.kind !== 'listed') doubted.push(JSON.stringify({ ...simulation, judgement }));
    if (bases.length < BASES && simulation.stopAfterSeconds === undefined && place % 3 === round % 3) bases.push(run);
  }
}
console.log(`honest: ${honest} runs of ${SIMULATED_DEVICES.length} devices, ${doubted.length} not listed`);
for (const line of doubted) console.log(line);

const columns = (cells: readonly (string | number)[]) =>
  cells.map((cell, index) => (index === 0 ? String(cell).padEnd(70) : String(cell).padStart(8))).join('');
console.log(`\n${columns(['forged', 'tried', 'refused', 'held', 'missed'])}  by`);
let failures = doubted.length;
for (const forgery of FORGED) {
  const { kind, passes, tried, refused, held, missed, rules } = outcomesOf(forgery, bases);
  console.log(`${columns([kind, tried, refused, held, missed])}  ${rules.join(', ')}${passes ? ' (known to pass)' : ''}`);
  if (!passes && (tried === 0 || missed > held + refused)) failures++;
}
process.exitCode = failures > 0 ? 1 : 0;
