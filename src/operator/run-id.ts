// The run that the operator means: its id, or its permalink.
import { UsageError } from './verb.ts';

/** Throws UsageError. */
export function runId(word: string | undefined): string {
  const [id] = /[0-9a-f]{32}$/.exec(word?.replace(/[/#?]+$/, '') ?? '') ?? [];
  if (id === undefined) throw new UsageError(`ID must be a run's 32 digits or its permalink; found ${JSON.stringify(word)}.`);
  return id;
}

/** A whole number from 1 to 10,000, or the default. Throws UsageError. */
export function limitOf(flags: ReadonlyMap<string, string>, standard: number): number {
  const text = flags.get('limit');
  if (text === undefined) return standard;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 10_000)
    throw new UsageError(`--limit must be a whole number from 1 to 10000; found ${JSON.stringify(text)}.`);
  return limit;
}
