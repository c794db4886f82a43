// One of up to five things that stand side by side: a run, or a GPU by its representative run. Types and what every
// comparison needs of them.
import type { MarkerShape } from '../chart/marker.ts';
import type { Report, SizeReport } from '../report/report-document.ts';

export interface CompareEntry {
  /** A, B, C …: what stands for the entry where there is no room for its name. */
  readonly letter: string;
  /** Name of the GPU. */
  readonly name: string;
  /** What it is: a run of a day, the representative run of a GPU, a file. */
  readonly detail: string;
  /** The run's page; undefined for a file that is nowhere else. */
  readonly href: string | undefined;
  readonly report: Report;
  /** FLOP/s that the run's proof shows at the least; null where it is unverified. */
  readonly verified: number | null;
}

const SHAPES: readonly MarkerShape[] = ['circle', 'square', 'triangle', 'diamond', 'wedge'];

export function shapeOfEntry(index: number): MarkerShape {
  return SHAPES[index % SHAPES.length] ?? 'circle';
}

export function styleOfEntry(index: number): string {
  return `entry-${index % SHAPES.length}`;
}

/** Every size that any entry has, ascending. */
export function sizesOfEntries(entries: readonly CompareEntry[]): readonly Pick<SizeReport, 'id' | 'name' | 'parameters'>[] {
  const sizes = new Map(entries.flatMap(({ report }) => report.sizes.map((size) => [size.id, size] as const)));
  return [...sizes.values()].toSorted((a, b) => a.parameters - b.parameters);
}
