// A path as the person meant it: npm runs scripts in the package's root, wherever it was called from.
import { resolve } from 'node:path';

/** Absolute. `script` is the npm script whose caller's folder counts; without npm, the working folder does. */
export function askedPath(path: string, script: string): string {
  const caller = process.env['npm_lifecycle_event'] === script ? process.env['INIT_CWD'] : undefined;
  return resolve(caller ?? process.cwd(), path);
}
