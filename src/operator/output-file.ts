// A file being written: appended in order, hashed and counted on the way, on the disk when closed.
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { once } from 'node:events';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { DumpFile } from '../contract/dumps.ts';

/** Bytes gathered before they are written. */
const CHUNK_BYTES = 256 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  gz: 'application/gzip',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  jsonl: 'application/jsonl; charset=utf-8',
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
};

export class OutputFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  /** Rejects where the file exists. */
  static async create(path: string): Promise<OutputFile> {
    return new OutputFile(await open(path, 'wx'), path);
  }

  /** The bytes are taken over: the caller changes them no more. */
  async write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= CHUNK_BYTES) await this.#flush();
  }

  /** `rows` is what the manifest says of the content. */
  async close(rows: number | null): Promise<DumpFile> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    const name = basename(this.#path);
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8';
    return { name, bytes: this.#bytes, sha256: this.#hash.digest('hex'), type, rows };
  }

  /** Closes without finishing. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {});
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    for (let from = 0; from < bytes.length;) from += (await this.#handle.write(bytes, from)).bytesWritten;
  }
}

/** Lines of text, compressed as one gzip member, which browsers insist on. */
export class GzippedLines {
  readonly #file: OutputFile;
  readonly #gzip = createGzip();
  readonly #done: Promise<void>;
  #lines = 0;

  constructor(file: OutputFile) {
    this.#file = file;
    this.#done = pipeline(this.#gzip, async (source: AsyncIterable<Uint8Array>) => {
      for await (const chunk of source) await file.write(chunk);
    });
    // Whoever writes or closes next gets the error.
    this.#done.catch(() => {});
  }

  async add(line: string): Promise<void> {
    this.#lines++;
    if (!this.#gzip.write(`${line}\n`)) await Promise.race([once(this.#gzip, 'drain'), this.#done]);
  }

  async close(): Promise<DumpFile> {
    this.#gzip.end();
    await this.#done;
    return this.#file.close(this.#lines);
  }
}
