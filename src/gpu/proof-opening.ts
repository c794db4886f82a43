// From what a replayed chain left behind to the rows of an opening, each with its path. Rests on proof/. No device.
// Every row is checked against the root before it is sent: a device that does not repeat its own arithmetic is found here.
import type { Work } from '../proof/chain.ts';
import type { OpenedRow } from '../proof/opening.ts';
import { hashesIn, pathIn } from '../proof/levels.ts';
import { HASH_BYTES, levelsOf, pathOf, rootOf, rowHash } from '../proof/tree.ts';
import { GROUP, groupsOf } from './proof-buffers.ts';
import type { Wanted } from './proof-chain.ts';
import type { Outcome } from './trainer.ts';

export interface ReplayPlan extends Pick<Wanted, 'rows' | 'groups'> {
  readonly lastLink: number;
}

export interface Replayed {
  /** Rows and hashes of groups as the plan places them. */
  readonly rows: Uint8Array;
  readonly groups: Uint8Array;
  /** The upper tree of the commitment. */
  readonly upper: Uint8Array;
  readonly root: Uint8Array;
}

/** Where each leaf's row goes, once each, and the hashes of the 256 rows around it. */
export function replayPlan({ rows }: Work, leaves: readonly number[]): ReplayPlan {
  const distinct = [...new Set(leaves)];
  const groups = [...new Set(leaves.map((leaf) => Math.floor(leaf / GROUP)))];
  const groupsOfLink = rows / GROUP;
  return {
    rows: distinct.map((leaf, to) => ({ link: Math.floor(leaf / rows), row: leaf % rows, to })),
    groups: groups.map((group, to) => ({ link: Math.floor(group / groupsOfLink), group: group % groupsOfLink, to })),
    lastLink: Math.floor(Math.max(...leaves) / rows),
  };
}

/** The rows of `leaves` in their order. */
export function openedRows(
  work: Work,
  leaves: readonly number[],
  plan: ReplayPlan,
  { rows, groups, upper, root }: Replayed,
): Outcome<readonly OpenedRow[]> {
  const rowAt = new Map(plan.rows.map(({ link, row, to }) => [link * work.rows + row, to]));
  const groupAt = new Map(plan.groups.map(({ link, group, to }) => [(link * work.rows) / GROUP + group, to]));
  const opened: OpenedRow[] = [];
  for (const leaf of leaves) {
    const at = rowAt.get(leaf) ?? 0;
    const group = Math.floor(leaf / GROUP);
    const place = groupAt.get(group) ?? 0;
    const bits = new Uint32Array(rows.slice(4 * work.rows * at, 4 * work.rows * (at + 1)).buffer);
    const bytes = GROUP * HASH_BYTES;
    const hashes = hashesIn(groups.subarray(bytes * place, bytes * (place + 1)));
    const path = [...pathOf(levelsOf(hashes), leaf % GROUP), ...pathIn(upper, groupsOf(work), group)];
    if (!isSame(rootOf(leaf, rowHash(bits), path), root))
      return { kind: 'failed', detail: 'the device did not repeat its own chain: the same products came out differently' };
    opened.push({ leaf, bits, path });
  }
  return { kind: 'done', value: opened };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
