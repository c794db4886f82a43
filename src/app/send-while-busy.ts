// Sends again what a busy service asks to send again. Rests on contract/page.ts.
import type { Answer } from '../contract/page.ts';

const MOST_SENT = 6;

/** Waits as long as each answer says; the last answer, also where it is still `busy` or the signal ends the waiting. */
export async function sendWhileBusy<T>(send: () => Promise<Answer<T>>, signal: AbortSignal): Promise<Answer<T>> {
  for (let sent = 1; ; sent++) {
    const given = await send();
    const seconds = given.kind === 'refused' && given.code === 'busy' ? given.retryAfterSeconds : undefined;
    if (seconds === undefined || sent === MOST_SENT || signal.aborted) return given;
    await pause(1000 * seconds, signal);
    if (signal.aborted) return given;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
