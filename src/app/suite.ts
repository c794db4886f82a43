// The suite as a Run names it: its version and the hash of every shader. Rests on kernels/.
import { SUITE_VERSION } from '../contract/suite.ts';
import type { Run } from '../contract/run.ts';
import { CATALOGUE } from '../kernels/catalogue.ts';
import { passesOf } from '../kernels/kernel.ts';
import { FILL_SOURCE } from '../kernels/fill.ts';
import { sha256 } from './digest.ts';

export async function describeSuite(): Promise<Run['suite']> {
  const sources = new Map([
    [FILL_SOURCE.file, FILL_SOURCE.source],
    ...CATALOGUE.flatMap(passesOf).map(({ file, source }) => [file, source] as const),
  ]);
  const files = [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const shaders = await Promise.all(files.map(async ([file, source]) => ({ file, sha256: await sha256(source) })));
  return { version: SUITE_VERSION, shaders };
}
