// From a line of runs.jsonl.gz to a row worth storing, or the reason why not. What only the moment of submission could show
// (the proof itself, the limits) is taken as it stands; what follows from the line itself is checked again.
import { dumpLineSchema } from '../contract/dumps.ts';
import type { Verification } from '../contract/proof.ts';
import type { SizeSummary } from '../contract/summary.ts';
import type { RunRow } from '../server/database/database.ts';
import type { Knowledge } from '../server/impossibility.ts';
import { firstDifference, pathText } from '../server/difference.ts';
import { rowOf } from '../server/run-row.ts';
import { digestOf, idOf, validateSubmission, type Summarise } from '../server/validate.ts';

export interface Judge {
  readonly knowledge: Omit<Knowledge, 'now'>;
  readonly summarise: Summarise;
}

export type JudgedLine =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'valid';
      readonly row: RunRow;
      readonly document: string;
      readonly sizes: readonly SizeSummary[];
      /** Why this version would refuse or hold the run today; undefined where it would not, or the run is of another suite. */
      readonly doubt: string | undefined;
    };

export function judgeLine(line: string, judge: Judge): JudgedLine {
  const json = parseJson(line);
  const parsed = dumpLineSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`${pathText(issue?.path ?? [])}: ${issue?.message ?? 'does not fit the schema'}`);
  }
  const { id, created_at, gpu, verification, submission } = parsed.data;
  const dropped = firstDifference(parsed.data, json, '');
  if (dropped !== undefined) return refused(`${dropped.slice(1)}: the schema does not hold it`);
  const digest = digestOf(submission.run);
  if (digest !== submission.digest) return refused(`the digest of the run is ${digest}, not ${submission.digest}`);
  if (id !== idOf(digest)) return refused(`the id of the run is ${idOf(digest)}, not ${id}`);
  const contradiction = verification && contradictionOf(verification);
  if (contradiction) return refused(contradiction);
  // As the line has it, key by key: what the schema gives back has the schema's order.
  const document = JSON.stringify((json as { readonly submission: unknown }).submission);
  const row: RunRow = {
    ...rowOf(id, submission),
    created_at,
    gpu,
    verification: verification && JSON.stringify(verification),
    verified_flop_per_second: verification && verification.verified_flop_per_second,
  };
  return {
    kind: 'valid',
    row,
    document,
    sizes: submission.summary.sizes,
    doubt: doubtOf(document, submission.run.suite.version, created_at, judge),
  };
}

/** A version's rules may be stricter than those under which a run was stored; the run stays, and the operator is told. */
function doubtOf(
  document: string,
  suiteVersion: string,
  created_at: string,
  { knowledge, summarise }: Judge,
): string | undefined {
  if (!knowledge.suiteVersions.includes(suiteVersion)) return undefined;
  const verdict = validateSubmission(document, { ...knowledge, now: new Date(created_at) }, summarise);
  return verdict.kind === 'refused' ? verdict.error.message : verdict.suspicion?.reason;
}

/** Relative slack for the last digit of a product of three numbers. */
const SLACK = 1e-9;

function contradictionOf({
  rows,
  links,
  flop,
  least_share,
  elapsed_seconds,
  verified_flop_per_second,
}: Verification): string | undefined {
  const work = 2 * rows ** 3 * links;
  if (flop !== work) return `the proof's work is ${work} FLOP, not ${flop}`;
  const rate = (least_share * flop) / elapsed_seconds;
  return Math.abs(verified_flop_per_second - rate) > SLACK * rate
    ? `the proof shows ${rate} FLOP/s, not ${verified_flop_per_second}`
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(reason: string): JudgedLine {
  return { kind: 'refused', reason };
}
