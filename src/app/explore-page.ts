// The page at `/explore`: what a size costs to train and to serve, under the reader's dials. Rests on exploration-desk.ts,
// which computes, and components/, which show.
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { baseStyles } from '../components/styles-base.ts';
import { controlStyles } from '../components/styles-controls.ts';
import { claimWords, leaning } from '../components/claim-words.ts';
import '../components/sw-answer.ts';
import '../components/sw-claims.ts';
import '../components/sw-explore-dials.ts';
import type { ExplorationChange } from '../components/sw-explore-dials.ts';
import '../components/sw-halvings.ts';
import '../components/sw-numbers.ts';
import '../components/sw-point.ts';
import '../components/sw-size-chart.ts';
import type { FocusChange } from '../components/sw-size-chart.ts';
import '../components/sw-size-slider.ts';
import '../components/sw-step-roofline.ts';
import { DEFAULT_EXPLORATION, type Exploration } from '../contract/exploration.ts';
import { gpuName } from '../report/gpu-name.ts';
import { CLAIM_IDS, type ClaimId, type Verdict } from '../report/claims-verdict.ts';
import type { ExplorationReport } from '../report/exploration-report.ts';
import { formatDuration } from '../units/format.ts';
import { fetchRun } from './client.ts';
import { ExplorationDesk } from './exploration-desk.ts';
import type { ClaimsAnswer } from './exploration-messages.ts';
import { readExploration, writeExploration } from './exploration-url.ts';
import { ACCELERATOR_NAMES } from './exploration-choices.ts';
import { PRICE_MONTHS } from './price-months.ts';
import { explorePageStyles } from './explore-page-styles.ts';

/** Milliseconds without a turn after which the address follows: browsers refuse one that changes with every frame. */
const ADDRESS_REST = 200;
const NO_VERDICTS: readonly Verdict[] = [];

/** The result that the visitor's own measurement comes from. */
type OwnRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly name: string }
  | { readonly kind: 'failed'; readonly message: string };

@localized()
@customElement('sw-explore-page')
export class ExplorePage extends LitElement {
  static override styles = [baseStyles, controlStyles, explorePageStyles];

  private readonly desk = new ExplorationDesk(this);
  private readonly arrived = readExploration(location.search, {
    accelerators: ACCELERATOR_NAMES,
    scenarios: CLAIM_IDS,
  });
  @state() private exploration: Exploration = this.arrived.exploration;
  @state() private ownRun: OwnRun = { kind: this.arrived.runId === '' ? 'none' : 'loading' };

  @state() private areNumbersOpen = false;
  private claimLinks: Readonly<Partial<Record<ClaimId, string>>> = {};
  private addressTimer: ReturnType<typeof setTimeout> | undefined;
  private linkedClaims: ClaimsAnswer | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  protected override willUpdate(): void {
    const { claims } = this.desk;
    if (claims === this.linkedClaims) return;
    this.linkedClaims = claims;
    this.claimLinks = claims === undefined ? {} : linksOf(claims, this.arrived.runId);
  }

  protected override render(): TemplateResult {
    const { report } = this.desk;
    return html` ${this.notices()}
      <sw-answer .report=${report}></sw-answer>
      ${this.scenario()}
      <div class="whole" @focus-change=${this.changeFocus} @exploration-change=${this.changeDials}>
        <div class="curves">
          <sw-size-chart subject="training" .report=${report}></sw-size-chart>
          <sw-size-slider .parameters=${this.exploration.focus_parameters}></sw-size-slider>
          ${this.scenarios()}
        </div>
        <sw-explore-dials
          class="dials"
          .exploration=${this.exploration}
          .accelerators=${ACCELERATOR_NAMES}
          .priceDates=${PRICE_MONTHS}
        ></sw-explore-dials>
        <div class="rest">${report === undefined ? nothing : this.rest(report)}</div>
      </div>
      ${report === undefined ? nothing : this.below(report)}`;
  }

  private rest(report: ExplorationReport): TemplateResult {
    return html` <section><sw-size-chart subject="serving" .report=${report}></sw-size-chart></section>
      <section><sw-point .report=${report}></sw-point></section>
      <section><sw-halvings .halvings=${report.focus.halvings}></sw-halvings></section>
      <section>
        <sw-step-roofline .roofline=${report.focus.roofline} .name=${report.exploration.accelerator}></sw-step-roofline>
      </section>`;
  }

  private below(report: ExplorationReport): TemplateResult {
    return html` <section>
        <sw-claims
          .verdicts=${this.desk.claims?.verdicts ?? NO_VERDICTS}
          .links=${this.claimLinks}
          .chosen=${this.exploration.scenario}
        ></sw-claims>
      </section>
      <section>
        <h2>${msg('Every number, and where it comes from')}</h2>
        <details @toggle=${this.toggleNumbers}>
          <summary>${msg(str`All ${report.explained.length} numbers`)}</summary>
          ${
            this.areNumbersOpen
              ? html`<sw-numbers
                  .facts=${report.explained.map(({ id, name, value }) => ({ id, name, value }))}
                  .explained=${report.explained}
                ></sw-numbers>`
              : nothing
          }
        </details>
      </section>
      ${this.whereComputed()}`;
  }

