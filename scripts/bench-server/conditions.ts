// What the machine is and can: without it a number of requests says little.
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const FSYNC_SECONDS = 2;
const PAGE_BYTES = 4096;

/** Lines for people. `folder` is on the disk that the databases will use. */
export function conditions(folder: string): readonly string[] {
  const gibibytes = (totalmem() / 2 ** 30).toFixed(1);
  return [
    `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, ${gibibytes} GiB, Node ${process.version}`,
    `load average before the start ${loadavg()
      .map((load) => load.toFixed(2))
      .join(' ')} (client and servers share the cores)`,
    `${fsyncsPerSecond(folder).toFixed(0)} writes of 4 KiB with fsync a second, one after the other, on the disk of ${folder}`,
  ];
}

function fsyncsPerSecond(folder: string): number {
  const scratch = mkdtempSync(join(folder, 'fsync-'));
  const file = openSync(join(scratch, 'file'), 'w');
  const page = Buffer.alloc(PAGE_BYTES, 1);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < FSYNC_SECONDS * 1000) {
    writeSync(file, page);
    fsyncSync(file);
    count++;
  }
  const seconds = (performance.now() - start) / 1000;
  closeSync(file);
  rmSync(scratch, { recursive: true });
  return count / seconds;
}

/** Where temporary files go: TMPDIR, as the disk under /tmp may be memory. */
export const temporaryRoot = tmpdir;
