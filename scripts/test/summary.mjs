// What a run of `npm test` comes to: faults that no single test shows, and the closing lines.
import { TIERS_WITH_TESTS } from './stages.mjs';

/** @typedef {import('./tally.mjs').Test} Test */

const ON_POSTGRESQL = /postgresql/i;

/**
 * Tiers that ran no test; with `isCi` also PostgreSQL left out, which is a named skip only where it is not installed.
 * @param {readonly Test[]} tests
 * @param {readonly string[]} asked
 * @param {boolean} isCi
 * @returns {readonly string[]}
 */
export function faultsOf(tests, asked, isCi) {
  const executed = tests.filter(({ status }) => status !== 'skipped');
  const empty = asked
    .flatMap((tier) => TIERS_WITH_TESTS[tier] ?? [])
    .filter((tier) => !executed.some((test) => test.tier === tier))
    .map((tier) => `tier ${tier} ran no test`);
  const needsPostgresql = isCi && asked.includes('server');
  const lacksPostgresql = needsPostgresql && !executed.some(({ tier, name }) => tier === 'server' && ON_POSTGRESQL.test(name));
  return lacksPostgresql ? [...empty, 'CI ran no test on PostgreSQL'] : empty;
}

/** @param {{ failedChecks: readonly string[], tests: readonly Test[], faults: readonly string[] }} outcome */
export function printSummary({ failedChecks, tests, faults }) {
  const lines = [...failedChecks.map((name) => `failed check: ${name}`), ...faults.map((fault) => `fault: ${fault}`)];
  for (const { tier, name } of ofStatus(tests, 'failed')) lines.push(`failed: ${tier}: ${name}`);
  for (const { tier, name } of ofStatus(tests, 'skipped')) lines.push(`skipped: ${tier}: ${name}`);
  for (const [tier, counts] of Object.entries(countByTier(tests))) lines.push(`${tier.padEnd(14)}${counts}`);
  lines.push(closingLine(failedChecks, tests, faults));
  process.stdout.write(`\n${lines.join('\n')}\n`);
}

/** Each failed check and each fault counts as one failure beside the tests. */
export function closingLine(failedChecks, tests, faults) {
  const failed = ofStatus(tests, 'failed').length + failedChecks.length + faults.length;
  return `${ofStatus(tests, 'passed').length} passed, ${failed} failed, ${ofStatus(tests, 'skipped').length} skipped`;
}

function countByTier(tests) {
  const tiers = [...new Set(tests.map(({ tier }) => tier))].sort();
  return Object.fromEntries(
    tiers.map((tier) => {
      const own = tests.filter((test) => test.tier === tier);
      return [tier, ['passed', 'failed', 'skipped'].map((status) => `${ofStatus(own, status).length} ${status}`).join(', ')];
    }),
  );
}

function ofStatus(tests, status) {
  return tests.filter((test) => test.status === status);
}
