// The parts of a step or of a decode, from the longest group down, as stretches of one bar. Pure; rests on report/.
import { partGroup, type PartGroup, type PartName } from './explore-words.ts';

export interface PartStretch {
  readonly part: PartName;
  readonly group: PartGroup;
  readonly seconds: number;
  /** Of the whole; the shares sum to 1. */
  readonly share: number;
  /** Share of the whole before this stretch. */
  readonly from: number;
}

const ORDER: readonly PartGroup[] = ['compute', 'again', 'memory', 'network', 'idle'];

/** Groups stay together, each from its longest part down; parts that take no time are left out. */
export function layoutParts(parts: Readonly<Partial<Record<PartName, number>>>): readonly PartStretch[] {
  const taken = (Object.entries(parts) as [PartName, number][]).filter(([, seconds]) => seconds > 0);
  const total = taken.reduce((sum, [, seconds]) => sum + seconds, 0);
  const rank = (part: PartName): number => ORDER.indexOf(partGroup(part));
  let from = 0;
  return taken
    .toSorted(([a, x], [b, y]) => rank(a) - rank(b) || y - x)
    .map(([part, seconds]) => {
      const stretch = { part, group: partGroup(part), seconds, share: seconds / total, from };
      from += stretch.share;
      return stretch;
    });
}
