// Set-up: brings what a command needs and is missing. Runs before start, test and bench, on any Node from 18 on, with
// no package installed; where nothing has changed it only looks. Everything it says goes to stderr.
//   --browser   also find or install a Chromium (its path goes to node_modules/.cache/setup/browser)
//   --peers     also install the libraries that `npm run bench:peers` compares with, into peers/
//   --build     also build the page into dist/ where its sources have changed
// Exit codes: 0 ready, 1 a bug, 2 unknown flag, 3 packages, 4 Node, 5 browser, 6 build.
import { join } from 'node:path';
import { findBrowser } from './setup/browser.mjs';
import { withLock } from './setup/lock.mjs';
import { arePackagesInstalled, installPackages } from './setup/packages.mjs';
import { installNode, isNodeReady } from './setup/node.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { buildSite, isSiteBuilt } from './setup/site.mjs';
import { isBrowserKnown } from './setup/known-browser.mjs';
import { ROOT } from './setup/places.mjs';

const PEERS = join(ROOT, 'peers');

/** In order; each looks again under the lock, as another command may have done the work meanwhile. */
const STEPS = [
  { isReady: () => arePackagesInstalled(ROOT), make: () => installPackages(ROOT) },
  { isReady: () => isNodeReady(ROOT), make: () => installNode(ROOT) },
  { flag: '--browser', isReady: () => isBrowserKnown(ROOT), make: () => findBrowser(ROOT) },
  { flag: '--peers', isReady: () => arePackagesInstalled(PEERS), make: () => installPackages(PEERS) },
  { flag: '--build', isReady: () => isSiteBuilt(ROOT), make: () => buildSite(ROOT) },
];

try {
  const flags = process.argv.slice(2);
  const unknown = flags.find((flag) => !STEPS.some((step) => step.flag === flag));
  if (unknown !== undefined) throw new SetupError(2, `unknown flag ${unknown}; there are --browser, --peers and --build`);
  for (const { flag, isReady, make } of STEPS) {
    if ((flag !== undefined && !flags.includes(flag)) || isReady()) continue;
    withLock(ROOT, () => {
      if (!isReady()) make();
    });
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`[setup] ${error.message}\n`);
  process.exitCode = error.exitCode;
}
