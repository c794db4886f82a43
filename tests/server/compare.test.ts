// GET /compare: order, mixture, and what it refuses. The same on both databases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorSchema, submittedSchema } from '../../src/contract/api.ts';
import { comparisonSchema } from '../../src/contract/devices.ts';
import type { Database } from '../../src/server/database/database.ts';
import { compressDocument } from '../../src/server/document.ts';
import { summaryOf } from '../../src/server/run-sizes.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { openApplication, submissionOf, type Application } from './application.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';

describe('the summary read alone from a document', () => {
  const submission = submissionOf(buildRun({ gpu: { description: 'a "summary":{} \\"summary":' } }));
  test.each([
    ['as it is stored', submission],
    ['in another order', Object.fromEntries(Object.entries(submission).toReversed())],
    ['with members after it', { ...submission, more: { summary: 1 }, last: '}' }],
  ])('is the whole document’s, %s', (_name, document) => {
    expect(summaryOf(JSON.stringify(document))).toEqual(submission.summary);
  });
});

for (const kind of [sqliteKind(), postgresqlKind()]) {
  const isMissing = kind.missing !== undefined;
  describe.skipIf(isMissing)(`on ${kind.name}${isMissing ? ` is skipped: ${kind.missing}` : ''}`, () => {
    let application: Application;
    let database: Database;
    const ids: string[] = [];

    beforeAll(async () => {
      await kind.start();
      database = await kind.open();
      application = await openApplication(database);
      for (let seed = 1; seed <= 6; seed++) {
        const gpu = { vendor: 'a', architecture: `gpu-${seed}` };
        const answer = await application.submit(submissionOf(buildRun({ seed, gpu })));
        ids.push(submittedSchema.parse(await answer.json()).id);
      }
    }, 60_000);
    afterAll(async () => {
      await database.close();
      await kind.stop();
    }, 60_000);

    const compare = (...asked: readonly (readonly [string, string])[]) =>
      application.request(`/api/v1/compare?${new URLSearchParams(asked.map(([name, value]) => [name, value]))}`);
    const idOf = (index: number) => ids[index] ?? '';

    test('five runs and GPUs come in the order that they were asked for, with their sizes', async () => {
      const asked = [
        ['gpu', 'a gpu-4'],
        ['run', idOf(2)],
        ['gpu', 'a gpu-1'],
        ['run', idOf(0)],
        ['run', idOf(4)],
      ] as const;
      const answer = await compare(...asked);
      expect(answer.status).toBe(200);
      const { entries } = comparisonSchema.parse(await answer.json());
      expect(entries.map(({ asked: { kind: of, value } }) => [of, value])).toEqual(asked);
      expect(entries.map(({ run }) => run.id)).toEqual([3, 2, 0, 0, 4].map(idOf));
      for (const { sizes, run } of entries) {
        const stored = (await (await application.request(`/api/v1/runs/${run.id}`)).json()) as {
          submission: { summary: { sizes: unknown } };
        };
        expect(sizes).toEqual(stored.submission.summary.sizes);
      }
    });

    test('sizes come from beside the document, and from the document where an older version put none there', async () => {
      const newest = async () => (await openApplication(database)).request(`/api/v1/compare?run=${idOf(0)}`);
      const text = await (await newest()).text();
      await database.queries
        .updateTable('documents')
        .set({ sizes: compressDocument('[]') })
        .where('id', '=', idOf(0))
        .execute();
      expect(comparisonSchema.parse(await (await newest()).json()).entries[0]?.sizes).toEqual([]);
      await database.queries.updateTable('documents').set({ sizes: null }).where('id', '=', idOf(0)).execute();
      expect(await (await newest()).text()).toBe(text);
    });

    test.each([
      ['nothing', [], 400, 'Name at least one'],
      ['another parameter', [['gpus', 'a gpu-1']], 400, 'Only run and gpu'],
      ['an id that is none', [['run', 'zz']], 400, '32 hexadecimal digits'],
      ['an empty name', [['gpu', '']], 400, 'name of a GPU'],
      [
        'a run twice',
        [
          ['run', 0],
          ['run', 0],
        ],
        400,
        'twice',
      ],
      [
        'six',
        [
          ['run', 0],
          ['run', 1],
          ['run', 2],
          ['run', 3],
          ['run', 4],
          ['run', 5],
        ],
        400,
        'At most 5',
      ],
      ['an unknown run', [['run', 'f'.repeat(32)]], 404, 'f'.repeat(32)],
      [
        'an unknown GPU',
        [
          ['run', 0],
          ['gpu', 'b'],
        ],
        404,
        '"b"',
      ],
    ] as const)('%s is refused, and the message says what', async (_name, asked, status, words) => {
      const answer = await compare(
        ...asked.map(([name, value]) => [name, typeof value === 'number' ? idOf(value) : value] as const),
      );
      expect(answer.status).toBe(status);
      expect(errorSchema.parse(await answer.json()).error.message).toContain(words);
    });

    test('a hidden run is refused with its reason although its sizes were read before, and so is a held one', async () => {
      const id = idOf(5);
      expect((await compare(['run', id])).status).toBe(200);
      await application.runs.setStanding(id, { standing: 'hidden', reason: 'it was a joke', action: 'hidden' });
      const hidden = await compare(['run', idOf(0)], ['run', id]);
      expect(hidden.status).toBe(410);
      expect(errorSchema.parse(await hidden.json()).error).toMatchObject({
        code: 'gone',
        message: `Run ${id} was hidden: it was a joke`,
      });
      await application.runs.setStanding(id, { standing: 'held', reason: 'odd', action: 'held' });
      const held = await compare(['run', id]);
      expect([held.status, errorSchema.parse(await held.json()).error.message]).toEqual([
        404,
        `Run ${id} is held for review and not compared until then.`,
      ]);
    });
  });
}
