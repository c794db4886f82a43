// What the page may know of where it runs: browser family and major version, operating system family. No user agent is kept.
import type { DeviceProfile, Flag } from '../contract/run.ts';

interface UserAgentData {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly platform: string;
}

interface BatteryManager {
  readonly charging: boolean;
  readonly level: number;
}

declare global {
  interface Navigator {
    readonly userAgentData?: UserAgentData;
    getBattery?(): Promise<BatteryManager>;
  }
}

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/(?:Headless)?Chrom(?:e|ium)\/(\d+)/, 'Chromium'],
  [/Version\/(\d+).*Safari/, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

export function describeHost(navigator: Navigator, isIsolated: boolean, isHeadless: boolean): DeviceProfile['host'] {
  const { userAgent } = navigator;
  const family = FAMILIES.flatMap(([pattern, name]) => {
    const major = pattern.exec(userAgent)?.[1];
    return major === undefined ? [] : [`${name} ${major}`];
  })[0];
  const os = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return { kind: 'browser', browser: family ?? 'unknown', os: os ?? 'unknown', is_isolated: isIsolated, is_headless: isHeadless };
}

/** A flag when the machine says it runs on its battery; browsers without the API say nothing. */
export async function batteryFlags(navigator: Navigator): Promise<readonly Flag[]> {
  try {
    const battery = await navigator.getBattery?.();
    if (battery === undefined || battery.charging) return [];
    return [
      {
        kind: 'on-battery',
        at_seconds: 0,
        detail: `on battery at ${(battery.level * 100).toFixed(0)} %; GPUs are often slower then`,
      },
    ];
  } catch {
    return [];
  }
}
