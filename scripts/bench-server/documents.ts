// Distinct valid result documents, as many as a load needs: some base runs, each repeated with other start times, every one with its
// own true digest. A start time changes the digest and nothing that is derived, so a base's summary holds for all of its documents;
// the first and the last of every base are validated as the service validates.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { submissionSchema } from '../../src/contract/api.ts';
import { canonicalJson } from '../../src/contract/canonical.ts';
import type { Run } from '../../src/contract/run.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import { validateSubmission } from '../../src/server/validate.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { buildRun } from '../../tests/fixtures/run-builder.ts';

export interface Documents {
  readonly name: string;
  readonly bytes: number;
  /** Another document at each call. */
  next(): Buffer;
  /** Makes the next documents ahead, so that making them takes no time from what is measured. */
  prepare(count: number): void;
}

const EARLIEST = Date.parse('2026-01-02T00:00:00.000Z');
const BASES = 16;

/** A quick run of one size in one phase: the smallest that says something of a model. */
export function oneSize(): Documents {
  return documents(
    'a quick run of 1 of the 19 sizes, prefill',
    Array.from({ length: BASES }, (_, seed) => buildRun({ seed: seed + 1, sizes: ['llama-2-7b'], phases: ['prefill'] })),
  );
}

/** A quick run of two sizes and two phases: the smallest that compares a small model and a large one. */
export function twoSizes(): Documents {
  return documents(
    'a quick run of 2 of the 19 sizes',
    Array.from({ length: BASES }, (_, seed) => buildRun({ seed: seed + 1 })),
  );
}

/** The recorded run of the page: a quick run of every size in every phase, measured on the software adapter. */
export function recorded(): Documents {
  const file = new URL('../../public/recorded-run.json', import.meta.url);
  return documents('the recorded quick run of 19 sizes', [submissionSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).run]);
}

/** Every size in every phase, with twice the samples of a quick run. */
export function full(): Documents {
  const sizes = LADDER.map(({ id }) => id);
  const run = buildRun({ sizes, phases: ['prefill', 'decode', 'train'], sampleCount: 15 });
  return documents('a full run of 19 sizes', [{ ...run, length: 'full' }]);
}

function documents(name: string, runs: readonly Run[]): Documents {
  const bases = runs.map(templateOf);
  const [first] = bases;
  if (first === undefined) throw new Error(`no run for ${name}`);
  for (const base of bases) for (const index of [0, 100_000]) assertValid(base(index), name);
  // A start of its own for each process that runs this, so that two in a row on one database do not meet.
  let count = 0;
  const make = () => {
    const index = count++;
    return (bases[index % bases.length] ?? first)(Math.floor(index / bases.length) + 1);
  };
  let ahead: Buffer[] = [];
  return {
    name,
    bytes: first(0).length,
    next: () => ahead.pop() ?? make(),
    prepare: (wanted) => {
      ahead = Array.from({ length: wanted }, make);
    },
  };
}

/** The document of a run that started `index` milliseconds later. */
function templateOf(run: Run): (index: number) => Buffer {
  const place = '2026-01-01T11:11:11.111Z';
  const at = { ...run, started_at: place };
  const canonical = split(canonicalJson(at), place);
  const text = split(
    JSON.stringify({ schema_version: 1, kind: 'scalewall-result', digest: 'sha256:?', run: at, summary: publishedSummary(at) }),
    place,
  );
  return (index) => {
    const started = new Date(EARLIEST + index).toISOString();
    const digest = createHash('sha256').update(canonical[0]).update(started).update(canonical[1]).digest('hex');
    return Buffer.from(`${text[0].replace('sha256:?', `sha256:${digest}`)}${started}${text[1]}`);
  };
}

function split(text: string, place: string): readonly [string, string] {
  const [before, after, surplus] = text.split(place);
  if (before === undefined || after === undefined || surplus !== undefined)
    throw new Error(`${place} must stand once in a document`);
  return [before, after];
}

function assertValid(document: Buffer, name: string): void {
  const knowledge = { suiteVersions: [SUITE_VERSION], composition: ladderComposition, now: new Date() };
  const verdict = validateSubmission(document.toString(), knowledge, publishedSummary);
  if (verdict.kind !== 'valid') throw new Error(`${name} must be valid; the service says ${verdict.error.message}`);
}
