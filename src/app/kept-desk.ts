// Offers again what no service took in an earlier visit. Rests on kept-submissions.ts, sending.ts and sw-kept.
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { submissionSchema } from '../contract/api.ts';
import type { KeptSubmission } from '../contract/kept.ts';
import type { SubmitState } from '../components/submit-state.ts';
import '../components/sw-kept.ts';
import { forgetSubmission, keptSubmissions } from './kept-submissions.ts';
import { send } from './sending.ts';

@customElement('sw-kept-desk')
export class KeptDesk extends LitElement {
  @state() private kept: readonly KeptSubmission[] = [];
  /** By digest; one that is not here was not touched. */
  @state() private states: ReadonlyMap<string, SubmitState> = new Map();
  private readonly abort = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.abort.abort();
  }

  protected override render(): TemplateResult {
    return html`<sw-kept
      .items=${this.kept.map((kept) => ({ ...kept, state: this.states.get(kept.digest) ?? { kind: 'idle' } }))}
      @kept-send=${this.send}
      @kept-drop=${this.drop}
      @link-copy=${this.copy}
    ></sw-kept>`;
  }

  private async load(): Promise<void> {
    this.kept = await keptSubmissions();
  }

  /** One at a time: two proofs at once would share the GPU. */
  private async send({ detail: digest }: CustomEvent<string>): Promise<void> {
    const kept = this.kept.find((one) => one.digest === digest);
    const isBusy = [...this.states.values()].some(({ kind }) => kind === 'proving' || kind === 'sending');
    if (kept === undefined || isBusy) return;
    await send({
      submission: submissionSchema.parse(JSON.parse(kept.document)),
      document: kept.document,
      isProofWanted: kept.isProofWanted,
      signal: this.abort.signal,
      onState: (next) => {
        this.states = new Map([...this.states, [digest, next]]);
      },
    });
  }

  private async drop({ detail: digest }: CustomEvent<string>): Promise<void> {
    await forgetSubmission(digest);
    this.kept = this.kept.filter((one) => one.digest !== digest);
  }

  private async copy({ detail }: CustomEvent<string>): Promise<void> {
    // Where the clipboard is refused, the link stands there to be copied by hand.
    await navigator.clipboard.writeText(detail).catch(() => undefined);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-kept-desk': KeptDesk;
  }
}
