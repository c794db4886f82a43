import { existsSync, readFileSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { softwareDriverEnvironment } from './scripts/setup/software-driver.ts';

const cached = 'node_modules/.cache/setup/browser'; // written by scripts/setup.mjs
const browserPath = process.env['SCALEWALL_BROWSER'] ?? (existsSync(cached) ? readFileSync(cached, 'utf8') : undefined);

const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

const node = { environment: 'node' as const };

export default defineConfig({
  test: {
    reporters: process.env['CI'] ? ['default'] : ['default'],
    projects: [
      { test: { ...node, name: 'architecture', include: ['tests/architecture.test.ts'] } },
      { test: { ...node, name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { test: { ...node, name: 'statistics', include: ['tests/statistics/**/*.test.ts'], testTimeout: 60_000 } },
      // Forks, never threads: a worker thread's process.env is a copy that the native Vulkan loader cannot see.
      {
        test: {
          ...node,
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          pool: 'forks',
          isolate: false,
          fileParallelism: false,
          testTimeout: 120_000,
          env: { ...softwareDriverEnvironment(import.meta.dirname) },
        },
      },
      { test: { ...node, name: 'server', include: ['tests/server/**/*.test.ts'], testTimeout: 60_000, fileParallelism: false } },
      {
        test: {
          name: 'component',
          include: ['tests/component/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { ...(browserPath ? { executablePath: browserPath } : {}), args } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
