// A proof for a program that drives the page: one at a time, and it can be stopped. Rests on proof-client.ts, loaded when asked for.
import type { ProofOutcome, ProofRequest, ProofService } from '../contract/page.ts';

export class ProgramProof {
  private abort: AbortController | undefined;

  stop(): void {
    this.abort?.abort();
  }

  /** The program's service stands between, as this page may speak with its own origin alone. Asking twice at once throws. */
  async forProgram(request: ProofRequest, service: ProofService): Promise<ProofOutcome> {
    if (this.abort !== undefined) throw new Error('a proof is under way; stop it first');
    this.abort = new AbortController();
    try {
      const { prove } = await import('./proof-client.ts');
      return await prove(request, service, { signal: this.abort.signal, onProgress: () => {} });
    } finally {
      this.abort = undefined;
    }
  }
}
