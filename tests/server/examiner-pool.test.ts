// Examination in threads says what examination here says, and takes on no more than it can.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import { readDocument, readSizes } from '../../src/server/document.ts';
import { examine } from '../../src/server/examination.ts';
import { ExaminerPool, type PoolOptions } from '../../src/server/examiner-pool.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { NOW, submissionOf, summarise } from './application.ts';

function openPool(options: PoolOptions): ExaminerPool {
  const pool = new ExaminerPool(options);
  onTestFinished(() => pool.close());
  return pool;
}

const text = (seed: number) => JSON.stringify(submissionOf(buildRun({ seed, sampleCount: 2 })));

/** With its document as texts. */
const opened = async (one: Awaited<ReturnType<ExaminerPool['examine']>>) =>
  one?.kind === 'valid' ? { ...one, document: await readDocument(one.document.body), sizes: readSizes(one.document.sizes) } : one;

/** Until the thread takes documents. */
async function settled(pool: ExaminerPool): Promise<void> {
  while ((await pool.examine(text(9), NOW)) === undefined) await pause(20);
}

describe('examination in threads', () => {
  test('is the same as here, for what is stored and for every kind of refusal', async () => {
    const pool = openPool({ threads: 1, mostHere: 0 });
    const valid = text(1);
    const texts = [
      valid,
      '{',
      '{}',
      valid.replace(/"digest":"sha256:./, '"digest":"sha256:x'),
      valid.replace('"seed":1', '"seed":2'),
      valid.replace('"sizes_measured":', '"sizes_measured":1'),
    ];
    const knowledge = { suiteVersions: [SUITE_VERSION], composition: ladderComposition, now: NOW };
    const there = await Promise.all(texts.map((one) => pool.examine(one, NOW)));
    const here = texts.map((one) => examine(one, knowledge, summarise));
    expect(await Promise.all(there.map(opened))).toEqual(await Promise.all(here.map(opened)));
    expect(new Set(there.map((examined) => examined?.kind))).toEqual(new Set(['valid', 'refused']));
  });

  test('what finds no place in a thread is done here if it is small, else waits, up to a bound', async () => {
    const size = text(1).length;
    // A thread that has just been started takes nothing yet.
    expect(await openPool({ threads: 1 }).examine(text(1), NOW)).toBeUndefined();
    const large = openPool({ threads: 1, mostHere: 0, mostAhead: 0, mostWaiting: 2 * size + 100 });
    await settled(large);
    const waited = await Promise.all([1, 2, 3, 4].map((seed) => large.examine(text(seed), NOW)));
    expect(waited.map((examined) => examined?.kind)).toEqual(['valid', 'valid', 'valid', 'busy']);
    expect((await large.examine(text(5), NOW))?.kind).toBe('valid');
  });

  test('small documents stay here while few wait, though a thread is free; the others help with more', async () => {
    const pool = openPool({ threads: 1, fewHere: 4 });
    // The thread starts with the first document, and does a large one when it is ready.
    const padded = text(1).replace('{', `{${' '.repeat(200_000)}`);
    expect((await pool.examine(padded, NOW))?.kind).toBe('valid');
    const examined = (count: number) => Promise.all(Array.from({ length: count }, () => pool.examine(text(1), NOW)));
    expect(await examined(4)).toEqual([undefined, undefined, undefined, undefined]);
    expect((await examined(12)).some((one) => one?.kind === 'valid')).toBe(true);
  });

  test('a pool that is closed gives up what waits', async () => {
    const pool = new ExaminerPool({ threads: 1, mostHere: 0 });
    const asked = pool.examine(text(1), NOW).catch((error: unknown) => String(error));
    await pool.close();
    expect(await asked).toMatch(/the service stops|a thread .* ended/);
  });
});
