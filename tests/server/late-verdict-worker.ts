// A judge's thread for tests: a verdict that is asked for after so many milliseconds.
import { parentPort } from 'node:worker_threads';

interface Asked {
  readonly question: { readonly milliseconds: number; readonly verdict: 'holds' | 'refused' };
}

parentPort?.on('message', ({ question: { milliseconds, verdict } }: Asked) => {
  const end = Date.now() + milliseconds;
  while (Date.now() < end);
  parentPort?.postMessage(verdict === 'holds' ? { kind: 'holds' } : { kind: 'refused', reason: 'planted' }, []);
});
