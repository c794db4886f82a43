// The state of the visitor's own run, for the elements that show it. Rests on visit.ts (loaded when first needed) and submission.ts.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { runRequestSchema, type RunProgress, type RunRequest } from '../contract/page.ts';
import type { Submission } from '../contract/api.ts';
import type { Run } from '../contract/run.ts';
import type { Unsupported } from '../gpu/adapter.ts';

export type VisitState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: RunProgress; readonly snapshot: Run | undefined }
  | { readonly kind: 'done'; readonly submission: Submission }
  | { readonly kind: 'unsupported'; readonly reason: Unsupported; readonly detail: string }
  | { readonly kind: 'failed'; readonly message: string };

export class VisitController implements ReactiveController {
  state: VisitState = { kind: 'idle' };
  private abort: AbortController | undefined;
  private readonly host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  stop(): void {
    this.abort?.abort();
  }

  /** Back to the start, for another run; a run that is under way goes on. */
  reset(): void {
    if (this.abort === undefined) this.enter({ kind: 'idle' });
  }

  /** Runs once and resolves with the state it ended in. A run that is under way is not disturbed: asking again throws. */
  async start(request: RunRequest, isHeadless: boolean, onProgress?: (progress: RunProgress) => void): Promise<VisitState> {
    if (this.abort !== undefined) throw new Error('a run is under way; stop it first');
    this.abort = new AbortController();
    let snapshot: Run | undefined;
    this.enter({ kind: 'running', progress: { stage: 'opening', fraction: 0, elapsed_seconds: 0 }, snapshot });
    try {
      const [{ measureVisit }, { toSubmission }] = await Promise.all([import('./visit.ts'), import('./submission.ts')]);
      const outcome = await measureVisit(request, isHeadless, this.abort.signal, {
        onProgress: (progress) => {
          onProgress?.(progress);
          this.enter({ kind: 'running', progress, snapshot });
        },
        onSnapshot: (run) => {
          snapshot = run;
        },
      });
      if (outcome.kind === 'unsupported') return this.enter(outcome);
      const submission = await toSubmission(outcome.run);
      return this.enter(
        submission === undefined ? { kind: 'failed', message: nothingMeasured(outcome.run) } : { kind: 'done', submission },
      );
    } catch (error) {
      return this.enter({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    } finally {
      this.abort = undefined;
    }
  }

  /** As `start`, for programs: refuses a malformed request and throws where no result comes of it. */
  async runForProgram(request: unknown, onProgress?: (progress: RunProgress) => void): Promise<Submission> {
    const state = await this.start(runRequestSchema.parse(request), true, onProgress);
    if (state.kind === 'done') return state.submission;
    if (state.kind === 'unsupported') throw new Error(`unsupported: ${state.reason}: ${state.detail}`);
    throw new Error(state.kind === 'failed' ? state.message : `the run ended as ${state.kind}`);
  }

  private enter(state: VisitState): VisitState {
    this.state = state;
    this.host.requestUpdate();
    return state;
  }
}

/** Why a run has nothing to show: how it ended, and the first trial that failed. */
function nothingMeasured({ completion, trials }: Run): string {
  const failed = trials.find(({ outcome }) => outcome.kind === 'failed');
  const first = failed?.outcome.kind === 'failed' ? ` First failure: ${failed.outcome.detail}` : '';
  return `no operation was measured (${completion.kind}${completion.detail === '' ? '' : `: ${completion.detail}`}).${first}`;
}
