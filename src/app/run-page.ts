// The page at `/runs/:id`: one stored result. Rests on client.ts and report-view.ts.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { StoredRun } from '../contract/api.ts';
import type { Report } from '../report/report-document.ts';
import { gpuName } from '../report/gpu-name.ts';
import { baseStyles } from '../components/styles-base.ts';
import { fetchRun, type Answer } from './client.ts';
import type { Run } from '../contract/run.ts';
import './report-view.ts';
import type { Compare } from './share-desk.ts';
import './share-desk.ts';

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
      }
    `,
  ];

  @property() runId = '';
  @state() private answer: Answer<StoredRun> | undefined;
  @state() private other: Run | undefined;
  @state() private report: Report | undefined;

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    const { answer } = this;
    if (answer === undefined) return html`<p role="status">${msg('Loading the result …')}</p>`;
    if (answer.kind !== 'ok')
      return html`<h1>${msg('No result here')}</h1>
        <p role="alert">${answer.message}</p>`;
    const { submission, created_at } = answer.value;
    const { run } = submission;
    return html` <h1>${gpuName(run.device.gpu)}</h1>
      <p class="soft">
        ${msg(str`Submitted ${created_at.slice(0, 10)}, measured in ${run.device.host.browser} on ${run.device.host.os}, suite ${run.suite.version}, ${run.length} run.`)}
        <a href="/explore?run=${this.runId}">${msg('Explore other sizes and clusters with it')}</a>
      </p>
      <sw-report-view .run=${run} .otherRun=${this.other} owner="other" @report-change=${this.takeReport}></sw-report-view>
      <section>
        <sw-share-desk .submission=${submission} .report=${this.report} @compare=${this.compare}></sw-share-desk>
      </section>`;
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

declare global {
  interface HTMLElementTagNameMap {
    'sw-run-page': RunPage;
  }
}
