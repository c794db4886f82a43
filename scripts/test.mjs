// `npm test`: static checks, then every tier of tests, then the page's size and the whole in a browser. The static checks
// stop at the first that fails, and then nothing else runs; the rest runs to its end. Closes with `N passed, N failed, N skipped`.
//   npm test -- --tier unit --tier server     some tiers only (see TIERS in test/stages.mjs; `static` and `size` count)
//   npm test -- tests/unit/units.test.ts      some files only
// Fails on any failed check or test, on a tier that ran no test, and with CI set on a skip that CI must not have.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { run } from './test/program.mjs';
import { END_TO_END, SIZE, STATIC_CHECKS, TIERS, VITEST_PROJECTS } from './test/stages.mjs';
import { faultsOf, printSummary } from './test/summary.mjs';
import { readPlaywright, readVitest } from './test/tally.mjs';

const RESULTS = 'test-results';

const { values, positionals: files } = parseArgs({
  options: { tier: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});
const unknown = values.tier.find((tier) => !TIERS.includes(tier));
if (unknown !== undefined) {
  process.stderr.write(`There is no tier ${unknown}; there are ${TIERS.join(', ')}.\n`);
  process.exit(2);
}
const wants = (tier) => (values.tier.length === 0 ? files.length === 0 : values.tier.includes(tier));

mkdirSync(RESULTS, { recursive: true });
const failedChecks = wants('static') ? staticChecks() : [];
const tests = [];
const stopped = failedChecks.length > 0;
if (!stopped) {
  const projects = VITEST_PROJECTS.filter((project) => wants(project) || (files.length > 0 && values.tier.length === 0));
  if (projects.length > 0) tests.push(...vitest(projects));
  if (wants('size') && !run(SIZE)) failedChecks.push(SIZE.name);
  if (wants('e2e')) tests.push(...playwright());
}
const asked = stopped || files.length > 0 ? [] : TIERS.filter(wants);
const faults = stopped ? [] : faultsOf(tests, asked, Boolean(process.env.CI));
printSummary({ failedChecks, tests, faults });
process.exitCode = failedChecks.length + faults.length > 0 || tests.some(({ status }) => status === 'failed') ? 1 : 0;

/** Names of the checks that failed: none, or the first. */
function staticChecks() {
  const failed = STATIC_CHECKS.findIndex((check) => !run(check));
  if (failed < 0) return [];
  const rest = STATIC_CHECKS.slice(failed + 1).map(({ name }) => name);
  process.stderr.write(`\nStopped at ${STATIC_CHECKS[failed].name}; not run: ${[...rest, 'any test'].join(', ')}.\n`);
  return [STATIC_CHECKS[failed].name];
}

function vitest(projects) {
  const report = `${RESULTS}/vitest.json`;
  const parameters = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const isWell = run({
    name: `vitest: ${projects.join(', ')}`,
    program: 'vitest/vitest.mjs',
    parameters: [...parameters, ...projects.map((project) => `--project=${project}`), ...files],
    report,
  });
  return readVitest(report, isWell);
}

function playwright() {
  return readPlaywright(END_TO_END.report, run(END_TO_END));
}
