// The sizes of stored runs, which stand beside their documents, or in them for runs that an older version stored. The last ones read
// are kept: a document never changes. Whether a run may be
// shown is the caller's to ask first.
import { summarySchema, type SizeSummary } from '../contract/summary.ts';
import { Recent } from './recent.ts';
import type { RunReading } from './stores.ts';

/** Characters of JSON that are kept: a full run's are 60,000, so a thousand of them. */
const KEPT = 64_000_000;

export class RunSizes {
  readonly #runs: RunReading;
  readonly #known = new Recent<string>(KEPT, ({ length }) => length);

  constructor(runs: RunReading) {
    this.#runs = runs;
  }

  /** By id; runs without a document are left out. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, readonly SizeSummary[]>> {
    const texts = await this.textsOf(ids);
    return new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as SizeSummary[]]));
  }

  /** The same as JSON texts, each checked when it was stored or read: to parse and write five full runs anew takes 20 ms. */
  async textsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const sizes = new Map<string, string>();
    const unread = new Set<string>();
    for (const id of ids) {
      const known = this.#known.get(id);
      if (known === undefined) unread.add(id);
      else sizes.set(id, known);
    }
    if (unread.size === 0) return sizes;
    const keep = (id: string, text: string) => {
      this.#known.set(id, text);
      sizes.set(id, text);
      unread.delete(id);
    };
    for (const [id, text] of await this.#runs.sizesOf([...unread])) keep(id, text);
    for (const { row, document } of await this.#runs.findMany([...unread]))
      if (document !== undefined) keep(row.id, JSON.stringify(summarySchema.parse(summaryOf(document)).sizes));
    return sizes;
  }
}

const SUMMARY_KEY = '"summary":';

/**
 * The summary of a submission's JSON text. It is the last member of what the service stores, a fifteenth of a full run, and read
 * alone in a tenth of the time; the whole text is read where it is not the last. The key cannot stand within a string, where its
 * quotes would be escaped.
 */
export function summaryOf(document: string): unknown {
  try {
    return JSON.parse(document.slice(document.lastIndexOf(SUMMARY_KEY) + SUMMARY_KEY.length, document.lastIndexOf('}')));
  } catch {
    return (JSON.parse(document) as { readonly summary: unknown }).summary;
  }
}
