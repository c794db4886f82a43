// A run's whole report with its dials: headline, charts, tables, ledger, flags. Rests on report/ and components/.
// Holds the assumptions in the address; computes reports and hands them down.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Assumptions } from '../contract/assumptions.ts';
import type { Run } from '../contract/run.ts';
import { hasMeasurement } from '../device-model/fit.ts';
import type { Report } from '../report/report-document.ts';
import { report } from '../report/report.ts';
import { baseStyles } from '../components/styles-base.ts';
import '../components/sw-cost-chart.ts';
import '../components/sw-flags.ts';
import '../components/sw-headline.ts';
import '../components/sw-kernels.ts';
import '../components/sw-knobs.ts';
import type { AssumptionsChange } from '../components/sw-knobs.ts';
import '../components/sw-ledger.ts';
import '../components/sw-results-table.ts';
import '../components/sw-roofline-chart.ts';
import '../components/sw-throughput-chart.ts';
import { PRICE_MONTHS } from './price-months.ts';
import { readUrlState, writeUrlState, type Quantity } from './url-state.ts';

@localized()
@customElement('sw-report-view')
export class ReportView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      section {
        margin-block-start: 3rem;
      }
      sw-headline {
        display: block;
        margin-block-start: 1.5rem;
      }
      .two {
        display: grid;
        gap: 3rem 2.5rem;
        grid-template-columns: minmax(0, 1fr);
      }
      @media (min-width: 64rem) {
        .two {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  @property({ attribute: false }) run: Run | undefined;
  /** A dropped result, shown beside this one. */
  @property({ attribute: false }) otherRun: Run | undefined;
  @property() owner: 'visitor' | 'other' = 'visitor';
  /** While the run grows, only its curves are drawn. */
  @property({ type: Boolean }) isGrowing = false;

  @state() private assumptions: Assumptions = readUrlState(location.search).assumptions;
  @state() private readonly refused: readonly string[] = readUrlState(location.search).refused;
  @state() private quantity: Quantity = readUrlState(location.search).quantity;
  private shown: Report | undefined;
  private other: Report | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('run') || changed.has('assumptions'))
      this.shown = this.run && hasMeasurement(this.run) ? report(this.run, this.assumptions) : undefined;
    if (changed.has('otherRun') || changed.has('assumptions'))
      this.other = this.otherRun && hasMeasurement(this.otherRun) ? report(this.otherRun, this.assumptions) : undefined;
    if (changed.has('run') || changed.has('assumptions'))
      this.dispatchEvent(new CustomEvent('report-change', { detail: { report: this.shown } }));
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.run === undefined) return nothing;
    if (this.shown === undefined) {
      return this.isGrowing
        ? nothing
        : html`<p role="alert">${msg('Nothing could be measured in this run.')}</p>
            <sw-flags .run=${this.run}></sw-flags>`;
    }
    return html` ${this.refused.length === 0 ? nothing : html`<p class="notice" role="alert">${msg('Not understood in the address, and left at its default:')} ${this.refused.join('; ')}</p>`}
      ${this.isGrowing ? nothing : html`<sw-headline .report=${this.shown} .owner=${this.owner}></sw-headline><sw-flags .run=${this.run}></sw-flags>`}
      <section>
        <sw-throughput-chart
          .report=${this.shown}
          .other=${this.other}
          .quantity=${this.quantity}
          @quantity-change=${this.changeQuantity}
        ></sw-throughput-chart>
      </section>
      ${this.isGrowing ? nothing : this.rest(this.shown)}`;
  }

  private rest(shown: Report): TemplateResult {
    return html` <section>
        <sw-knobs
          .assumptions=${this.assumptions}
          .sizes=${shown.sizes}
          .priceDates=${PRICE_MONTHS}
          @assumptions-change=${this.changeAssumptions}
        ></sw-knobs>
      </section>
      <section class="two">
        <sw-cost-chart .report=${shown} .subject=${'training'}></sw-cost-chart>
        <sw-cost-chart .report=${shown} .subject=${'serving'}></sw-cost-chart>
      </section>
      <section><sw-roofline-chart .roofline=${shown.roofline}></sw-roofline-chart></section>
      <section><sw-kernels .kernels=${shown.kernels}></sw-kernels></section>
      <section><sw-results-table .report=${shown}></sw-results-table></section>
      <section><sw-ledger .entries=${shown.ledger}></sw-ledger></section>`;
  }

  private changeQuantity(event: CustomEvent<{ readonly quantity: Quantity }>): void {
    this.quantity = event.detail.quantity;
    this.keepInAddress();
  }

  private changeAssumptions(event: CustomEvent<AssumptionsChange>): void {
    this.assumptions = event.detail.assumptions;
    this.keepInAddress();
  }

  private keepInAddress(): void {
    history.replaceState(null, '', `${location.pathname}${writeUrlState(this.assumptions, this.quantity)}${location.hash}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-report-view': ReportView;
  }
}
