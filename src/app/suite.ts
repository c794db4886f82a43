// The suite as a Run names it: its version and the hash of every shader. Rests on kernels/.
import { SUITE_VERSION } from '../contract/suite.ts';
import type { Run } from '../contract/run.ts';
import { CATALOGUE } from '../kernels/catalogue.ts';
import { FILL_SOURCE } from '../kernels/fill.ts';

/** SHA-256 of a text's UTF-8 bytes, in hex. Needs a secure context, as WebGPU does. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function describeSuite(): Promise<Run['suite']> {
  const sources = new Map([
    [FILL_SOURCE.file, FILL_SOURCE.source],
    ...CATALOGUE.map(({ file, source }) => [file, source] as const),
  ]);
  const files = [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const shaders = await Promise.all(files.map(async ([file, source]) => ({ file, sha256: await sha256(source) })));
  return { version: SUITE_VERSION, shaders };
}
