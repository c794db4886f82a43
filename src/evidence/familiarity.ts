// Under which conditions a group's rows were measured, and how much less is known under others. Rests on cluster/.
// A software stack that nobody has published is not a line through those that were.
import { findAccelerator } from '../cluster/accelerators.ts';
import type { EvidenceGroup, Row } from './evidence.ts';

/** By group: `generation hopper`, `backend CUDA`, `browser Chrome` … */
export type Familiar = Readonly<Record<string, readonly string[]>>;

/**
 * Of the half-width, for each condition that is new to the group. Fits that leave out a whole software stack (all of
 * MosaicML's, all of Megatron's families …) miss it by 1.2 to 1.6 times what they miss single families by.
 */
const WIDENING = 1.4;
/** Conditions go together (a new vendor has new software): beyond two, no more is lost. */
const MOST_STRANGE = 2;
/** Software that shares its kernels and schedules; any other is known by its first word. */
const STACKS: readonly (readonly [RegExp, string])[] = [
  [/megatron|nemo/i, 'Megatron'],
  [/composer|foundry/i, 'Composer'],
  [/tensorrt|trt-?llm|\bnim\b/i, 'TensorRT-LLM'],
  [/llama\.?cpp|ggml/i, 'llama.cpp'],
  [/maxtext|jax/i, 'JAX'],
];
/** A browser or its driver that no row tells of: anything within a factor of four either way. */
const UNKNOWN_BROWSER = Math.log(4);

export function familiarOf(rows: readonly { readonly group: EvidenceGroup; readonly row: Row }[]): Familiar {
  const groups = Map.groupBy(rows, ({ group }) => group);
  return Object.fromEntries(
    [...groups].map(([group, own]) => [group, [...new Set(own.flatMap(({ row }) => conditionsOf(row)))].toSorted()]),
  );
}

/** The half-width under the row's conditions; `notes` says what is new. */
export function widened(
  halfWidth: number,
  group: EvidenceGroup,
  row: Row,
  familiar: Familiar,
): { readonly halfWidth: number; readonly notes: readonly string[] } {
  const known = familiar[group] ?? [];
  const strange = conditionsOf(row).filter((condition) => !known.includes(condition));
  const wide = halfWidth * WIDENING ** Math.min(MOST_STRANGE, strange.length);
  const isUnknownBrowser = strange.some((condition) => condition.startsWith('browser'));
  return {
    halfWidth: isUnknownBrowser ? Math.max(halfWidth, UNKNOWN_BROWSER) : wide,
    notes: strange.map((condition) => `no published ${group} row with ${condition}`),
  };
}

export function isLayoutTold(row: Row): boolean {
  return ['tp', 'pp', 'dp', 'ep', 'sharding', 'micro_batch', 'act_ckpt'].some((column) => (row[column] ?? '') !== '');
}

function conditionsOf(row: Row): readonly string[] {
  const accelerator = findAccelerator(row['hardware'] ?? '');
  const backend = row['backend'] ?? '';
  const browser = engineOf(row['browser'] ?? '');
  const software = softwareOf(row['framework'] ?? row['engine'] ?? '');
  return [
    ...(software === '' ? [] : [`software ${software}`]),
    `generation ${accelerator?.generation ?? 'unknown'}`,
    // A laptop's chip has the name of a desktop's, and a power limit that its maker chose.
    ...(/mobile|laptop|max-?q/i.test(row['hardware'] ?? '') ? ['mobile chip'] : []),
    ...(backend === '' ? [] : [`backend ${backend}`]),
    ...(browser === '' ? [] : [`browser ${browser}`]),
  ];
}

function softwareOf(text: string): string {
  const stack = STACKS.find(([pattern]) => pattern.test(text));
  return stack?.[1] ?? /[a-z][a-z.]*/i.exec(text)?.[0].toLowerCase() ?? '';
}

/** Browsers of one engine share their WebGPU implementation. */
function engineOf(browser: string): string {
  if (/chrom|edge|opera|brave/i.test(browser)) return 'Chromium';
  if (/safari|webkit/i.test(browser)) return 'WebKit';
  return /firefox|gecko/i.test(browser) ? 'Gecko' : (/[a-z]+/i.exec(browser)?.[0] ?? '');
}
