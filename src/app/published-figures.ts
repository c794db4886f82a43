// Published figures for the results page, loaded apart from it. Rests on data/ and evidence/.
import accelerators from '../../data/accelerators.json' with { type: 'json' };
import table from '../../data/published/local.csv?raw';
import type { DataSheet } from '../components/sw-published.ts';
import { publishedContext } from '../evidence/published-context.ts';

export const PUBLISHED_ROWS = publishedContext(table);

/** Those whose source was at hand when the entry was written, the largest peak first. */
export const DATA_SHEETS: readonly DataSheet[] = accelerators
  .filter(({ confidence }) => confidence !== 'memory')
  .map(({ name, bf16_tflops, memory_gb_per_second, source, as_of }) => ({
    name,
    peak: bf16_tflops * 1e12,
    bandwidth: memory_gb_per_second * 1e9,
    source,
    asOf: as_of,
  }))
  .toSorted((a, b) => b.peak - a.peak);