  private notices(): TemplateResult {
    const { refused } = this.arrived;
    const { failure } = this.desk;
    return html` ${refused.length === 0 ? nothing : html`<p class="notice" role="alert">${msg('Not understood in the address, and left at its default:')} ${refused.join('; ')}</p>`}
    ${failure === undefined ? nothing : html`<p class="notice alert" role="alert">${msg('These dials could not be computed; the numbers below are of the last that could:')} ${failure}</p>`}`;
  }

  /** Every claim as a place to begin. */
  private scenarios(): TemplateResult {
    return html`<nav class="scenarios small" aria-label=${msg('Claims of the article')}>
      <span class="soft">${msg('Or set the dials to a claim of the article:')}</span>
      <ul>
        ${CLAIM_IDS.map((id) => {
          const link = this.claimLinks[id];
          const { title } = claimWords(id);
          if (link === undefined) return html`<li>${title}</li>`;
          const isChosen = id === this.exploration.scenario;
          return html`<li><a href=${link} aria-current=${isChosen ? 'true' : nothing}>${title}</a></li>`;
        })}
      </ul>
    </nav>`;
  }

  /** The claim whose dials these are, before what they show. */
  private scenario(): TemplateResult | typeof nothing {
    const id = CLAIM_IDS.find((claim) => claim === this.exploration.scenario);
    if (id === undefined) return nothing;
    const { title, statement } = claimWords(id);
    const verdict = this.desk.claims?.verdicts.find((found) => found.id === id);
    return html`<div class="notice scenario">
      <p>
        <strong>${msg('The dials of a claim of the article:')} ${title}.</strong> ${statement}
        ${verdict === undefined ? nothing : leaning(verdict)}
      </p>
      <button type="button" @click=${() => this.showClaim(id)}>${msg('What speaks for and against it')}</button>
    </div>`;
  }

  private showClaim(id: ClaimId): void {
    this.renderRoot.querySelector('sw-claims')?.shadowRoot?.getElementById(id)?.scrollIntoView({ behavior: 'smooth' });
  }

  private whereComputed(): TemplateResult {
    const { place, seconds } = this.desk;
    const took = seconds === undefined ? '' : formatDuration(seconds, 2);
    return html`<p class="soft small" data-place=${place.kind}>
      ${this.ownWords()}
      ${
        place.kind === 'worker'
          ? msg(str`Computed in a worker of this page in ${took}.`)
          : msg(str`Computed on the page itself in ${took}, because a worker failed: ${place.reason}.`)
      }
    </p>`;
  }

  private ownWords(): TemplateResult | string {
    const own = this.ownRun;
    switch (own.kind) {
      case 'none':
        return html`${msg('No measurement of your device is in these numbers.')}
          <a href="/">${msg('Measure your GPU')}</a>${msg(', and open its stored result from here with ?run= and its id.')}`;
      case 'loading':
        return msg('The result is being loaded.');
      case 'loaded':
        return msg(str`The measurement of ${own.name} is in these numbers.`);
      case 'failed':
        return html`<span class="alert"
          >${msg(str`The result could not be loaded (${own.message}); these numbers are without it.`)}</span
        >`;
      default:
        return own satisfies never;
    }
  }

  private async begin(): Promise<void> {
    const { runId } = this.arrived;
    if (runId === '') {
      this.desk.ask(this.exploration);
      return;
    }
    const found = await fetchRun(runId);
    if (found.kind === 'ok') {
      const { run } = found.value.submission;
      this.desk.rest(run);
      this.ownRun = { kind: 'loaded', name: gpuName(run.device.gpu) };
    } else {
      this.ownRun = { kind: 'failed', message: found.message };
    }
    this.desk.ask(this.exploration);
  }

  private toggleNumbers(event: Event): void {
    if (event.currentTarget instanceof HTMLDetailsElement) this.areNumbersOpen = event.currentTarget.open;
  }

  private changeDials(event: CustomEvent<ExplorationChange>): void {
    this.turn(event.detail.exploration);
  }

  private changeFocus(event: CustomEvent<FocusChange>): void {
    this.turn({ ...this.exploration, focus_parameters: event.detail.parameters });
  }

  private turn(exploration: Exploration): void {
    this.exploration = exploration;
    this.desk.ask(exploration);
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => this.keepInAddress(), ADDRESS_REST);
  }

  private keepInAddress(): void {
    const query = writeExploration(this.exploration, this.arrived.runId);
    history.replaceState(null, '', `${location.pathname}${query}${location.hash}`);
  }
}

function linksOf({ dials }: ClaimsAnswer, runId: string): Readonly<Partial<Record<ClaimId, string>>> {
  const addressOf = (changes: Partial<Exploration>): string =>
    `/explore${writeExploration({ ...DEFAULT_EXPLORATION, ...changes }, runId)}`;
  return Object.fromEntries(Object.entries(dials).map(([id, changes]) => [id, addressOf(changes)]));
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-explore-page': ExplorePage;
  }
}
