// Challenges on both databases: their steps, their clock, their limits, and two servers that share one PostgreSQL.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorSchema } from '../../src/contract/api.ts';
import { ChallengeStore, COMMIT_SECONDS, OPEN_SECONDS, type Step } from '../../src/server/challenge-store.ts';
import type { Database } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { openPostgresql } from '../../src/server/database/postgresql.ts';
import { ProofJudge } from '../../src/server/proof-judge.ts';
import { PROOF_RANDOM } from '../../src/server/proof-random.ts';
import { RequestLimit } from '../../src/server/request-limit.ts';
import { committed, prepare, randomDigest, rootHex, WORK } from '../attacks/arithmetic-attacks.ts';
import { openTarget } from '../attacks/target.ts';
import { openApplication } from './application.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';
import { findPostgresql, startPostgresql } from './postgresql.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LEAVES = Array.from({ length: 64 }, (_, at) => 7 * at);
const ROOT = 'ab'.repeat(32);

function challengeOf(digest = randomDigest()) {
  return { id: PROOF_RANDOM.hex(16), nonce: PROOF_RANDOM.hex(32), digest, ...WORK };
}

const kindOf = (step: Step<unknown>) => step.kind;

for (const kind of [sqliteKind(), postgresqlKind()]) {
  describe.skipIf(kind.missing)(`challenges on ${kind.name}${kind.missing ? ` are skipped: ${kind.missing}` : ''}`, () => {
    let database: Database;
    let ahead = 0;
    let store: ChallengeStore;
    beforeAll(kind.start, 60_000);
    afterAll(kind.stop);
    beforeEach(async () => {
      const opened = await kind.open();
      database = { ...opened, now: async () => (await opened.now()) + ahead };
      ahead = 0;
      await migrate(database);
      store = new ChallengeStore(database);
    });
    afterEach(() => database.close());

    test('a challenge is committed to once, and what is opened is what was committed, with the time between on the database’s clock', async () => {
      const challenge = challengeOf();
      await store.issue(challenge);
      ahead = 5_000;
      expect(kindOf(await store.commit(challenge.id, ROOT, LEAVES))).toBe('taken');
      expect(kindOf(await store.commit(challenge.id, ROOT, LEAVES))).toBe('order');
      ahead = 50_000;
      const step = await store.committed(challenge.id);
      if (step.kind !== 'taken') throw new Error(step.kind);
      expect(step.value).toMatchObject({ nonce: challenge.nonce, digest: challenge.digest, root: ROOT, leaves: LEAVES, ...WORK });
      expect(step.value.elapsedSeconds).toBeGreaterThanOrEqual(5);
      expect(step.value.elapsedSeconds).toBeLessThan(15);
    });

    test('of ten commitments and ten claims at once one is taken', async () => {
      const challenge = challengeOf();
      await store.issue(challenge);
      const commits = await Promise.all(Array.from({ length: 10 }, () => store.commit(challenge.id, ROOT, LEAVES)));
      expect(commits.map(kindOf).toSorted()).toEqual([...Array<string>(9).fill('order'), 'taken']);
      const claims = await Promise.all(Array.from({ length: 10 }, () => store.claim(challenge.id)));
      expect(claims.map(kindOf).toSorted()).toEqual([...Array<string>(9).fill('order'), 'taken']);
    });

    test('steps out of order, of no challenge, and after the end are told apart', async () => {
      const challenge = challengeOf();
      await store.issue(challenge);
      expect(kindOf(await store.committed(challenge.id))).toBe('order');
      expect(kindOf(await store.claim(challenge.id))).toBe('order');
      expect(kindOf(await store.claim('0'.repeat(32)))).toBe('unknown');
      expect(kindOf(await store.commit('0'.repeat(32), ROOT, LEAVES))).toBe('unknown');
      await store.commit(challenge.id, ROOT, LEAVES);
      await store.claim(challenge.id);
      await store.settle(challenge.id, 'refused');
      expect(kindOf(await store.claim(challenge.id))).toBe('over');
      expect(kindOf(await store.commit(challenge.id, ROOT, LEAVES))).toBe('over');
    });

    test('a judging that failed leaves the opening to be sent again', async () => {
      const challenge = challengeOf();
      await store.issue(challenge);
      await store.commit(challenge.id, ROOT, LEAVES);
      await store.claim(challenge.id);
      await store.settle(challenge.id, 'committed');
      expect(kindOf(await store.claim(challenge.id))).toBe('taken');
    });

    test('a commitment and an opening a second too late are not taken', async () => {
      const [late, later] = [challengeOf(), challengeOf()];
      await store.issue(late);
      await store.issue(later);
      await store.commit(later.id, ROOT, LEAVES);
      ahead = COMMIT_SECONDS * 1000 + 1000;
      expect(kindOf(await store.commit(late.id, ROOT, LEAVES))).toBe('over');
      ahead = OPEN_SECONDS * 1000 + 60_000;
      expect(kindOf(await store.committed(later.id))).toBe('over');
      expect(kindOf(await store.claim(later.id))).toBe('over');
    });

    test('a clock that was set back takes no commitment', async () => {
      const challenge = challengeOf();
      await store.issue(challenge);
      ahead = -60_000;
      expect(kindOf(await store.commit(challenge.id, ROOT, LEAVES))).toBe('over');
    });

    test('of the challenges for one digest at most one stays open, and others are left alone', async () => {
      const digest = randomDigest();
      const [other, ...same] = [challengeOf(), ...Array.from({ length: 6 }, () => challengeOf(digest))];
      await store.issue(other);
      await Promise.all(same.map((challenge) => store.issue(challenge)));
      const last = challengeOf(digest);
      await store.issue(last);
      const steps = await Promise.all(same.map(({ id }) => store.commit(id, ROOT, LEAVES)));
      expect(steps.map(kindOf)).toEqual(same.map(() => 'over'));
      expect(kindOf(await store.commit(last.id, ROOT, LEAVES))).toBe('taken');
      expect(kindOf(await store.commit(other.id, ROOT, LEAVES))).toBe('taken');
    });

    test('what is over is forgotten after an hour, and a passed proof after a day', async () => {
      const [open, passed] = [challengeOf(), challengeOf()];
      await store.issue(open);
      await store.issue(passed);
      await database.queries.updateTable('challenges').set({ state: 'passed' }).where('id', '=', passed.id).execute();
      ahead = 2 * 3600 * 1000;
      await store.issue(challengeOf());
      expect(await store.find(open.id)).toBeUndefined();
      expect(await store.find(passed.id)).toBeDefined();
      ahead = 25 * 3600 * 1000;
      await store.issue(challengeOf());
      expect(await store.find(passed.id)).toBeUndefined();
    });

    test('a client gets so many challenges a minute and no more, and the answer says how long to wait', async () => {
      const judge = new ProofJudge();
      const limit = new RequestLimit({ database, kind: 'challenges', most: 2 });
      const application = await openApplication(database, { judge, challengeLimit: limit });
      const ask = () =>
        application.request('/api/v1/challenges', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ digest: randomDigest(), ...WORK }),
        });
      expect([(await ask()).status, (await ask()).status]).toEqual([201, 201]);
      const refused = await ask();
      expect(refused.status).toBe(429);
      expect(errorSchema.parse(await refused.json()).error.code).toBe('too-many-requests');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    });
  });
}

