// The page at `/`: start, progress, the visitor's report, sharing and submitting. Rests on visit-controller.ts and components/.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Submission } from '../contract/api.ts';
import { runRequestSchema, type PageApi } from '../contract/page.ts';
import type { Verification } from '../contract/proof.ts';
import type { DeviceProfile, Run } from '../contract/run.ts';
import { SUITE_VERSION } from '../contract/suite.ts';
import { findAdapter, type AdapterFound } from '../gpu/adapter.ts';
import { budgetOf } from '../plan/budget.ts';
import type { Report } from '../report/report-document.ts';
import { gpuName } from '../report/gpu-name.ts';
import { baseStyles } from '../components/styles-base.ts';
import { controlStyles } from '../components/styles-controls.ts';
import '../components/sw-progress.ts';
import '../components/sw-recorded-banner.ts';
import '../components/sw-start.ts';
import type { RunStart } from '../components/sw-start.ts';
import { describeHost } from './host.ts';
import { recordedRun } from './recorded-run.ts';
import type { Compare } from './share-desk.ts';
import { ProgramProof } from './program-proof.ts';
import { VisitController } from './visit-controller.ts';

declare global {
  interface Window {
    scalewall?: PageApi;
  }
}

@localized()
@customElement('sw-measure-page')
export class MeasurePage extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      section {
        margin-block-start: 3rem;
      }
    `,
  ];

  private readonly visit = new VisitController(this);
  private readonly proof = new ProgramProof();
  @state() private found: AdapterFound | undefined;
  @state() private recorded: Submission | undefined;
  @state() private other: Run | undefined;
  @state() private verification: Verification | null = null;
  @state() private isStopping = false;
  @state() private report: Report | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.scalewall = {
      suiteVersion: SUITE_VERSION,
      run: (request, onProgress) => this.visit.runForProgram(request, onProgress),
      prove: (request, service) => this.proof.forProgram(request, service),
      stop: () => {
        this.visit.stop();
        this.proof.stop();
      },
    };
    void this.lookForGpu();
    void import('./kept-desk.ts');
  }

  protected override willUpdate(): void {
    // What shows a report weighs as much as the rest of the page, and a visitor who only looks around needs none of it.
    if (this.recorded === undefined && this.visit.state.kind !== 'running' && this.visit.state.kind !== 'done') return;
    void import('./report-view.ts');
    void import('./share-desk.ts');
    void import('./submission-desk.ts');
    void import('./against-others.ts');
  }

  protected override render(): TemplateResult {
    const { state: visit } = this.visit;
    switch (visit.kind) {
      case 'idle':
      case 'unsupported':
        return html`<sw-kept-desk></sw-kept-desk
          >${this.start()}${this.recorded === undefined ? nothing : this.recordedRun(this.recorded)}`;
      case 'failed':
        return html`<p class="notice" role="alert">${msg('The run failed:')} ${visit.message}</p>
          ${this.start()}`;
      case 'running':
        return html` <sw-progress .progress=${visit.progress} .isStopping=${this.isStopping} @run-stop=${this.stop}></sw-progress>
          <sw-report-view .run=${visit.snapshot} isGrowing></sw-report-view>`;
      case 'done':
        return this.done(visit.submission);
      default:
        return visit satisfies never;
    }
  }

  private start(): TemplateResult {
    const { state: visit } = this.visit;
    const reason = visit.kind === 'unsupported' ? visit : this.found?.kind === 'unsupported' ? this.found : undefined;
    const profile = this.found?.kind === 'found' ? this.found.profile : undefined;
    return html`<sw-start
      .gpuName=${profile ? gpuName(profile.gpu) : ''}
      .browserName=${this.host.browser}
      ?isFallback=${profile?.gpu.is_fallback ?? false}
      .seconds=${profile ? { quick: budgetOf('quick', profile, null).seconds, full: budgetOf('full', profile, null).seconds } : { quick: 30, full: 180 }}
      .unavailable=${reason?.reason}
      .unavailableDetail=${reason?.detail ?? ''}
      @run-start=${this.begin}
    ></sw-start>`;
  }

  private recordedRun({ run }: Submission): TemplateResult {
    return html` <section>
      <sw-recorded-banner .gpuName=${gpuName(run.device.gpu)} .startedAt=${run.started_at}></sw-recorded-banner>
      <sw-report-view .run=${run} owner="other"></sw-report-view>
    </section>`;
  }

  private done(submission: Submission): TemplateResult {
    return html` <sw-report-view
        .run=${submission.run}
        .otherRun=${this.other}
        @report-change=${this.takeReport}
      ></sw-report-view>
      <section><sw-against-others .run=${submission.run} .verification=${this.verification}></sw-against-others></section>
      <section><sw-share-desk .submission=${submission} .report=${this.report} @compare=${this.compare}></sw-share-desk></section>
      <section>
        <sw-submission-desk .submission=${submission} @run-stored=${this.takeVerification}></sw-submission-desk>
      </section>
      <section><button @click=${this.again}>${msg('Measure again')}</button></section>`;
  }

  private get host(): DeviceProfile['host'] {
    return describeHost(navigator, crossOriginIsolated, new URLSearchParams(location.search).has('headless'));
  }

  private async lookForGpu(): Promise<void> {
    this.found = isSecureContext
      ? await findAdapter(navigator.gpu, this.host)
      : { kind: 'unsupported', reason: 'insecure-context', detail: location.origin };
    if (this.found.kind === 'unsupported') await this.showRecorded();
  }

  private async showRecorded(): Promise<void> {
    this.recorded = await recordedRun();
  }

  private begin(event: CustomEvent<RunStart>): void {
    this.isStopping = false;
    this.verification = null;
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
    void this.visit.start(runRequestSchema.parse({ length: event.detail.length, seed }), false).then((ended) => {
      if (ended.kind === 'unsupported') void this.showRecorded();
    });
  }

  private stop(): void {
    this.isStopping = true;
    this.visit.stop();
  }

  private again(): void {
    this.visit.reset();
  }

  private takeReport(event: CustomEvent<{ readonly report: Report | undefined }>): void {
    this.report = event.detail.report;
  }

  private takeVerification(event: CustomEvent<Verification | undefined>): void {
    this.verification = event.detail ?? null;
  }

  private compare(event: CustomEvent<Compare>): void {
    this.other = event.detail.run;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-measure-page': MeasurePage;
  }
}
