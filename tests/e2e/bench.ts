// The command under test, as a user's shell runs it.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { submissionSchema, type Submission } from '../../src/contract/api.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = join(import.meta.dirname, '..', '..');

export function bench(...flags: readonly string[]): Promise<Ended> {
  const parameters = ['--import', './scripts/wgsl-hook.mjs', 'src/cli/main.ts', ...flags];
  return new Promise((resolve) => {
    execFile(process.execPath, parameters, { cwd: ROOT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}

/** A path in a new folder of the system's temporary one. */
export function freshPath(name: string): string {
  return join(mkdtempSync(join(tmpdir(), 'scalewall-bench-')), name);
}

export function readSubmission(path: string): Submission {
  return submissionSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
