// A proof of work done: what page, command line and server say to each other about it. The only schemas of it.
// The protocol, what it proves and what it does not: docs/verified-runs.md. Rests on zod and nothing else.
import { z } from 'zod';

/** Rows (and columns) of every matrix of the chain. */
export const PROOF_ROWS = [256, 512, 1024, 2048] as const;
export const MIN_LINKS = 8;
export const MAX_LINKS = 65_536;
/** Rows of products that the server recomputes. */
export const PROOF_CHECKS = 64;
/** The largest opening: the checked rows and two of their sources, each with its path, at 2,048 columns. */
export const MAX_OPENING_BYTES = 2 * 1024 * 1024;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const links = z
  .int()
  .min(MIN_LINKS)
  .max(MAX_LINKS)
  .refine((count) => Number.isInteger(Math.log2(count)), 'a power of two');

/** `POST /api/v1/challenges`: the work that the client offers to do, for the run of this digest and no other. */
export const challengeRequestSchema = z.strictObject({ digest, rows: z.literal(PROOF_ROWS), links });
export type ChallengeRequest = z.infer<typeof challengeRequestSchema>;

export const challengeSchema = z.strictObject({
  ...challengeRequestSchema.shape,
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** 32 random bytes; with the digest and the work they are the seed of every matrix. */
  nonce: hex64,
  /** The commitment must arrive within these seconds of this answer's making, on the server's clock. */
  commit_within_seconds: z.number().positive(),
});
export type Challenge = z.infer<typeof challengeSchema>;

/** `POST /api/v1/challenges/:id/commitment` */
export const commitmentSchema = z.strictObject({ root: hex64 });

/** What the server will check: places link × rows + row, each once, ascending. */
export const questionSchema = z.strictObject({
  leaves: z.array(z.int().nonnegative()).length(PROOF_CHECKS),
  open_within_seconds: z.number().positive(),
});
export type Question = z.infer<typeof questionSchema>;

/** What a proof that held says. It stands in the answer to the opening and with the stored run. */
export const verificationSchema = z.strictObject({
  kind: z.literal('matmul-chain-f32'),
  rows: z.literal(PROOF_ROWS),
  links,
  checks: z.int().positive(),
  /** Server's clock, from before the challenge was sent until after the commitment had arrived. */
  elapsed_seconds: z.number().positive(),
  /** FLOP of the products alone, 2 · rows³ · links. */
  flop: z.number().positive(),
  /** Share of the products that was computed, at the least, at `confidence`. */
  least_share: z.number().positive().max(1),
  confidence: z.number().positive().max(1),
  /** least_share · flop / elapsed_seconds: what was done at the least. Nothing above it counts as verified. */
  verified_flop_per_second: z.number().positive(),
});
export type Verification = z.infer<typeof verificationSchema>;
