// Where SwiftShader is: every Chromium ships its Vulkan driver and a Vulkan loader beside it, so Dawn in Node needs no
// system package. A loader is found by the environment that a process starts with, so this goes to children.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const DRIVER = 'vk_swiftshader_icd.json';

interface DriverEnvironment {
  readonly VK_ICD_FILENAMES: string;
  readonly LD_LIBRARY_PATH: string;
  readonly XDG_RUNTIME_DIR: string;
}

/**
 * The environment in which Dawn finds SwiftShader; what the caller's own environment names comes first. `root` is the
 * repository. Without a driver VK_ICD_FILENAMES is empty, and Dawn finds no adapter.
 */
export function softwareDriverEnvironment(root: string): DriverEnvironment {
  const note = join(root, 'node_modules', '.cache', 'setup', 'browser'); // written by scripts/setup.mjs
  const browser = process.env['SCALEWALL_BROWSER'] ?? (existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined);
  const beside = browser !== undefined && existsSync(browser) ? [dirname(realpathSync(browser))] : [];
  const folder = [...beside, '/usr/lib/chromium', '/opt/google/chrome'].find((place) => existsSync(join(place, DRIVER)));
  const own = process.env['LD_LIBRARY_PATH'];
  return {
    VK_ICD_FILENAMES: process.env['VK_ICD_FILENAMES'] ?? (folder === undefined ? '' : join(folder, DRIVER)),
    LD_LIBRARY_PATH: [...(own ? [own] : []), ...(folder === undefined ? [] : [folder])].join(delimiter),
    XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? '/tmp',
  };
}
