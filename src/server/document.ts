// A submission's text as it is stored: gzip of UTF-8, which every tool reads; a full run shrinks to an eighth.
import { gunzip, gunzipSync, gzipSync } from 'node:zlib';
import { promisify } from 'node:util';
import type { SizeSummary } from '../contract/summary.ts';

/** What is stored of a submission beside its row. */
export interface StoredDocument {
  /** The submission's text, compressed. */
  readonly body: Uint8Array;
  /** The sizes of its summary as JSON, compressed: what comparisons read. */
  readonly sizes: Uint8Array;
}

/** Level 6 takes twice level 1's time for a quarter less. */
const LEVEL = 1;

/** At once, as Node's own way through another thread costs this one more than to compress a small text. */
export function compressDocument(text: string): Uint8Array {
  return gzipSync(text, { level: LEVEL });
}

export function storedDocument(text: string, sizes: readonly SizeSummary[]): StoredDocument {
  return { body: compressDocument(text), sizes: compressDocument(JSON.stringify(sizes)) };
}

/** Rejects where the bytes are not what `compressDocument` made. */
export async function readDocument(body: Uint8Array): Promise<string> {
  return (await promisify(gunzip)(body)).toString('utf8');
}

/** A full run's sizes are this long, so they are read in one piece. */
const SIZES_BYTES = 65_536;

/** JSON text of the sizes. At once: to read those of five runs through other threads took up to 30 ms where the garbage collector came in between. */
export function readSizes(sizes: Uint8Array): string {
  return gunzipSync(sizes, { chunkSize: SIZES_BYTES }).toString('utf8');
}
