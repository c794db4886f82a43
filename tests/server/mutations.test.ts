// A thousand spoilt submissions: none accepted, none a failure of the service, nothing stored. On both databases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorSchema } from '../../src/contract/api.ts';
import type { Database } from '../../src/server/database/database.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { openApplication, submissionOf, summarise, type Application } from './application.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';
import { mutants, type Mutant } from './mutation.ts';

const COUNT = 1_000;
const valid = submissionOf(buildRun({ sampleCount: 3 }));
const [first, second] = [20261123, 7].map((seed) => mutants(valid, COUNT, seed, summarise));

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

    async function submitAll(spoilt: readonly Mutant[]): Promise<Record<string, number>> {
      const codes: Record<string, number> = {};
      for (const { name, text } of spoilt) {
        const answer = await application.submit(text);
        expect({ name, isRefused: answer.status >= 400 && answer.status < 500 }).toEqual({ name, isRefused: true });
        const { code } = errorSchema.parse(await answer.json()).error;
        codes[code] = (codes[code] ?? 0) + 1;
      }
      return codes;
    }

    test(`an empty database stays empty under ${COUNT} mutants, and each reason for refusal occurs`, async () => {
      const codes = await submitAll(first ?? []);
      expect(await application.runs.count()).toBe(0);
      const frequent = Object.keys(codes).filter((code) => (codes[code] ?? 0) > 10);
      expect(frequent).toEqual(
        expect.arrayContaining(['digest-mismatch', 'impossible', 'invalid-schema', 'malformed-json', 'summary-mismatch']),
      );
    });

    test(`a stored run stays as it is and alone under ${COUNT} other mutants`, async () => {
      expect((await application.submit(valid)).status).toBe(201);
      const id = valid.digest.slice(7, 39);
      const before = await (await application.request(`/api/v1/runs/${id}`)).text();
      await submitAll(second ?? []);
      expect(await application.runs.count()).toBe(1);
      expect(await (await application.request(`/api/v1/runs/${id}`)).text()).toBe(before);
    });
  });
}
