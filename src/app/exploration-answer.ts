// One question of the explorer answered, wherever it is computed: in the worker, or on the page where workers fail.
import type { Run } from '../contract/run.ts';
import { CLAIMS, verdictOf } from '../report/claims.ts';
import { claimsContext } from '../report/claims-engine.ts';
import { exploration } from '../report/exploration.ts';
import type { Question, Reply } from './exploration-messages.ts';

/** Never throws: what goes wrong is the reply. */
export function answer(question: Exclude<Question, { kind: 'run' }>, run: Run | undefined): Reply {
  try {
    return question.kind === 'explore' ? explored(question.exploration, run) : weighed(question.law);
  } catch (error) {
    return { kind: 'failed', asked: question.kind, message: error instanceof Error ? error.message : String(error) };
  }
}

function explored(dials: Parameters<typeof exploration>[0], run: Run | undefined): Reply {
  const began = performance.now();
  const report = exploration(dials, { run });
  return { kind: 'report', report, seconds: (performance.now() - began) / 1000 };
}

function weighed(law: Extract<Question, { kind: 'claims' }>['law']): Reply {
  const context = claimsContext({ law });
  return {
    kind: 'claims',
    claims: {
      law,
      verdicts: CLAIMS.map((claim) => verdictOf(claim, context)),
      dials: Object.fromEntries(CLAIMS.map(({ id, dials }) => [id, dials])),
    },
  };
}
