// A submission's text as it is stored: gzip of UTF-8, which every tool reads; a full run shrinks to an eighth.
import { gunzip, gzip, gzipSync } from 'node:zlib';
import { promisify } from 'node:util';

/** Level 6 takes twice level 1's time for a quarter less. */
const LEVEL = 1;

export function compressDocument(text: string): Promise<Uint8Array> {
  return promisify(gzip)(text, { level: LEVEL });
}

/** The same, in this thread, for threads that have nothing else to do. */
export function compressHere(text: string): Uint8Array {
  return gzipSync(text, { level: LEVEL });
}

/** Rejects where the bytes are not what `compressDocument` made. */
export async function readDocument(body: Uint8Array): Promise<string> {
  return (await promisify(gunzip)(body)).toString('utf8');
}
