// The whole in a browser: page, command line, and command line → service → page, on the software adapter.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const cached = 'node_modules/.cache/setup/browser'; // written by scripts/setup.mjs
const browserPath = process.env['SCALEWALL_BROWSER'] ?? (existsSync(cached) ? readFileSync(cached, 'utf8') : undefined);

const args = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/e2e',
  // One worker: a measurement must not share the cores with another test.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  // The explorer's worker takes seconds for its first answer where two cores are shared.
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    // The address that the service below printed; Playwright puts it into the environment of the tests.
    baseURL: process.env['SERVICE_ADDRESS'] ?? '',
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: { ...(browserPath ? { executablePath: browserPath } : {}), args },
  },
  webServer: {
    command: `"${process.execPath}" --import ./scripts/wgsl-hook.mjs src/server/main.ts`,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: mkdtempSync(join(tmpdir(), 'scalewall-e2e-')),
      DATABASE_URL: '',
      PUBLIC_URL: '',
      LOG_LEVEL: 'warn',
    },
    wait: { stdout: /listens on (?<service_address>http:\S+)/ },
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 3_000 },
  },
});
