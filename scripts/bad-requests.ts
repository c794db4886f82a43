// npm run test:requests: 20,000 bad requests against the service in its own process, with a table of what came back. Ends with 1
// where one was answered with 5xx or left hanging, a row changed, or memory grew.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ordeal } from '../tests/server/requests/ordeal.ts';
import { startServer } from '../tests/server/requests/server-under-requests.ts';
import { validSubmission } from '../tests/server/requests/valid-submission.ts';

const COUNT = Number(process.argv[2] ?? 20_000);
const SEED = Number(process.argv[3] ?? 1);
/** Live bytes of each thread after a full collection: 300 a request would be a leak of one small object each. */
const MOST_LIVE_GROWTH = 4 * 1024 * 1024;
/** The process's own pages: allocators fill their stocks in the first 13,000 requests (bodies of up to 8 MB) and keep them. */
const MOST_RESIDENT_GROWTH = 64 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'scalewall-requests-'));
const server = await startServer(folder);
const began = performance.now();
const result = await ordeal(server, validSubmission(), COUNT, SEED);
const seconds = (performance.now() - began) / 1000;
await server.stop();
rmSync(folder, { recursive: true });

for (const [family, statuses] of [...result.replies].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  const words = [...statuses].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([status, count]) => `${status} × ${count}`);
  console.log(`${family.padEnd(14)} ${words.join(', ')}`);
}
const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const live = result.end.liveBytes - result.warm.liveBytes;
const mostLive = MOST_LIVE_GROWTH * result.end.threads;
const resident = result.end.residentBytes - result.warm.residentBytes;
console.log(`${COUNT} requests in ${seconds.toFixed(0)} s; 5xx or left hanging: ${result.failures.length}`);
for (const failure of result.failures.slice(0, 40)) console.log(`  ${failure}`);
console.log(`rows of all tables ${result.isUnchanged ? 'the same before and after' : 'CHANGED'}`);
console.log(
  `live memory of ${result.end.threads} threads ${mib(result.warm.liveBytes)} → ${mib(result.end.liveBytes)} (${mib(live)}, bound ${mib(mostLive)})`,
);
console.log(
  `resident ${mib(result.warm.residentBytes)} → ${mib(result.end.residentBytes)} (${mib(resident)}, bound ${mib(MOST_RESIDENT_GROWTH)})`,
);
console.log(`answers afterwards: ${result.answersAfterwards ? 'yes' : 'NO'}`);
const isGood =
  result.failures.length === 0 &&
  result.isUnchanged &&
  result.answersAfterwards &&
  result.end.threads === result.warm.threads &&
  live < mostLive &&
  resident < MOST_RESIDENT_GROWTH;
process.exitCode = isGood ? 0 : 1;
