// What the page offers to a program that drives it (the command line, a test), and what the URL holds.
// The only schemas of both. Rests on run.ts, api.ts and assumptions.ts.
import { z } from 'zod';
import type { Submission } from './api.ts';
import type { Challenge, ChallengeRequest, Question, Verification } from './proof.ts';
import { lengthSchema, phaseSchema } from './run.ts';

/** What a visitor or the command line asks of a run. */
export const runRequestSchema = z.strictObject({
  length: lengthSchema.default('quick'),
  /** Ids of the ladder; empty means all. */
  sizes: z.array(z.string()).default([]),
  phases: z.array(phaseSchema).min(1).default(['prefill', 'decode', 'train']),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  /** Seconds to measure for; null takes the length's own. */
  budget_seconds: z.number().min(1).max(3600).nullable().default(null),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** Where a run stands; sent often, shown by page and terminal alike. */
export interface RunProgress {
  readonly stage: 'opening' | 'probing' | 'verifying' | 'measuring' | 'finishing';
  /** Name of the size at work and its phase, where there is one. */
  readonly size?: string;
  readonly phase?: string;
  readonly operation?: string;
  readonly fraction: number;
  readonly elapsed_seconds: number;
}

/** How a request to the service ended, as page and command line both say it. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly url: string | undefined;
      /** What `Retry-After` said. */
      readonly retryAfterSeconds: number | undefined;
    }
  | { readonly kind: 'unreachable'; readonly message: string };

/** The three requests of a proof, in their order. The page makes them itself, or whoever drives it does in its place. */
export interface ProofService {
  challenge(request: ChallengeRequest): Promise<Answer<Challenge>>;
  /** `root` in hex. */
  commitment(id: string, root: string): Promise<Answer<Question>>;
  opening(id: string, opening: Uint8Array<ArrayBuffer>): Promise<Answer<Verification>>;
}

export interface ProofProgress {
  /** Choosing the work, doing it against the clock, doing it again to open what was asked. */
  readonly stage: 'calibrating' | 'computing' | 'opening';
  readonly fraction: number;
}

export type ProofOutcome =
  | { readonly kind: 'proved'; readonly challengeId: string; readonly verification: Verification }
  /** `isServiceAway`: nothing speaks against the run or the device; the service did not answer, or said to come back later. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isServiceAway: boolean };

/** What a proof is for: the digest of a run, and the kernels that the run chose on this device. */
export interface ProofRequest {
  readonly digest: string;
  readonly kernels: readonly string[];
}

/** `window.scalewall`, for programs. */
export interface PageApi {
  readonly suiteVersion: string;
  run(request: unknown, onProgress?: (progress: RunProgress) => void): Promise<Submission>;
  /** Proves work on the page's GPU for a run; never rejects for what a device or a service may do. */
  prove(request: ProofRequest, service: ProofService): Promise<ProofOutcome>;
  /** Ends a run, which keeps what was measured, or a proof. */
  stop(): void;
}
