// The court: each opening gets its own verdict, whatever became of those before it.
import { afterEach, expect, test } from 'vitest';
import type { Question } from '../../src/proof/verdict.ts';
import { ProofJudge } from '../../src/server/proof-judge.ts';

const open: ProofJudge[] = [];
afterEach(async () => {
  for (const judge of open.splice(0)) await judge.close();
});

function judgeWithin(milliseconds: number): (asked: { milliseconds: number; verdict: 'holds' | 'refused' }) => Promise<unknown> {
  const judge = new ProofJudge({ worker: new URL('./late-verdict-worker.ts', import.meta.url), milliseconds });
  open.push(judge);
  // The planted thread reads these two fields and no other.
  return (asked) => judge.judge(asked as unknown as Question, new Uint8Array());
}

test('a verdict that comes after its time settles no other opening', async () => {
  const judge = judgeWithin(1000);
  await judge({ milliseconds: 1, verdict: 'holds' });
  const late = judge({ milliseconds: 900, verdict: 'holds' });
  const garbage = judge({ milliseconds: 300, verdict: 'refused' });
  const honest = judge({ milliseconds: 300, verdict: 'holds' });
  // This thread is busy while the verdict arrives and while its time runs out, so that both are found at once.
  await new Promise<void>((resolve) => {
    setTimeout(
      () =>
        setImmediate(() => {
          const end = Date.now() + 400;
          while (Date.now() < end);
          resolve();
        }),
      800,
    );
  });
  expect(['failed', 'holds']).toContain(((await late) as { kind: string }).kind);
  expect(await garbage).toEqual({ kind: 'refused', reason: 'planted' });
  expect(await honest).toEqual({ kind: 'holds' });
});

test('an opening that takes too long fails alone, and the next one gets a thread', async () => {
  const judge = judgeWithin(200);
  const slow = judge({ milliseconds: 2000, verdict: 'holds' });
  const next = judge({ milliseconds: 1, verdict: 'refused' });
  expect(await slow).toMatchObject({ kind: 'failed' });
  expect(await next).toEqual({ kind: 'refused', reason: 'planted' });
});
