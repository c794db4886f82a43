// The sizes of stored runs, which stand beside their documents, or in them for runs that an older version stored. Whether a run may be
// shown is the caller's to ask first.
import { summarySchema, type SizeSummary } from '../contract/summary.ts';
import type { RunReading } from './stores.ts';

export class RunSizes {
  readonly #runs: RunReading;

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
    const sizes = new Map(await this.#runs.sizesOf(ids));
    for (const { row, document } of await this.#runs.findMany(ids.filter((id) => !sizes.has(id))))
      if (document !== undefined) sizes.set(row.id, JSON.stringify(summarySchema.parse(summaryOf(document)).sizes));
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
