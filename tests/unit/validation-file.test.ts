import { describe, expect, it } from 'vitest';
import { loadValidation } from '../../src/app/validation-file.ts';
import { buildValidation, scoredRow } from '../fixtures/validation-builder.ts';

const answering =
  (body: string, status = 200) =>
  () =>
    Promise.resolve(new Response(body, { status }));

describe('the file of validation', () => {
  it('is loaded by its schema', async () => {
    const validation = buildValidation([scoredRow()]);
    expect(await loadValidation(answering(JSON.stringify(validation)))).toEqual({ kind: 'loaded', validation });
  });

  it.each([
    ['missing', answering('no', 404), '404'],
    ['no JSON', answering('<html>'), 'validation.json'],
    ['of another shape', answering('{"groups":[]}'), 'not as expected'],
    ['out of reach', () => Promise.reject(new Error('offline')), 'offline'],
  ])('that is %s is an answer with the reason', async (_, ask, reason) => {
    const loaded = await loadValidation(ask);
    expect(loaded.kind === 'failed' && loaded.message).toContain(reason);
  });
});
