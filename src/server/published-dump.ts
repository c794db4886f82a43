// The newest dump in a folder of dumps, as `npm run operator -- dump` leaves it: what `latest` points to. Looked at on every
// request, so that a new dump is served without a restart; its files are named by its manifest alone.
import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { dumpManifestSchema, type DumpFile, type DumpManifest } from '../contract/dumps.ts';

export interface PublishedDump {
  readonly folder: string;
  readonly manifest: DumpManifest;
  /** The manifest's files, then the manifest and the checksums themselves. */
  readonly files: readonly DumpFile[];
}

/** A name that `dump` gives; nothing that leads out of the folder of dumps. */
const DUMP_NAME = /^[0-9A-Za-z][0-9A-Za-z.-]{0,60}$/;

export class DumpShelf {
  readonly #parent: string | undefined;
  #known: PublishedDump | undefined;

  /** `parent` is the folder that holds the dumps; undefined where there is none. */
  constructor(parent: string | undefined) {
    this.#parent = parent;
  }

  /** Undefined where there is no dump yet, or none of this version's form. */
  async newest(): Promise<PublishedDump | undefined> {
    if (this.#parent === undefined) return undefined;
    const name = await readlink(join(this.#parent, 'latest')).catch(() => undefined);
    if (name === undefined || !DUMP_NAME.test(name)) return undefined;
    const folder = join(this.#parent, name);
    if (this.#known?.folder !== folder) this.#known = await readDump(folder);
    return this.#known;
  }
}

async function readDump(folder: string): Promise<PublishedDump | undefined> {
  try {
    const [manifestText, sums] = await Promise.all([
      readFile(join(folder, 'manifest.json')),
      readFile(join(folder, 'SHA256SUMS')),
    ]);
    const manifest = dumpManifestSchema.parse(JSON.parse(manifestText.toString('utf8')));
    const files = [
      ...manifest.files,
      ofText('manifest.json', 'application/json', manifestText),
      ofText('SHA256SUMS', 'text/plain; charset=utf-8', sums),
    ];
    return { folder, manifest, files };
  } catch {
    // A folder that is being removed, or a dump of another version: as good as none.
    return undefined;
  }
}

function ofText(name: string, type: string, content: Uint8Array): DumpFile {
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), type, rows: null };
}
