// The short version of `npm run test:crash`: under load, kills of the server, a disk that fills up, a PostgreSQL that goes away.
import { describe, expect, test } from 'vitest';
import { fillDisk } from '../crash/full-disk.ts';
import { killServerOnPostgresql, killServerOnSqlite, stopPostgresql } from '../crash/kills.ts';
import { faultsOf } from '../crash/trial.ts';
import { findPostgresql, startPostgresql } from './postgresql.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('on SQLite, two kills lose nothing and double nothing', async () => {
  expect(faultsOf(await killServerOnSqlite(temporaryFolder(), 2))).toEqual([]);
}, 60_000);

test('a disk that fills up refuses with 503, is read from meanwhile, damages nothing, and takes runs again when there is room', async () => {
  expect(faultsOf(await fillDisk(temporaryFolder()))).toEqual([]);
}, 60_000);

const binaries = findPostgresql();
describe.skipIf(binaries === undefined)(
  `PostgreSQL${binaries === undefined ? ' is skipped: not installed (no initdb found)' : ''}`,
  () => {
    test('a kill of the server and a stop of PostgreSQL lose nothing, and the server stores again by itself', async () => {
      const postgresql = await startPostgresql(binaries ?? '', []);
      try {
        expect(faultsOf(await killServerOnPostgresql(temporaryFolder(), postgresql, 1))).toEqual([]);
        expect(faultsOf(await stopPostgresql(temporaryFolder(), postgresql, 1))).toEqual([]);
      } finally {
        await postgresql.stop();
      }
    }, 60_000);
  },
);

test('what broke a promise is told: a lost run, a doubled one, counts that differ, an answer 500', () => {
  const record = {
    sent: new Set(['a']),
    acknowledged: new Set(['a']),
    answers: new Map([['500', 1]]),
    unclear: 0,
    doubled: 1,
  };
  const audit = { stored: 1, lost: 1, doubled: 1, unknown: 0, faults: ['counts: {}'] };
  expect(faultsOf({ database: 'sqlite', trouble: '', times: 1, record, audit, broken: [] })).toEqual([
    '1 acknowledged runs are lost',
    '1 runs are doubled',
    'answers 500',
    'counts: {}',
  ]);
});
