// A database with everything that a dump must carry, or must not: runs of several GPUs and names that files mind, verified and
// unverified, of this suite and of an old one, and one of each standing. Filled alike on every database.
import { createHash } from 'node:crypto';
import type { Run } from '../../src/contract/run.ts';
import type { Verification } from '../../src/contract/proof.ts';
import type { Database, RunRow } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { RunStore } from '../../src/server/run-store.ts';
import { rowOf } from '../../src/server/run-row.ts';
import { idOf } from '../../src/server/validate.ts';
import { buildRun, PLANTED } from '../fixtures/run-builder.ts';
import { NOW, submissionOf } from './application.ts';

/** What must not leave the database, as it would stand in a file. */
const SECRET = '0123456789abcdef0123456789abcdef';
export const DELETE_HASH = createHash('sha256').update(SECRET).digest('hex');
export const HIDDEN_NAME = 'a GPU with no listed run';

/** A line separator of Unicode, which JSON does not escape; a formula; quotes and a comma. */
export const NAMES = ['plain GPU', 'two\u2028lines', '=1+1', 'a "quoted", name', 'GPU für Ångström 计算'] as const;

export const VERIFIED: Verification = {
  kind: 'matmul-chain-f32',
  rows: 1024,
  links: 64,
  checks: 64,
  elapsed_seconds: 0.1,
  flop: 2 * 1024 ** 3 * 64,
  least_share: 0.792,
  confidence: 0.999,
  verified_flop_per_second: (0.792 * 2 * 1024 ** 3 * 64) / 0.1,
};

export const VERIFIED_RUNS = 5;
export const LISTED_RUNS = NAMES.length * 2 + VERIFIED_RUNS + 1;

export async function fill(database: Database): Promise<void> {
  await migrate(database);
  const runs = new RunStore(database);
  let minutes = 0;
  const add = async (run: Run, row: Partial<RunRow> = {}) => {
    const submission = submissionOf(run);
    const whole = { ...rowOf(idOf(submission.digest), submission), delete_hash: DELETE_HASH, ...row };
    await runs.add(whole, JSON.stringify(submission), new Date(NOW.getTime() + 60_000 * minutes++));
    return whole.id;
  };
  const named = (description: string, seed: number) =>
    buildRun({ seed, gpu: { description }, roofline: { ...PLANTED, flopPerSecond: 2e12 * (1 + seed / 50) } });
  let seed = 1;
  for (const name of NAMES) for (let copy = 0; copy < 2; copy++) await add(named(name, seed++));
  for (let copy = 0; copy < VERIFIED_RUNS; copy++)
    await add(named('plain GPU', seed++), {
      verification: JSON.stringify(VERIFIED),
      verified_flop_per_second: VERIFIED.verified_flop_per_second,
    });
  await add(buildRun({ seed: seed++, suiteVersion: '0.1.0', gpu: { description: 'plain GPU' } }));
  await add(named(HIDDEN_NAME, seed++), { standing: 'held', reason: 'too even' });
  await runs.setStanding(await add(named(HIDDEN_NAME, seed++)), { standing: 'hidden', reason: 'spam', action: 'hidden' });
  await runs.remove(await add(named(HIDDEN_NAME, seed++)), SECRET);
}
