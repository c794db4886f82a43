// The reports of vitest and Playwright as one list of tests. A program that failed without a failed test (a file that
// cannot be loaded, an error outside of any test, no report at all) counts as one failed test, so nothing is lost.
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ROOT } from '../setup/places.mjs';

/** @typedef {{ tier: string, name: string, status: 'passed' | 'failed' | 'skipped' }} Test */

/**
 * @param {string} report file that vitest's JSON reporter wrote
 * @param {boolean} isWell whether vitest succeeded
 * @returns {readonly Test[]}
 */
export function readVitest(report, isWell) {
  const document = read(report);
  const tests = (document?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const tier = tierOf(name);
    const unloaded = status === 'failed' && assertionResults.length === 0;
    if (unloaded) return [{ tier, name: `${relative(ROOT, name)}: ${message.split('\n')[0]}`, status: 'failed' }];
    return assertionResults.map((test) => ({ tier, name: test.fullName, status: vitestStatus(test.status) }));
  });
  return withUnexplained(tests, isWell, document === undefined ? 'vitest wrote no report' : 'vitest failed outside of any test');
}

/**
 * @param {string} report file that Playwright's JSON reporter wrote
 * @param {boolean} isWell whether Playwright succeeded
 * @returns {readonly Test[]}
 */
export function readPlaywright(report, isWell) {
  const document = read(report);
  const tests = (document?.suites ?? []).flatMap((suite) => testsOfSuite(suite, []));
  return withUnexplained(
    tests,
    isWell,
    document === undefined ? 'Playwright wrote no report' : 'Playwright failed outside of any test',
  );
}

/** `tests/gpu/compile/x.test.ts` → `gpu/compile`, `tests/unit/x.test.ts` → `unit`, `tests/architecture.test.ts` → `architecture`. */
export function tierOf(file) {
  const [, first = '', ...rest] = (isAbsolute(file) ? relative(ROOT, file) : file).split(sep);
  return rest.length > 1 ? `${first}/${rest[0]}` : first.replace(/\.test\.ts$/, '');
}

function testsOfSuite({ title, specs = [], suites = [] }, above) {
  const names = [...above, title];
  const own = specs.flatMap((spec) =>
    spec.tests.map(({ status }) => ({ tier: 'e2e', name: [...names, spec.title].join(' › '), status: playwrightStatus(status) })),
  );
  return [...own, ...suites.flatMap((suite) => testsOfSuite(suite, names))];
}

/** A test that passed only when tried again has failed once, and counts so. */
function playwrightStatus(status) {
  return status === 'expected' ? 'passed' : status === 'skipped' ? 'skipped' : 'failed';
}

function vitestStatus(status) {
  return status === 'passed' || status === 'failed' ? status : 'skipped';
}

function withUnexplained(tests, isWell, name) {
  const isExplained = isWell || tests.some(({ status }) => status === 'failed');
  return isExplained ? tests : [...tests, { tier: 'outside', name, status: 'failed' }];
}

function read(report) {
  const file = isAbsolute(report) ? report : join(ROOT, report);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
