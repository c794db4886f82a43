// Has the page prove for the run that it has just measured. Knows the page only by contract/page.ts.
import type { Page } from 'playwright';
import type { Submission } from '../contract/api.ts';
import type { PageApi, ProofOutcome, ProofService } from '../contract/page.ts';

/** A proof that has not ended by then is given up; an honest one on the slowest software takes under a minute. */
const PROOF_MILLISECONDS = 180_000;

/** What stands on `window` in the page. */
declare global {
  var scalewall: PageApi | undefined;
  var scalewallChallenge: ProofService['challenge'];
  var scalewallCommitment: ProofService['commitment'];
  var scalewallOpening: ProofService['opening'];
}

/** Never rejects: what the page, the device or the service cannot do is the outcome's reason. */
export async function proveInPage(
  page: Page,
  { digest, run }: Submission,
  service: ProofService,
  interruption: AbortSignal,
): Promise<ProofOutcome> {
  const ending = Promise.withResolvers<ProofOutcome>();
  const give = (reason: string) => ending.resolve({ kind: 'failed', reason, isServiceAway: false });
  const timer = setTimeout(() => give('the page did not finish its proof'), PROOF_MILLISECONDS);
  const stop = () => give('it was stopped');
  interruption.addEventListener('abort', stop);
  if (interruption.aborted) stop();
  try {
    return await Promise.race([
      ending.promise,
      asked(page, { digest, kernels: (run.tuning ?? []).map(({ kernel }) => kernel) }, service),
    ]);
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    return { kind: 'failed', reason: `the page broke: ${reason}`, isServiceAway: false };
  } finally {
    clearTimeout(timer);
    interruption.removeEventListener('abort', stop);
  }
}

async function asked(page: Page, request: Parameters<PageApi['prove']>[0], service: ProofService): Promise<ProofOutcome> {
  await page.exposeFunction('scalewallChallenge', service.challenge);
  await page.exposeFunction('scalewallCommitment', service.commitment);
  await page.exposeFunction('scalewallOpening', service.opening);
  const outcome = await page.evaluate(
    (wanted) =>
      globalThis.scalewall?.prove(wanted, {
        challenge: (offer) => globalThis.scalewallChallenge(offer),
        commitment: (id, root) => globalThis.scalewallCommitment(id, root),
        opening: (id, bytes) => globalThis.scalewallOpening(id, bytes),
      }),
    request,
  );
  return outcome ?? { kind: 'failed', reason: 'the page offers no proof', isServiceAway: false };
}
