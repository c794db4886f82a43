// Starts the Chromium that the measurement runs in. Which one, and with which switches, is decided here alone.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';

export interface BrowserChoice {
  readonly browser: string | undefined;
  readonly adapter: 'default' | 'software';
  readonly isHeaded: boolean;
}

export type StartedBrowser =
  | { readonly kind: 'started'; readonly browser: Browser }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** Quiet and offline: no first-run page, no updates, no background traffic while the GPU is measured. */
const QUIET = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * `--enable-unsafe-webgpu` admits the adapters that Chromium hides from headless and Linux users, and timestamps that are
 * not rounded to 100 µs. On Linux WebGPU stands on Vulkan, which Chromium leaves off by default; elsewhere (Metal, D3D12)
 * no switch is needed. `swiftshader` is the program that imitates a GPU; every Chromium brings it.
 */
export function switchesFor(adapter: BrowserChoice['adapter'], platform: NodeJS.Platform): readonly string[] {
  const webgpu = ['--enable-unsafe-webgpu'];
  if (adapter === 'software') return [...QUIET, ...webgpu, '--use-webgpu-adapter=swiftshader'];
  return [...QUIET, ...webgpu, ...(platform === 'linux' ? ['--enable-features=Vulkan', '--ignore-gpu-blocklist'] : [])];
}

/** The flag, then SCALEWALL_BROWSER, then set-up's note; undefined leaves it to Playwright. */
export function browserPath(flag: string | undefined, environment: NodeJS.ProcessEnv, root: string): string | undefined {
  const named = flag ?? environment['SCALEWALL_BROWSER'];
  if (named) return named;
  const note = join(root, 'node_modules', '.cache', 'setup', 'browser');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
}

/** Signals are left to the caller: Ctrl-C must end the run, not the browser under it. */
export async function startBrowser(choice: BrowserChoice, root: string): Promise<StartedBrowser> {
  const path = browserPath(choice.browser, process.env, root);
  if (path !== undefined && !existsSync(path)) return { kind: 'unavailable', detail: `there is no browser at ${path}` };
  try {
    const browser = await chromium.launch({
      ...(path === undefined ? {} : { executablePath: path }),
      args: [...switchesFor(choice.adapter, process.platform)],
      headless: !choice.isHeaded,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return { kind: 'started', browser };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    return { kind: 'unavailable', detail: `the browser ${path ?? '(Playwright’s own)'} did not start: ${reason}` };
  }
}
