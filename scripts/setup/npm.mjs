// Runs npm as the host has it: never on the Node inside node_modules, which an install is about to replace.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, join, sep } from 'node:path';
import { SetupError } from './setup-error.mjs';

const IS_WINDOWS = process.platform === 'win32';

/**
 * Its output goes to our stderr. Throws SetupError with `exitCode` where npm fails.
 * @param {string} root
 * @param {number} exitCode
 * @param {readonly string[]} parameters
 */
export function npm(root, exitCode, ...parameters) {
  const PATH = hostPath(root);
  const environment = { ...process.env, PATH };
  const [command, ...first] = npmCommand(root, PATH);
  const { status, signal, error } = spawnSync(command, [...first, ...parameters], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 2, 2],
    shell: IS_WINDOWS && first.length === 0,
  });
  if (status === 0) return;
  const cause = error?.message ?? (signal === null ? `exit code ${status}` : `ended by ${signal}`);
  const tried = `npm ${parameters.join(' ')}`;
  throw new SetupError(
    exitCode,
    `"${tried}" failed (${cause}; npm's own message is above). It needs the network or npm's cache, ` +
      'and a writable node_modules; nothing half-installed is used, so run the command again once that is mended.',
  );
}

/**
 * PATH without this checkout's own programs.
 * @param {string} root
 */
export function hostPath(root) {
  const own = join(root, 'node_modules');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(own))
    .join(delimiter);
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {readonly string[]}
 */
function npmCommand(root, path) {
  const script = process.env.npm_execpath;
  const isOurs = (file) => file.startsWith(join(root, 'node_modules') + sep);
  const onPath = path.split(delimiter).map((folder) => join(folder, IS_WINDOWS ? 'node.exe' : 'node'));
  const node = [process.env.npm_node_execpath, process.execPath, ...onPath].find(
    (file) => file && !isOurs(file) && existsSync(file),
  );
  if (script !== undefined && basename(script) === 'npm-cli.js' && node !== undefined) return [node, script];
  return [IS_WINDOWS ? 'npm.cmd' : 'npm'];
}
