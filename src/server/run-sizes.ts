// The sizes of stored runs, read from their documents. The last ones read are kept: a document never changes, and reading a full
// run's takes ten milliseconds. Whether a run may be shown is the caller's to ask first.
import type { SizeSummary } from '../contract/summary.ts';
import { submissionSchema } from '../contract/api.ts';
import { Recent } from './recent.ts';
import type { RunReading } from './stores.ts';

/** About 5 kB each. */
const KEPT = 1_000;

export class RunSizes {
  readonly #runs: RunReading;
  readonly #known = new Recent<readonly SizeSummary[]>(KEPT);

  constructor(runs: RunReading) {
    this.#runs = runs;
  }

  /** By id; runs without a document are left out. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, readonly SizeSummary[]>> {
    const sizes = new Map<string, readonly SizeSummary[]>();
    const unread = new Set<string>();
    for (const id of ids) {
      const known = this.#known.get(id);
      if (known === undefined) unread.add(id);
      else sizes.set(id, known);
    }
    for (const { row, document } of await this.#runs.findMany([...unread])) {
      if (document === undefined) continue;
      const read = submissionSchema.shape.summary.parse((JSON.parse(document) as { readonly summary: unknown }).summary).sizes;
      this.#known.set(row.id, read);
      sizes.set(row.id, read);
    }
    return sizes;
  }
}
