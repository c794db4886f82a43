// Whether an opening answers its question, and what that says. The server's whole judgement but for the clock.
// Rests on chain.ts, tree.ts, opening.ts and row-check.ts.
import type { Verification } from '../contract/proof.ts';
import { chainFlop, firstOperandRow, foldKey, foldRow, weights, type SeedWords, type Work } from './chain.ts';
import { decodeOpening, type OpenedLeaf, type OpenedRow } from './opening.ts';
import { worstOverBound } from './row-check.ts';
import { rootOf, rowHash } from './tree.ts';

export interface Question {
  readonly seed: SeedWords;
  readonly work: Work;
  readonly root: Uint8Array;
  readonly leaves: readonly number[];
}

export type Verdict = { readonly kind: 'holds' } | { readonly kind: 'refused'; readonly reason: string };

/** The chance that a proof passes with less work done than `least_share` says is at most 1 − this. */
export const CONFIDENCE = 0.99;

/** Costs about checks · rows² multiply-adds in float64: 0.01 s at 256 rows, a second at 2,048. */
export function judge({ seed, work, root, leaves }: Question, opening: Uint8Array): Verdict {
  const opened = decodeOpening(work, leaves, opening);
  if (opened === undefined) return refused(`an opening of another length than the question asks for: ${opening.length} bytes`);
  // The cheap half first: no product is computed for rows that were never committed to.
  for (const { product, sources } of opened) {
    for (const row of [product, ...(sources ? [sources.own, sources.partner] : [])]) {
      if (!isCommitted(row, root)) return refused(`${place(row.leaf, work)} is not what was committed to`);
    }
  }
  const matrix = weights(seed, work);
  for (const leaf of opened) {
    const worst = worstOverBound(operandOf(leaf, seed, work), matrix, new Float32Array(leaf.product.bits.buffer));
    if (!(worst <= 1))
      return refused(`${place(leaf.product.leaf, work)} is not the product in f32: ${worst.toPrecision(3)} times the bound off`);
  }
  return { kind: 'holds' };
}

/**
 * What a proof that holds says. If a share f of the rows is false, `checks` random ones all hold with probability at most
 * (1 − f)^checks. A false row spares its own work and, as it decides one row of the next operand, that of one true row after it
 * at the most, so at least 1 − 2 f of the work was done; f is taken where the probability is 1 − confidence.
 */
export function verificationOf(work: Pick<Verification, 'rows' | 'links'>, checks: number, elapsedSeconds: number): Verification {
  const falseShare = 1 - (1 - CONFIDENCE) ** (1 / checks);
  const leastShare = 1 - 2 * falseShare;
  const flop = chainFlop(work);
  return {
    kind: 'matmul-chain-f32',
    rows: work.rows,
    links: work.links,
    checks,
    elapsed_seconds: elapsedSeconds,
    flop,
    least_share: leastShare,
    confidence: CONFIDENCE,
    verified_flop_per_second: (leastShare * flop) / elapsedSeconds,
  };
}

function operandOf({ product, sources }: OpenedLeaf, seed: SeedWords, work: Work): Float32Array {
  const link = Math.floor(product.leaf / work.rows);
  if (sources === undefined) return firstOperandRow(seed, work, product.leaf % work.rows);
  return foldRow(foldKey(seed, link - 1), product.leaf % work.rows, sources.own.bits, sources.partner.bits);
}

function isCommitted({ leaf, bits, path }: OpenedRow, root: Uint8Array): boolean {
  const found = rootOf(leaf, rowHash(bits), path);
  return found.length === root.length && found.every((byte, at) => byte === root[at]);
}

function place(leaf: number, { rows }: Work): string {
  return `row ${leaf % rows} of link ${Math.floor(leaf / rows)}`;
}

function refused(reason: string): Verdict {
  return { kind: 'refused', reason };
}
