// Runs one of the project's own programs under the project's Node, with its output shown as it comes.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { projectNode } from '../setup/node.mjs';
import { binFolder, ROOT } from '../setup/places.mjs';

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} program file under node_modules
 * @property {readonly string[]} parameters
 * @property {string} [report] file that it writes; an old one is removed first
 */

/**
 * Whether it succeeded.
 * @param {Program} program
 */
export function run({ name, program, parameters, report }) {
  process.stdout.write(`\n── ${name}\n`);
  if (report !== undefined) rmSync(join(ROOT, report), { force: true });
  const environment = { ...process.env, PATH: [binFolder(ROOT), process.env.PATH ?? ''].join(delimiter) };
  const { status, signal } = spawnSync(projectNode(ROOT), [join(ROOT, 'node_modules', program), ...parameters], {
    cwd: ROOT,
    env: environment,
    stdio: 'inherit',
  });
  if (signal !== null) process.stderr.write(`${name} was ended by ${signal}\n`);
  return status === 0;
}
