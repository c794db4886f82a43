// Files that are there whole or not at all, also after a power cut.
import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** Puts a finished file in another's place: its bytes are on the disk before its name is. */
export function putInPlace(finished: string, place: string): void {
  synchronise(finished);
  renameSync(finished, place);
  synchronise(dirname(place));
}

/** A file's bytes, or a folder's names. */
export function synchronise(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
