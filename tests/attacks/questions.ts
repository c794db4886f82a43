// How often a proof slips through of which a share of the rows is false, by drawing questions as the server does and looking
// whether one meets a false row: no products are needed. Held against (1 − f)^64.
import { PROOF_CHECKS } from '../../src/contract/proof.ts';
import { verificationOf } from '../../src/proof/verdict.ts';
import { PROOF_RANDOM } from '../../src/server/proof-random.ts';

export interface Slip {
  readonly falseShare: number;
  readonly draws: number;
  readonly passed: number;
  /** (1 − f)^64, which drawing without replacement stays just below. */
  readonly expected: number;
  /** Within five deviations of what is expected, and five more where that is a handful: one in a million otherwise. */
  readonly isAsExpected: boolean;
  /** What is left of the work where every false row spares two more, and what the verdict says of it. */
  readonly doneShare: number;
  readonly saidShare: number;
}

/** Rows of 256 × 8; the first ones are false, which is as good as any, as questions are uniform. */
export function slips(falseShare: number, draws: number): Slip {
  const count = 256 * 8;
  const falseRows = Math.round(falseShare * count);
  let passed = 0;
  for (let draw = 0; draw < draws; draw++) if ((PROOF_RANDOM.places(PROOF_CHECKS, count)[0] ?? 0) >= falseRows) passed++;
  let expected = 1;
  for (let check = 0; check < PROOF_CHECKS; check++) expected *= Math.max(0, count - falseRows - check) / (count - check);
  const deviation = Math.sqrt(draws * expected * (1 - expected));
  return {
    falseShare,
    draws,
    passed,
    expected: (1 - falseShare) ** PROOF_CHECKS,
    isAsExpected: Math.abs(passed - draws * expected) <= 5 * deviation + 5,
    doneShare: 1 - 3 * falseShare,
    saidShare: verificationOf({ rows: 256, links: 8 }, PROOF_CHECKS, 1).least_share,
  };
}