const binaries = findPostgresql();
describe.skipIf(binaries === undefined)(
  `two servers on one PostgreSQL${binaries === undefined ? ' are skipped: not installed' : ''}`,
  () => {
    test('a challenge that one issued is committed to at the other, opened at the first, and passes once', async () => {
      const server = await startPostgresql(binaries ?? '');
      const url = await server.createDatabase();
      const [first, second] = [await openPostgresql(url, () => {}), await openPostgresql(url, () => {})];
      const one = await openTarget(temporaryFolder(), first);
      const two = await openTarget(temporaryFolder(), second);
      const honest = prepare();
      one.nonce = honest.nonce;
      const id = (await one.challenge(honest.offer)).value?.id ?? '';
      const root = rootHex(honest.chain);
      const [a, b] = await Promise.all([one.commit(id, { root }), two.commit(id, { root })]);
      expect([a.status, b.status].toSorted()).toEqual([200, 409]);
      const opening = honest.chain.opening((a.value ?? b.value)?.leaves ?? []);
      const opened = await Promise.all([one.open(id, opening), two.open(id, opening)]);
      expect(opened.map(({ status }) => status === 200).toSorted()).toEqual([false, true]);
      // The other's new challenge for the same run ends an open one here.
      const { id: older } = await committed(one, honest);
      await two.challenge(honest.offer);
      expect((await one.open(older, new Uint8Array(1))).code).toBe('challenge-over');
      await one.close();
      await two.close();
      await server.stop();
    }, 60_000);
  },
);

describe('the judge', () => {
  const question = { seed: [], work: WORK, root: new Uint8Array(32), leaves: LEAVES };

  test('answers busy where more wait than it takes, and judges the others one after another', async () => {
    const judge = new ProofJudge({ most: 3 });
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => judge.judge(question, new Uint8Array(8))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused', 'busy', 'busy']);
    await judge.close();
    expect((await judge.judge(question, new Uint8Array(8))).kind).toBe('busy');
  });

  test.each([
    ['ends its thread', 'process.exit(3)', 5_000],
    ['throws', "throw new Error('planted')", 5_000],
    ['never answers', 'for (;;);', 3_000],
  ])('says that it failed where a judgement %s, and goes on with the next', async (_, body, milliseconds) => {
    const text = `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ opening }) => { if (opening.length === 1) { ${body} } parentPort.postMessage({ kind: 'holds' }); });`;
    const worker = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    const judge = new ProofJudge({ worker, milliseconds });
    const outcomes = await Promise.all([1, 2].map((length) => judge.judge(question, new Uint8Array(length))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'holds']);
    await judge.close();
  });
});
