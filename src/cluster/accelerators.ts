// The accelerators of data/accelerators.json, and which of them a published hardware text means. Rests on units/.
// A text is cut into words ("8xH100-SXM5-80GB" → h100, sxm5, 80gb); the entry with the most of its words in it wins.
// Virtualisation, partitioning and cooling in a text change nothing; a stated memory, power or core count does.
import entries from '../../data/accelerators.json' with { type: 'json' };
import type { Accelerator, Generation } from './accelerator.ts';

type Entry = (typeof entries)[number];

/** The network is taken to take so long for a message: InfiniBand and RoCE fabrics, host to host (NVIDIA, 2023). */
const NETWORK_LATENCY = 5e-6;

/** In the order of data/accelerators.json. */
export const ACCELERATORS: readonly Accelerator[] = entries.map(acceleratorOf);

/**
 * The accelerator a published text names, with the memory, board power and GPU cores that the text states; undefined where
 * it names none. Of several in one text ("MI300X (x32), MI325X (x16)") the most numerous.
 */
export function findAccelerator(text: string): Accelerator | undefined {
  const parts = text.split(/,|;| \+ | and /).map((part) => ({ found: findOne(part), count: countIn(part) }));
  const known = parts.filter(({ found }) => found !== undefined);
  return known.toSorted((a, b) => b.count - a.count)[0]?.found;
}

function findOne(text: string): Accelerator | undefined {
  const words = new Set(wordsOf(text));
  let best: { readonly index: number; readonly score: number } | undefined;
  entries.forEach((entry, index) => {
    const score = Math.max(...entry.words.map((name) => matchedWords(name.split(' '), words)));
    // Among equals, the one whose own name shares more with the text, then the first.
    const total = score === 0 ? 0 : score + matchedSome(entry, words) / 100;
    if (total > 0 && total > (best?.score ?? 0)) best = { index, score: total };
  });
  const entry = best === undefined ? undefined : entries[best.index];
  const accelerator = best === undefined ? undefined : ACCELERATORS[best.index];
  return entry === undefined || accelerator === undefined ? undefined : asStated(accelerator, entry, text);
}

function matchedWords(name: readonly string[], words: ReadonlySet<string>): number {
  return name.every((word) => words.has(word)) ? name.length : 0;
}

function matchedSome(entry: Entry, words: ReadonlySet<string>): number {
  return wordsOf(entry.name).filter((word) => words.has(word)).length;
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replace(/(?<![a-z\d])(\d+)\s*(?:gib|gb|g)\b/g, '$1gb')
    .replace(/(\d)[\s-]*cores?\b/g, '$1')
    .replace(/\b(?:sxm)\d\b/g, 'sxm')
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/^\d+x(?=[a-z])/, '').replace(/(?<=\d)x\d+$/, ''))
    .flatMap((word) => {
      const parts = /^(?:(rtx|gtx|rx)(\d.*)|([ahb]\d+)(sxm|pcie|nvl)\d*|(\d{4})(ti|super|xtx|xt)|(m\d)(pro|max|ultra))$/.exec(
        word,
      );
      return parts === null ? [word] : parts.slice(1).filter((part) => part !== undefined);
    })
    .filter((word) => word !== '');
}

function countIn(text: string): number {
  const count = /\bx\s?(\d+)\b/i.exec(text)?.[1] ?? /\b(\d+)\s?x\b/i.exec(text)?.[1];
  return count === undefined ? 1 : Number(count);
}

/** Memory, power and cores as the text says, where plausible for the chip. */
function asStated(accelerator: Accelerator, entry: Entry, text: string): Accelerator {
  const memory = stated(text, /(\d+)\s*gi?b\b(?!\/s)/gi) * 1e9;
  const watts = stated(text, /(\d{2,4})\s?w\b/gi);
  const cores = stated(text, /(\d+)[\s-]*(?:gpu[\s-]*)?cores?\b/gi);
  const ownCores = 'gpu_cores' in entry ? entry.gpu_cores : undefined;
  const share = ownCores === undefined || Number.isNaN(cores) ? 1 : cores / ownCores;
  const isMemoryPlausible =
    memory / accelerator.memory > (ownCores === undefined ? 0.4 : 0.02) && memory / accelerator.memory < 2.5;
  return {
    ...accelerator,
    peak: { ...accelerator.peak, bf16: accelerator.peak.bf16 * share },
    memory: isMemoryPlausible ? memory : accelerator.memory,
    boardPower: watts > accelerator.boardPower * 0.4 && watts < accelerator.boardPower * 1.6 ? watts : accelerator.boardPower,
  };
}

/** The last of the numbers that match; NaN without one. */
function stated(text: string, pattern: RegExp): number {
  return Number([...text.matchAll(pattern)].at(-1)?.[1] ?? Number.NaN);
}

function acceleratorOf(entry: Entry): Accelerator {
  return {
    name: entry.name,
    generation: entry.generation as Generation,
    releaseYear: entry.release_year,
    peak: {
      bf16: entry.bf16_tflops * 1e12,
      fp8: entry.fp8_tflops === null ? undefined : entry.fp8_tflops * 1e12,
      fp4: entry.fp4_tflops === null ? undefined : entry.fp4_tflops * 1e12,
    },
    bestMatmul: entry.best_bf16_matmul_tflops === null ? undefined : entry.best_bf16_matmul_tflops * 1e12,
    memory: entry.memory_gb * 1e9,
    memoryBandwidth: entry.memory_gb_per_second * 1e9,
    fabricGpus: entry.fabric_gpus,
    fabricBandwidth: entry.fabric_gb_per_second * 1e9,
    fabricLatency: entry.fabric_latency_us * 1e-6,
    networkBandwidth: (entry.network_gbit_per_second / 8) * 1e9,
    networkLatency: NETWORK_LATENCY,
    boardPower: entry.board_watts,
    source: entry.source,
    asOf: entry.as_of,
  };
}
