// Group commit and its errors, without a database: what is written together, what fails alone, what is tried again.
import { describe, expect, test } from 'vitest';
import { faultOf } from '../../src/server/database/fault.ts';
import { WriteQueue } from '../../src/server/write-queue.ts';

function queueOf(write: (batch: readonly number[]) => Promise<readonly string[]>): WriteQueue<number, string> {
  return new WriteQueue({
    write,
    isEntryFault: (error) => error instanceof RangeError,
    most: 4,
  });
}

describe('a queue of writes', () => {
  test('writes the first at once and what arrives meanwhile together, in order, never more than the most', async () => {
    const batches: (readonly number[])[] = [];
    const queue = queueOf(async (batch) => {
      batches.push(batch);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return batch.map(String);
    });
    const first = queue.add(0);
    await expect.poll(() => batches).toEqual([[0]]);
    const outcomes = await Promise.all([first, ...[1, 2, 3, 4, 5, 6].map((entry) => queue.add(entry))]);
    expect(outcomes).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(batches).toEqual([[0], [1, 2, 3, 4], [5, 6]]);
  });

  test('lets a write that follows another closely wait for company', async () => {
    const batches: (readonly number[])[] = [];
    const write = async (batch: readonly number[]) => {
      batches.push(batch);
      return batch.map(String);
    };
    const queue = new WriteQueue({ write, isEntryFault: () => false, most: 4, apartMilliseconds: 300 });
    await queue.add(0);
    const second = queue.add(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all([second, queue.add(2)]);
    expect(batches).toEqual([[0], [1, 2]]);
  });

  test('one entry’s own fault fails it alone; the others are written', async () => {
    const queue = queueOf(async (batch) => {
      if (batch.includes(2)) throw new RangeError('2 cannot be stored');
      return batch.map(String);
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((entry) => queue.add(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('a fault of the database fails all that were written together, once, and the next are tried', async () => {
    const attempts: number[] = [];
    const queue = queueOf(async (batch) => {
      attempts.push(batch.length);
      if (attempts.length === 1) throw new Error('disk full');
      return batch.map(String);
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((entry) => queue.add(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await queue.add(4)).toBe('4');
    expect(attempts).toEqual([3, 1]);
  });
});

test.each([
  [{ code: '40001' }, 'again'],
  [{ code: '40P01' }, 'again'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'again'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 517 }, 'again'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 1299 }, 'row'],
  [{ code: '22021' }, 'row'],
  [{ code: '23502' }, 'row'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'database'],
  [{ code: '53100' }, 'database'],
  [{ code: '57P01' }, 'database'],
  [{ code: 'ECONNREFUSED' }, 'database'],
  [{}, 'database'],
])('an error with %j is taken as %s', (fields, fault) => {
  expect(faultOf(Object.assign(new Error('planted'), fields))).toBe(fault);
});
