import { expect, it } from 'vitest';
import { submissionSchema } from '../../src/contract/api.ts';
import { deviceSchema, runSchema } from '../../src/contract/run.ts';
import { addedFields, documentFields } from '../../src/app/stored-fields.ts';

/** `run.device.features, limits` names `run.device.features` and `run.device.limits`. */
function named(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const [first = '', ...rest] = path.split(', ');
    const folder = first.slice(0, first.lastIndexOf('.') + 1);
    return [first, ...rest.map((name) => folder + name)];
  });
}

it('names every field of the result document on the privacy page, and none that is not there', () => {
  const schema = [
    ...Object.keys(submissionSchema.shape).filter((key) => key !== 'run'),
    ...Object.keys(runSchema.shape)
      .filter((key) => key !== 'device')
      .map((key) => `run.${key}`),
    ...Object.keys(deviceSchema.shape).map((key) => `run.device.${key}`),
  ];
  expect(named(documentFields().map(({ path }) => path)).toSorted()).toEqual(schema.toSorted());
});

it('gives every stored field a meaning and a reason', () => {
  for (const { what, why } of [...documentFields(), ...addedFields()])
    expect([what, why].every((text) => text !== '')).toBe(true);
});
