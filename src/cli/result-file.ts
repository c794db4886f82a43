// The result document on disk: its place is taken before the measuring, so that a full disk or a forbidden folder is
// found early, and it appears whole or not at all.
import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { MAX_SUBMISSION_BYTES } from '../contract/api.ts';

export interface ResultFile {
  readonly path: string;
  /** Puts the text in place and returns where it is; in the system's temporary folder if this place has failed meanwhile. */
  keep(text: string): KeptResult;
  /** Gives the place up. */
  release(): void;
}

export interface KeptResult {
  readonly path: string;
  /** Why it is not where it was asked for; undefined where it is. */
  readonly trouble: string | undefined;
}

export type ReservedFile =
  | { readonly kind: 'reserved'; readonly file: ResultFile }
  | { readonly kind: 'impossible'; readonly detail: string };

/** Takes MAX_SUBMISSION_BYTES beside `path`; a file that stands there stays until the result replaces it. */
export function reserveFile(path: string): ReservedFile {
  const target = resolve(path);
  const existing = statSync(target, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isFile()) {
    return {
      kind: 'impossible',
      detail: `${target} is ${existing.isDirectory() ? 'a folder' : 'not a plain file'}; for standard output use --json -`,
    };
  }
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  try {
    writeDurably(draft, 'wx', Buffer.alloc(MAX_SUBMISSION_BYTES));
  } catch (error) {
    rmSync(draft, { force: true });
    return { kind: 'impossible', detail: `${target} cannot be written: ${messageOf(error)}` };
  }
  const release = (): void => rmSync(draft, { force: true });
  process.once('exit', release); // also after a second Ctrl-C
  return { kind: 'reserved', file: { path: target, keep: (text) => keep(text, draft, target), release } };
}

/** A new file in the system's temporary folder, for a result that has no other place. */
export function keepInTemporaryFolder(text: string, trouble?: string): KeptResult {
  const path = join(tmpdir(), `scalewall-${new Date().toISOString().replaceAll(':', '-')}-${process.pid}.json`);
  writeDurably(path, 'wx', Buffer.from(text));
  return { path, trouble };
}

function keep(text: string, draft: string, target: string): KeptResult {
  try {
    // Written over the reserved blocks, which nobody else can have taken.
    writeDurably(draft, 'r+', Buffer.from(text));
    renameSync(draft, target);
    return { path: target, trouble: undefined };
  } catch (error) {
    return keepInTemporaryFolder(text, `${target} cannot be written: ${messageOf(error)}`);
  }
}

function writeDurably(path: string, flags: 'wx' | 'r+', bytes: Buffer): void {
  const file = openSync(path, flags, 0o644);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    ftruncateSync(file, bytes.length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
