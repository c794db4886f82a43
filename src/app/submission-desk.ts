// Sends the run that was just measured, where its visitor says so. Rests on sending.ts and sw-submit.
// Emits `run-stored` with the verification, undefined where there is none.
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Submission } from '../contract/api.ts';
import type { Verification } from '../contract/proof.ts';
import type { SubmitChoice, SubmitState } from '../components/submit-state.ts';
import '../components/sw-submit.ts';
import { forgetSubmission } from './kept-submissions.ts';
import { documentText } from './result-file.ts';
import { send } from './sending.ts';

@customElement('sw-submission-desk')
export class SubmissionDesk extends LitElement {
  @property({ attribute: false }) submission: Submission | undefined;
  @state() private submitState: SubmitState = { kind: 'idle' };
  @state() private isCopied = false;
  private abort: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.abort?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('submission')) return;
    this.abort?.abort();
    this.submitState = { kind: 'idle' };
    this.isCopied = false;
  }

  protected override render(): TemplateResult {
    return html`<sw-submit
      .document=${this.submission ? documentText(this.submission) : ''}
      .state=${this.submitState}
      ?isCopied=${this.isCopied}
      @run-submit=${this.send}
      @run-keep=${this.keep}
      @proof-stop=${this.stop}
      @kept-drop=${this.drop}
      @link-copy=${this.copy}
    ></sw-submit>`;
  }

  private async send({ detail: { isProofWanted } }: CustomEvent<SubmitChoice>): Promise<void> {
    const { submission } = this;
    if (submission === undefined || this.abort !== undefined) return;
    const abort = new AbortController();
    this.abort = abort;
    try {
      const ended = await send({
        submission,
        document: documentText(submission),
        isProofWanted,
        signal: abort.signal,
        onState: (next) => {
          // What was sent stays stored, but this desk shows another run by now.
          if (this.submission === submission) this.submitState = next;
        },
      });
      if (ended.kind === 'stored' && this.submission === submission)
        this.dispatchEvent(new CustomEvent<Verification | undefined>('run-stored', { detail: ended.verification }));
    } finally {
      if (this.abort === abort) this.abort = undefined;
    }
  }

  private stop(): void {
    this.abort?.abort();
  }

  private keep(): void {
    this.submitState = { kind: 'kept' };
  }

  private async drop(): Promise<void> {
    if (this.submission) await forgetSubmission(this.submission.digest);
    this.submitState = { kind: 'kept' };
  }

  private async copy({ detail }: CustomEvent<string>): Promise<void> {
    // Where the clipboard is refused, the link stands there to be copied by hand.
    this.isCopied = await navigator.clipboard.writeText(detail).then(
      () => true,
      () => false,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-submission-desk': SubmissionDesk;
  }
}
