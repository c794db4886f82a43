// `npm run test:attacks`: starts tests/attacks/main.ts in a process that finds the software adapter. Not part of `npm test`, which
// runs a small part of the same attacks (tests/server/attacks.test.ts).
import { spawnSync } from 'node:child_process';
import { softwareDriverEnvironment } from './setup/software-driver.ts';

// The Vulkan loader is found by the environment that a process starts with.
const env = { ...process.env, ...softwareDriverEnvironment(process.cwd()) };
const parameters = ['--import', './scripts/wgsl-hook.mjs', 'tests/attacks/main.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, parameters, { env, stdio: 'inherit' });
process.exitCode = status ?? 1;
