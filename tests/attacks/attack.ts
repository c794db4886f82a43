// What an attack is, and when it has succeeded: where the service says of the work more than is true. Refused is refused for the
// right reason, by its code; an answer of 5xx is none.
import type { ApiError } from '../../src/contract/api.ts';
import type { Verification } from '../../src/contract/proof.ts';
import { chainFlop } from '../../src/proof/chain.ts';
import type { Reply, Target } from './target.ts';

export type ErrorCode = ApiError['error']['code'];

/** How one try ended, and what would have been true to say of it. */
export interface Attempt {
  readonly reply: Reply<{ readonly verification: Verification | null } | Verification | object>;
  /** Share of the products that was computed in f32, from 0 to 1. */
  readonly doneShare: number;
  /** Seconds that certainly lay between challenge and commitment. */
  readonly seconds: number;
}

export interface Attack {
  readonly name: string;
  readonly tries: number;
  /** The codes that refuse it. */
  readonly refusedBy: readonly ErrorCode[];
  /** Whether it may be accepted where what is then said of it is true: clocks that lie, little that is false. */
  readonly mayBeTrue: boolean;
  run(target: Target, at: number): Promise<Attempt>;
}

export type Outcome =
  | { readonly kind: 'refused'; readonly overBound: number | undefined }
  | { readonly kind: 'true' }
  | { readonly kind: 'missed'; readonly why: string };

export function outcomeOf({ refusedBy, mayBeTrue }: Attack, { reply, doneShare, seconds }: Attempt): Outcome {
  if (reply.code !== undefined) {
    if (!refusedBy.includes(reply.code))
      return missed(`refused for another reason: ${reply.status} ${reply.code}, ${reply.message}`);
    const [, over] = /: ([\d.e+]+|Infinity) times the bound/.exec(reply.message) ?? [];
    return { kind: 'refused', overBound: over === undefined ? undefined : Number(over) };
  }
  if (!mayBeTrue) return missed(`accepted with ${reply.status}`);
  const said = reply.value !== undefined && 'verified_flop_per_second' in reply.value ? reply.value : undefined;
  if (said === undefined) return missed('accepted, and nothing is said');
  const isTrue =
    said.least_share <= doneShare &&
    said.elapsed_seconds >= seconds &&
    said.verified_flop_per_second <= (doneShare * chainFlop(said)) / seconds &&
    said.verified_flop_per_second * said.elapsed_seconds <= said.least_share * said.flop * (1 + 1e-12);
  return isTrue ? { kind: 'true' } : missed(`said ${JSON.stringify(said)} where ${doneShare} was done in ${seconds} s`);
}

function missed(why: string): Outcome {
  return { kind: 'missed', why };
}
