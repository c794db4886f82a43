// Bad requests of every family against the service in its own process: no 5xx, none left hanging, nothing stored, memory flat.
// 20,000 of them with a table: npm run test:requests.
import { expect, test } from 'vitest';
import { ordeal } from './requests/ordeal.ts';
import { startServer } from './requests/server-under-requests.ts';
import { validSubmission } from './requests/valid-submission.ts';
import { temporaryFolder } from './temporary-folder.ts';

const COUNT = 1_500;
/** In each thread: compiled code of rare paths comes late; a leak of four kilobytes a request would be more. */
const MOST_GROWTH_BYTES = 4 * 1024 * 1024;

test(`${COUNT} bad requests leave the service as it was`, { timeout: 240_000 }, async () => {
  const server = await startServer(temporaryFolder());
  try {
    const result = await ordeal(server, validSubmission(), COUNT, 20261124);
    expect(result.failures).toEqual([]);
    expect(result.isUnchanged).toBe(true);
    expect(result.answersAfterwards).toBe(true);
    expect(result.replies.size).toBeGreaterThan(12);
    expect(result.end.threads).toBe(result.warm.threads);
    expect(result.end.liveBytes - result.warm.liveBytes).toBeLessThan(result.end.threads * MOST_GROWTH_BYTES);
    expect(server.lines().filter((line) => /\bat .*\.ts:\d+/.test(line))).toEqual([]);
  } finally {
    await server.stop();
  }
});
