// `npm run validate`: its flags, and that its table says pass where bars are met and fail where they are not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseValidateArguments } from '../../src/cli/validate-arguments.ts';
import { constantTable, failures, groupTable, rowTable } from '../../src/cli/validate-table.ts';
import { validationSchema, type Validation } from '../../src/contract/validation.ts';
import { BARS } from '../../src/evidence/bars.ts';
import { ROOT } from '../fixtures/published-runs.ts';

const validation = validationSchema.parse(JSON.parse(readFileSync(join(ROOT, 'public', 'validation.json'), 'utf8')));

describe('flags', () => {
  it('take a document to a file, or alone to standard output', () => {
    expect(parseValidateArguments(['--json', 'x.json'])).toMatchObject({ options: { json: 'x.json', isStrict: false } });
    expect(parseValidateArguments(['--json', '--strict'])).toMatchObject({ options: { json: '-', isStrict: true } });
    expect(parseValidateArguments([])).toMatchObject({ options: { json: undefined, group: undefined } });
  });

  it.each([
    [['--group', 'dense'], 'There are training'],
    [['--jsn'], '--json'],
    [['here'], 'stands alone'],
  ])('refuse %j', (words, said) => {
    expect(parseValidateArguments(words)).toMatchObject({ kind: 'invalid', message: expect.stringContaining(said) as string });
  });
});

describe('the table', () => {
  const judged = (median: boolean): Validation => ({
    ...validation,
    groups: validation.groups.map((group) => ({
      ...group,
      holds: { median, ninetieth: null, coverage: null, inside: null, baseline: null },
    })),
  });

  it('has a line for every group, and every constant', () => {
    const text = groupTable(validation).join('\n');
    for (const { name } of validation.groups) expect(text).toContain(name);
    expect(constantTable(validation).length).toBe(validation.constants.length + 1);
  });

  it('says pass where bars are met, fail and which where they are not', () => {
    expect(groupTable(judged(true)).join('\n')).not.toContain('fail');
    expect(failures(judged(true))).toEqual([]);
    expect(groupTable(judged(false)).join('\n')).toContain('fail: median');
    expect(failures(judged(false)).length).toBe(validation.groups.length);
  });

  it('shows the rows behind any of its lines, as many as the line counts with the flagged, worst first', () => {
    // A line that counts only large models still shows the others.
    const whole = validation.groups.filter(({ name }) => BARS.find((bar) => bar.name === name)?.leastParameters === undefined);
    expect(whole.map(({ name }) => rowTable(validation, name).length - 1)).toEqual(whole.map((group) => group.with_flagged.rows));
  });
});
