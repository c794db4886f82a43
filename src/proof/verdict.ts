// Whether an opening answers its question, and what that says. The server's whole judgement but for the clock.
// Rests on chain.ts, tree.ts, opening.ts and row-check.ts.
import type { Verification } from '../contract/proof.ts';
import { chainFlop, element, firstOperandRow, foldKey, foldRow, weights, type SeedWords, type Work } from './chain.ts';
import { decodeOpening, type OpenedLeaf, type OpenedRow } from './opening.ts';
import { rowBound, worstOverBound } from './row-check.ts';
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

/** Operands in bf16 come to some thousand times the bound; numbers that have nothing to do with the product to 60,000 times and more. */
const NO_PRODUCT_AT_ALL = 10_000;

/** A false row spares its own work and, as the two rows folded from it can be steered, nearly that of two true rows after it. */
const ROWS_SPARED = 3;

/**
 * Costs about checks · rows² multiply-adds in float64: 0.01 s at 256 rows, a second at 2,048. Rows that are no product at all, which
 * cost their sender nothing, are found for checks · rows.
 */
export function judge({ seed, work, root, leaves }: Question, opening: Uint8Array): Verdict {
  const opened = decodeOpening(work, leaves, opening);
  if (opened === undefined) return refused(`an opening of another length than the question asks for: ${opening.length} bytes`);
  // The cheap half first: no product is computed for rows that were never committed to.
  for (const { product, sources } of opened) {
    for (const row of [product, ...(sources ? [sources.own, sources.partner] : [])]) {
      if (!isCommitted(row, root)) return refused(`${place(row.leaf, work)} is not what was committed to`);
    }
  }
  const strange = opened.find((leaf) => !isOneElementRight(leaf, seed, work, root));
  if (strange !== undefined) return refused(`${place(strange.product.leaf, work)} is not the product of its operand`);
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
 * (1 − f)^checks; f is taken where that is 1 − confidence. A false row spares its own work, and can steer the two rows of the next operand
 * that are folded from it so far that their products are cheap, so at least 1 − 3 f of the work was done.
 */
export function verificationOf(work: Pick<Verification, 'rows' | 'links'>, checks: number, elapsedSeconds: number): Verification {
  const falseShare = 1 - (1 - CONFIDENCE) ** (1 / checks);
  const leastShare = 1 - ROWS_SPARED * falseShare;
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

/** Whether the row's element in one column, which the commitment decides, has to do with that of its operand's product. */
function isOneElementRight(leaf: OpenedLeaf, seed: SeedWords, work: Work, root: Uint8Array): boolean {
  const column = new DataView(root.buffer, root.byteOffset).getUint32(0) % work.rows;
  const [first = 0, second = 0] = seed;
  const operand = operandOf(leaf, seed, work);
  const value = operand.reduce((sum, x, row) => sum + x * element(first, second, row * work.rows + column), 0);
  const claimed = new Float32Array(leaf.product.bits.buffer)[column] ?? Number.NaN;
  return Math.abs(claimed - value) <= NO_PRODUCT_AT_ALL * rowBound(operand);
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
