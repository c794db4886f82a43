// A dump as it lies in a folder, read by whoever loads it: its manifest, its checksums, its lines.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { dumpManifestSchema, type DumpManifest } from '../contract/dumps.ts';
import { StartError } from '../server/start-error.ts';
import { CHECKSUMS, MANIFEST } from './dump.ts';

/** A document has at most 4 MiB, its line little more. */
const LONGEST_LINE_BYTES = 8 * 1024 * 1024;

/** Reads the manifest and holds every file against its checksum. Throws StartError with the first file that differs. */
export async function verifiedManifest(folder: string): Promise<DumpManifest> {
  const listed = await readListed(folder);
  for (const [name, expected] of listed) {
    const found = await sha256(join(folder, name));
    if (found !== expected) throw new StartError(`${name} of the dump must have the checksum ${expected}; it has ${found}.`);
  }
  const manifest = dumpManifestSchema.safeParse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
  if (!manifest.success) throw new StartError(`${MANIFEST} is not one that this version reads: ${manifest.error.message}`);
  const missing = [...manifest.data.files.map(({ name }) => name), MANIFEST].find((name) => !listed.has(name));
  if (missing !== undefined) throw new StartError(`${CHECKSUMS} has no line for ${missing}.`);
  return manifest.data;
}

async function readListed(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(folder, CHECKSUMS), 'utf8').catch((error: unknown) => {
    throw new StartError(`${folder} must be the folder of a dump; it has no ${CHECKSUMS} to read.`, { cause: error });
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, sum, name] = /^([0-9a-f]{64}) {2}([A-Za-z0-9][A-Za-z0-9_.-]*)$/.exec(line) ?? [];
      if (sum === undefined || name === undefined)
        throw new StartError(`${CHECKSUMS} has a line that is no checksum: ${line.slice(0, 100)}`);
      return [name, sum];
    }),
  );
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch (error) {
    return `none, as it cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
  return hash.digest('hex');
}

/**
 * Lines of a file that ends in `.gz` or not. Only LF ends a line: JSON may hold U+2028, at which node:readline would cut.
 * Throws StartError at a line that is too long.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const source: AsyncIterable<Buffer> = path.endsWith('.gz') ? unzipped(file) : file;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...waiting, chunk.subarray(from, end)]).toString('utf8');
      waiting = [];
      waitingBytes = 0;
      from = end + 1;
    }
    waiting.push(chunk.subarray(from));
    waitingBytes += chunk.length - from;
    if (waitingBytes > LONGEST_LINE_BYTES) throw new StartError(`A line of ${path} is longer than ${LONGEST_LINE_BYTES} bytes.`);
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting).toString('utf8');
}

function unzipped(file: Readable): Readable {
  const gunzip = createGunzip();
  file.once('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}
