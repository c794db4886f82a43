// One run in the page: visibility, wake lock, battery and the stop button around a GPU session. Rests on gpu/.
import type { RunProgress, RunRequest } from '../contract/page.ts';
import type { Run } from '../contract/run.ts';
import type { Surroundings } from '../measure/stopwatch.ts';
import { measureOnGpu, type SessionOutcome } from '../gpu/session.ts';
import { batteryFlags, describeHost } from './host.ts';
import { localChoices } from './local-choices.ts';
import { describeSuite } from './suite.ts';

export interface VisitListener {
  onProgress(progress: RunProgress): void;
  onSnapshot(run: Run): void;
}

/** Measures once; `signal` stops it, and what was measured until then is the outcome. */
export async function measureVisit(
  request: RunRequest,
  isHeadless: boolean,
  signal: AbortSignal,
  listener: VisitListener,
): Promise<SessionOutcome> {
  const began = performance.now();
  const startedAt = new Date().toISOString();
  const [suite, flags] = await Promise.all([describeSuite(), batteryFlags(navigator)]);
  const wakeLock = await navigator.wakeLock?.request('screen').catch(() => undefined);
  try {
    return await measureOnGpu({
      gpu: navigator.gpu,
      host: describeHost(navigator, crossOriginIsolated, isHeadless),
      request,
      suite,
      startedAt,
      flags,
      surroundings: surroundingsOf(began, signal),
      // A program's runs are compared with each other, so each holds its own contests.
      ...(isHeadless ? {} : { choices: localChoices() }),
      onProgress: (progress) => listener.onProgress(progress),
      onSnapshot: (run) => listener.onSnapshot(run),
    });
  } finally {
    await wakeLock?.release().catch(() => undefined);
  }
}

function surroundingsOf(began: number, signal: AbortSignal): Surroundings {
  return {
    now: () => (performance.now() - began) / 1000,
    isStopped: () => signal.aborted,
    isHidden: () => document.visibilityState === 'hidden',
    whenVisible: () =>
      new Promise((resolve) => {
        const look = () => {
          if (document.visibilityState === 'hidden' && !signal.aborted) return;
          document.removeEventListener('visibilitychange', look);
          signal.removeEventListener('abort', look);
          resolve();
        };
        document.addEventListener('visibilitychange', look);
        signal.addEventListener('abort', look);
        look();
      }),
    breathe: () =>
      new Promise((resolve) => {
        setTimeout(resolve, 0);
      }),
  };
}
