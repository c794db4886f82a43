// A doubted run gets the answer that every run gets, is stored and held with its reason, and counts nowhere. On both databases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logSchema } from '../../src/contract/devices.ts';
import { runListSchema, storedRunSchema, submittedSchema } from '../../src/contract/api.ts';
import type { Database } from '../../src/server/database/database.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import { validateSubmission } from '../../src/server/validate.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { NOW, openApplication, submissionOf, summarise, type Application } from './application.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';

const doubted = submissionOf(buildRun({ seed: 5, gpu: { vendor: 'mesa', description: 'llvmpipe (LLVM 19)' } }));
const listed = submissionOf(buildRun({ seed: 6 }));

for (const kind of [sqliteKind(), postgresqlKind()]) {
  const isMissing = kind.missing !== undefined;
  describe.skipIf(isMissing)(`on ${kind.name}${isMissing ? ` is skipped: ${kind.missing}` : ''}`, () => {
    let database: Database;
    let application: Application;
    beforeAll(async () => {
      await kind.start();
      database = await kind.open();
      application = await openApplication(database);
    }, 60_000);
    afterAll(async () => {
      await database.close();
      await kind.stop();
    }, 60_000);

    test('a doubted run is answered like any other, and is shown with its reason and nowhere else', async () => {
      const answers = [await application.submit(doubted), await application.submit(listed)];
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      const [held, other] = await Promise.all(answers.map(async (answer) => submittedSchema.parse(await answer.json())));
      expect(Object.keys(held ?? {})).toEqual(Object.keys(other ?? {}));

      const json = async (path: string) => (await application.request(`/api/v1${path}`)).json();
      const { standing } = storedRunSchema.parse(await json(`/runs/${held?.id}`));
      expect(standing.kind).toBe('held');
      expect(standing.reason).toMatch(/^software-adapter: /);
      const { runs } = runListSchema.parse(await json('/runs'));
      expect(runs.map(({ id }) => id)).toEqual([other?.id]);
      expect(await application.runs.count()).toBe(1);
      const { entries } = logSchema.parse(await json('/log'));
      expect(entries.map(({ run_id, action }) => [run_id, action])).toEqual([[held?.id, 'held']]);
    });
  });
}

test('a verdict with a doubt can be sent to another thread as it is', () => {
  const knowledge = { now: NOW, suiteVersions: [SUITE_VERSION], composition: ladderComposition };
  const verdict = validateSubmission(JSON.stringify(doubted), knowledge, summarise);
  expect(verdict).toMatchObject({ kind: 'valid', suspicion: { rule: 'software-adapter' } });
  expect(structuredClone(verdict)).toEqual(verdict);
});
