// The page at `/runs/:id`: one stored result, what is proved of it, where it lies among others; its tombstone where it is gone;
// its deletion for whoever has the secret link. Rests on client.ts, reading-client.ts and report-view.ts.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { StoredRun } from '../contract/api.ts';
import type { Report } from '../report/report-document.ts';
import { gpuName } from '../report/gpu-name.ts';
import { comparePath, devicePath } from '../components/places.ts';
import { baseStyles } from '../components/styles-base.ts';
import type { DeleteState } from '../components/sw-delete-run.ts';
import '../components/sw-delete-run.ts';
import '../components/sw-verified-line.ts';
import { fetchRun, type Answer } from './client.ts';
import type { Run } from '../contract/run.ts';
import './against-others.ts';
import { keptDeleteLink } from './delete-links.ts';
import { runPictures } from './pictures.ts';
import { deleteRun } from './reading-client.ts';
import './report-view.ts';
import type { Compare } from './share-desk.ts';
import './share-desk.ts';
import './snippet-desk.ts';

@localized()
@customElement('sw-run-page')
export class RunPage extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      section {
        margin-block-start: 3rem;
      }
      h1 {
        margin-block: 0 0.25rem;
        overflow-wrap: anywhere;
      }
      sw-against-others {
        margin-block: 2rem;
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        max-width: none;
      }
    `,
  ];

  @property() runId = '';
  @state() private answer: Answer<StoredRun> | undefined;
  @state() private other: Run | undefined;
  @state() private report: Report | undefined;
  /** What the address ends in after `#delete=`; undefined without it. */
  @state() private secret = secretIn(location.hash);
  @state() private deletion: DeleteState = { kind: 'asking' };
  private readonly onHash = (): void => {
    this.secret = secretIn(location.hash);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.onHash);
  }

  override disconnectedCallback(): void {
    removeEventListener('hashchange', this.onHash);
    super.disconnectedCallback();
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    const { answer } = this;
    if (answer === undefined) return html`<p role="status">${msg('Loading the result …')}</p>`;
    if (answer.kind !== 'ok') return html`${this.deletion.kind === 'deleted' ? this.deleting() : nothing}${noResult(answer)}`;
    return this.result(answer.value);
  }

  private result(stored: StoredRun): TemplateResult {
    const { submission, created_at, standing, verification, id, url } = stored;
    const { run } = submission;
    const gpu = gpuName(run.device.gpu);
    return html` <h1>${gpu}</h1>
      <p class="soft">
        ${msg(str`Submitted ${created_at.slice(0, 10)}, measured in ${run.device.host.browser} on ${run.device.host.os}, suite ${run.suite.version}, ${run.length} run.`)}
      </p>
      <p class="links">
        <a href=${devicePath(gpu)}>${msg('All runs of this GPU')}</a
        ><a href=${comparePath({ runs: [id] })}>${msg('Compare it')}</a
        ><a href="/explore?run=${id}">${msg('Explore other sizes and clusters with it')}</a>
      </p>
      ${this.secret === undefined ? nothing : this.deleting()}
      <sw-verified-line .verification=${verification} .standing=${standing} .createdAt=${created_at}></sw-verified-line>
      <sw-against-others .run=${run} .verification=${verification}></sw-against-others>
      <sw-report-view .run=${run} .otherRun=${this.other} owner="other" @report-change=${this.takeReport}></sw-report-view>
      <section>
        <sw-share-desk .submission=${submission} .report=${this.report} @compare=${this.compare}></sw-share-desk>
      </section>
      ${
        standing.kind === 'held'
          ? nothing
          : html`<section>
              <sw-snippet-desk
                .pictures=${runPictures(stored, new URL(url, location.href).origin)}
                .href=${url}
              ></sw-snippet-desk>
            </section>`
      }
      ${this.secret === undefined ? this.whereTheLinkIs(url) : nothing}`;
  }

  /** Only the secret link deletes; this browser may have kept it. */
  private whereTheLinkIs(url: string): TemplateResult {
    const kept = keptDeleteLink(url);
    return html`<p class="soft small">
      ${
        kept === undefined
          ? msg(
              'Is it yours? The secret link that deletes it was shown once, when it was sent; the browser that sent it keeps a copy, and the command line printed it. Without the link nobody can delete it from here.',
            )
          : msg(html`This browser sent it, and kept the <a href=${kept}>secret link that deletes it</a>.`)
      }
    </p>`;
  }

  private deleting(): TemplateResult {
    return html`<sw-delete-run
      .state=${this.deletion}
      @delete-confirm=${this.confirmDeletion}
      @delete-cancel=${this.forgetSecret}
    ></sw-delete-run>`;
  }

  private async confirmDeletion(): Promise<void> {
    if (this.secret === undefined) return;
    this.deletion = { kind: 'deleting' };
    const answer = await deleteRun(this.runId, this.secret);
    if (answer.kind !== 'ok') {
      this.deletion = { kind: 'failed', message: answer.message };
      return;
    }
    this.deletion = { kind: 'deleted' };
    await this.load();
    this.forgetSecret();
  }

  /** The secret leaves the address, so that it is not copied with it. */
  private forgetSecret(): void {
    history.replaceState(null, '', location.pathname + location.search);
    this.secret = undefined;
  }

  private async load(): Promise<void> {
    this.answer = await fetchRun(this.runId);
  }

  private takeReport(event: CustomEvent<{ readonly report: Report | undefined }>): void {
    this.report = event.detail.report;
  }

  private compare(event: CustomEvent<Compare>): void {
    this.other = event.detail.run;
  }
}

function noResult(answer: Exclude<Answer<StoredRun>, { kind: 'ok' }>): TemplateResult {
  if (answer.kind === 'refused' && answer.code === 'gone')
    return html`<h1>${msg('This result is gone')}</h1>
      <p role="alert">${answer.message}</p>
      <p>
        ${msg(html`Its address stays, so that links to it say what happened. The <a href="/log">public log</a> has the entry.`)}
      </p>`;
  return html`<h1>${msg('No result here')}</h1>
    <p role="alert">${answer.message}</p>
    <p><a href="/results">${msg('All results')}</a></p>`;
}

function secretIn(hash: string): string | undefined {
  return /^#delete=([0-9a-f]{32})$/.exec(hash)?.[1];
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-run-page': RunPage;
  }
}
