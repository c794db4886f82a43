// What the page hands to the command: the document of `--json`, raw samples included. Types only; rests on cases.ts.
import type { Family } from './cases.ts';

export type EntryOutcome =
  /** Seconds of one call, a sample each, in the order in which they were taken. */
  | {
      readonly kind: 'measured';
      readonly form: string;
      readonly calls_per_sample: number;
      readonly seconds: readonly number[];
      readonly elements_checked: number;
      readonly worst_error_over_bound: number;
    }
  | { readonly kind: 'wrong'; readonly form: string; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };

export interface CaseOutcome {
  readonly id: string;
  readonly family: Family | 'ceiling';
  /** Of one call; the least traffic, as workload/operation.ts counts it. */
  readonly flop: number;
  readonly bytes: number;
  /** By contestant's name; ours is `scalewall`. */
  readonly entries: Readonly<Record<string, EntryOutcome>>;
}

export interface PeersOutcome {
  readonly adapter: { readonly description: string; readonly is_software: boolean; readonly subgroups: string };
  /** Why a library is not in the comparison at all. */
  readonly absent: Readonly<Record<string, string>>;
  readonly cases: readonly CaseOutcome[];
}

export interface PeersDocument extends PeersOutcome {
  readonly kind: 'scalewall-peers';
  readonly schema_version: 1;
  readonly suite_version: string;
  readonly measured_at: string;
  readonly browser: string;
  readonly seed: number;
  /** Of the packages, as peers/package.json pins them. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface PeersRequest {
  readonly cases: readonly string[];
  readonly seed: number;
}

export const OURS = 'scalewall';

/** What stands on `window` in the page. */
export interface PeersPage {
  run(request: PeersRequest, onProgress: (line: string) => void): Promise<PeersOutcome>;
}
