// Remembers which kernels won on an adapter, so that the next run there needs no contests. Rests on contract/.
// The store is a port: the page has one, headless runs and tests have none. Nothing in it is trusted: what does not
// parse, or was kept for anything else, counts as nothing, and the tuner verifies every choice before it uses it.
import { choicesSchema } from '../contract/choices.ts';
import type { Run, Tuning } from '../contract/run.ts';
import type { EarlierChoices } from './tuner.ts';

/** One text, kept from visit to visit; may lose it at any time, and never throws. */
export interface ChoiceStore {
  load(): string | undefined;
  save(text: string): void;
}

/** What choices hold for. */
export type ChoiceScope = Pick<Run, 'device' | 'suite' | 'precision'>;

/** Kernel ids by class and size class; empty where nothing fitting was kept. */
export function earlierChoices(store: ChoiceStore | undefined, scope: ChoiceScope): EarlierChoices {
  const kept = choicesSchema.safeParse(parsed(store?.load()));
  if (!kept.success || kept.data.key !== keyOf(scope)) return new Map();
  return new Map(kept.data.choices.map((choice) => [`${choice.class}/${choice.size_class}`, choice.kernel]));
}

/** Keeps what was chosen by timing, now or earlier, in place of whatever was kept; nothing where nothing was. */
export function keepChoices(store: ChoiceStore | undefined, scope: ChoiceScope, tuning: readonly Tuning[]): void {
  const choices = tuning
    .filter(({ from }) => from !== 'default')
    .map(({ class: className, size_class, kernel }) => ({ class: className, size_class, kernel }));
  if (choices.length > 0) store?.save(JSON.stringify({ key: keyOf(scope), choices }));
}

function keyOf({ device, suite, precision }: ChoiceScope): string {
  const { vendor, architecture, description } = device.gpu;
  const shaders = suite.shaders.map(({ file, sha256 }) => `${file} ${sha256}`);
  return JSON.stringify([vendor, architecture, description, device.host.browser, suite.version, precision, ...shaders]);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
