import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const cached = 'node_modules/.cache/setup/browser'; // written by scripts/setup.mjs
const browserPath = process.env['SCALEWALL_BROWSER'] ?? (existsSync(cached) ? readFileSync(cached, 'utf8') : undefined);

// Every Chromium ships SwiftShader's Vulkan driver beside it: Dawn in Node uses that one, so no system driver is needed.
const driver =
  process.env['VK_ICD_FILENAMES'] ??
  [browserPath && dirname(realpathSync(browserPath)), '/usr/lib/chromium', '/opt/google/chrome']
    .filter((folder): folder is string => Boolean(folder))
    .map((folder) => join(folder, 'vk_swiftshader_icd.json'))
    .find(existsSync) ??
  '';

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
          env: { VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? '/tmp' },
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
