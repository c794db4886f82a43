// Where a submission stands, for the elements that show it.
import type { ProofProgress } from '../contract/page.ts';
import type { Verification } from '../contract/proof.ts';

export type SubmitState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'proving'; readonly stage: ProofProgress['stage']; readonly fraction: number }
  | { readonly kind: 'sending' }
  /** The visitor's own choice: nothing was sent. */
  | { readonly kind: 'kept' }
  | {
      readonly kind: 'stored';
      readonly url: string;
      readonly deleteUrl: string;
      readonly verification: Verification | undefined;
      /** Why there is no verification though one was wanted. */
      readonly unprovedReason: string | undefined;
    }
  | { readonly kind: 'already-stored'; readonly url: string; readonly deleteUrl: string | undefined }
  /** No service took it now; `isKept` says that this browser holds it for another visit. */
  | {
      readonly kind: 'waiting';
      readonly message: string;
      readonly retryAfterSeconds: number | undefined;
      readonly isKept: boolean;
    }
  /** Refused for good. */
  | { readonly kind: 'failed'; readonly message: string };

/** What the visitor agrees to. */
export interface SubmitChoice {
  readonly isProofWanted: boolean;
}
