// How `npm test` counts: reports in, closing line out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

interface Test {
  readonly tier: string;
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
}
type Read = (report: string, isWell: boolean) => readonly Test[];
const ROOT = join(import.meta.dirname, '..', '..');
const load = async <Module>(file: string): Promise<Module> => (await import(join(ROOT, 'scripts', 'test', file))) as Module;
const { readVitest, readPlaywright } = await load<{ readVitest: Read; readPlaywright: Read }>('tally.mjs');
const { faultsOf, closingLine } = await load<{
  faultsOf(tests: readonly Test[], asked: readonly string[], isCi: boolean): readonly string[];
  closingLine(checks: readonly string[], tests: readonly Test[], faults: readonly string[]): string;
}>('summary.mjs');

const folders: string[] = [];
function report(document: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'scalewall-tally-'));
  folders.push(folder);
  writeFileSync(join(folder, 'report.json'), JSON.stringify(document));
  return join(folder, 'report.json');
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const file = (path: string, status: string, assertionResults: readonly unknown[], message = '') => ({
  name: join(ROOT, path),
  status,
  message,
  assertionResults,
});

describe('vitest’s report', () => {
  it('gives every test its tier, and todo and pending count as skipped', () => {
    const tests = readVitest(
      report({
        testResults: [
          file('tests/architecture.test.ts', 'passed', [{ fullName: 'a', status: 'passed' }]),
          file('tests/gpu/compile/x.test.ts', 'failed', [{ fullName: 'b', status: 'failed' }]),
          file('tests/unit/x.test.ts', 'passed', [
            { fullName: 'c', status: 'todo' },
            { fullName: 'd', status: 'pending' },
          ]),
        ],
      }),
      false,
    );
    expect(tests.map(({ tier, status }) => `${tier} ${status}`)).toEqual([
      'architecture passed',
      'gpu/compile failed',
      'unit skipped',
      'unit skipped',
    ]);
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const tests = readVitest(
      report({ testResults: [file('tests/unit/x.test.ts', 'failed', [], 'SyntaxError: planted\n  at x')] }),
      false,
    );
    expect(tests).toEqual([{ tier: 'unit', name: 'tests/unit/x.test.ts: SyntaxError: planted', status: 'failed' }]);
  });

  it.each([
    [{ testResults: [] }, 'outside of any test'],
    [undefined, 'wrote no report'],
  ])('counts a failure that no test shows (%j)', (document, reason) => {
    const tests = readVitest(document === undefined ? '/nowhere/report.json' : report(document), false);
    expect(tests).toMatchObject([{ status: 'failed', name: expect.stringContaining(reason) }]);
  });
});

describe('Playwright’s report', () => {
  it('is read through nested suites, and a test that passed only at the second try has failed', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const document = {
      suites: [
        {
          title: 'x.e2e.ts',
          specs: [spec('a', 'expected')],
          suites: [{ title: 'inner', specs: [spec('b', 'flaky'), spec('c', 'skipped'), spec('d', 'unexpected')] }],
        },
      ],
    };
    expect(readPlaywright(report(document), false)).toEqual([
      { tier: 'e2e', name: 'x.e2e.ts › a', status: 'passed' },
      { tier: 'e2e', name: 'x.e2e.ts › inner › b', status: 'failed' },
      { tier: 'e2e', name: 'x.e2e.ts › inner › c', status: 'skipped' },
      { tier: 'e2e', name: 'x.e2e.ts › inner › d', status: 'failed' },
    ]);
  });
});

describe('faults', () => {
  const test = (tier: string, status: Test['status'] = 'passed', name = 'claims') => ({ tier, status, name });

  it('name a tier whose tests were all skipped, and each half of the gpu tier', () => {
    const tests = [test('unit', 'skipped'), test('gpu/compile'), test('gpu/execute', 'skipped'), test('server')];
    expect(faultsOf(tests, ['unit', 'gpu', 'server', 'static'], false)).toEqual([
      'tier unit ran no test',
      'tier gpu/execute ran no test',
    ]);
  });

  it('name PostgreSQL left out, in CI only', () => {
    const tests = [test('server'), test('server', 'skipped', 'on postgresql stores')];
    expect(faultsOf(tests, ['server'], false)).toEqual([]);
    expect(faultsOf(tests, ['server'], true)).toEqual(['CI ran no test on PostgreSQL']);
    expect(faultsOf([...tests, test('server', 'passed', 'on postgresql reads')], ['server'], true)).toEqual([]);
  });

  it('and failed checks count as failures in the closing line', () => {
    expect(closingLine(['lint'], [test('unit'), test('unit', 'failed'), test('gpu', 'skipped')], ['tier e2e ran no test'])).toBe(
      '1 passed, 3 failed, 1 skipped',
    );
  });
});
