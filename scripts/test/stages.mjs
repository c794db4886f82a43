// What `npm test` consists of, in order.

export const STATIC_CHECKS = [
  { name: 'format', program: 'oxfmt/bin/oxfmt', parameters: ['--check'] },
  { name: 'lint', program: 'oxlint/bin/oxlint', parameters: ['--type-aware', '--deny-warnings'] },
  { name: 'types', program: 'typescript/bin/tsc', parameters: ['--noEmit'] },
  { name: 'types of the pure folders', program: 'typescript/bin/tsc', parameters: ['--noEmit', '-p', 'tsconfig.pure.json'] },
  { name: 'dead code', program: 'knip/bin/knip.js', parameters: [] },
];

/** Projects of vitest.config.ts. */
export const VITEST_PROJECTS = ['architecture', 'unit', 'statistics', 'gpu', 'server', 'component'];

export const SIZE = { name: 'size of the page', program: 'size-limit/bin.js', parameters: [] };

/** Writes its report by playwright.config.ts. */
export const END_TO_END = {
  name: 'end to end',
  program: '@playwright/test/cli.js',
  parameters: ['test'],
  report: 'test-results/e2e.json',
};

export const TIERS = ['static', ...VITEST_PROJECTS, 'size', 'e2e'];

/** Tiers of which each must have run a test, by the tier that asks for them. */
export const TIERS_WITH_TESTS = {
  architecture: ['architecture'],
  unit: ['unit'],
  statistics: ['statistics'],
  gpu: ['gpu/compile', 'gpu/execute'],
  server: ['server'],
  component: ['component'],
  e2e: ['e2e'],
};
