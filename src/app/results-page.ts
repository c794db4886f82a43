// The page at `/results`: GPUs ranked by verified and by unverified runs, apart; published figures for context; the newest
// runs. Rests on reading-client.ts and components/.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { GpuList, Submission } from '../contract/api.ts';
import {
  LEAST_RUNS_TO_RANK,
  MOST_COMPARED,
  POPULATIONS,
  populationSchema,
  type DeviceList,
  type DeviceRow,
  type Population,
} from '../contract/devices.ts';
import { SUITE_VERSION } from '../contract/suite.ts';
import { comparePath } from '../components/places.ts';
import { baseStyles } from '../components/styles-base.ts';
import { controlStyles } from '../components/styles-controls.ts';
import '../components/sw-published.ts';
import '../components/sw-ranking.ts';
import '../components/sw-recorded-row.ts';
import '../components/sw-runs-list.ts';
import type { DataSheet, PublishedFigure } from '../components/sw-published.ts';
import type { RunsFilter } from '../components/sw-runs-list.ts';
import { fetchGpus, type Answer } from './client.ts';
import { NewestRuns } from './newest-runs.ts';
import { fetchDevices } from './reading-client.ts';
import { recordedRun } from './recorded-run.ts';
import { verificationExplained } from './verification-explained.ts';

@localized()
@customElement('sw-results-page')
export class ResultsPage extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      section {
        margin-block-start: 3rem;
      }
      section section {
        margin-block-start: 2rem;
      }
      h3 {
        font-size: 1.05rem;
        margin-block: 0;
      }
      .version {
        max-width: 14rem;
        margin-block-start: 1rem;
      }
    `,
  ];

  private readonly newest = new NewestRuns(this);
  @state() private devices: Answer<DeviceList> | undefined;
  @state() private gpus: GpuList['gpus'] = [];
  @state() private published: { readonly rows: readonly PublishedFigure[]; readonly sheets: readonly DataSheet[] } | undefined;
  @state() private recorded: Submission | undefined;
  @state() private filter = readFilter(location.search);
  private suiteMajor = readSuiteMajor(location.search);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loadDevices();
    void this.newest.show(this.filter);
    void fetchGpus().then((answer) => {
      if (answer.kind === 'ok') this.gpus = answer.value.gpus;
    });
    void import('./published-figures.ts').then(({ PUBLISHED_ROWS, DATA_SHEETS }) => {
      this.published = { rows: PUBLISHED_ROWS, sheets: DATA_SHEETS };
    });
    void recordedRun().then((submission) => {
      this.recorded = submission;
    });
  }

  protected override render(): TemplateResult {
    return html`<h1>${msg('Results')}</h1>
      <p>
        ${msg(html`What visitors measured, by GPU. A <a href="/results#verified">verified</a> run proved to this service that the work was done; an unverified one is what somebody says. They are never ranked together.`)}
        <a href="/compare">${msg('Compare GPUs or runs')}</a>
      </p>
      ${this.rankings()}
      <section id="verified">${verificationExplained()}</section>
      <section>${this.context()}</section>
      <section>
        <h2>${msg('Newest runs')}</h2>
        <sw-runs-list
          .state=${this.newest.state}
          .gpus=${this.gpus}
          .gpu=${this.filter.gpu ?? ''}
          .population=${this.filter.population ?? ''}
          @runs-filter=${this.choose}
          @runs-more=${() => this.newest.more()}
          @runs-retry=${() => this.newest.again()}
        ></sw-runs-list>
      </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    // The browser cannot find a place inside an element by itself.
    if (changed.has('devices') && location.hash === '#verified')
      this.renderRoot.querySelector('#verified')?.scrollIntoView({ block: 'start' });
  }

  private rankings(): TemplateResult {
    const { devices: answer } = this;
    if (answer === undefined) return html`<p role="status">${msg('Loading the results …')}</p>`;
    if (answer.kind !== 'ok')
      return html`<p class="notice alert" role="alert">${msg('The rankings could not be loaded:')} ${answer.message}</p>
        <div class="row"><button @click=${this.loadDevices}>${msg('Try again')}</button></div>`;
    const { devices, suite_major } = answer.value;
    return html`${this.versions(suite_major)}
    ${
      devices.length === 0
        ? html`<p class="notice" role="status">
            ${msg(html`There is no run of this suite version yet, so nothing can be ranked. <a href="/">Measure your GPU</a> here or with <code>npm run bench</code>, and send the result. The published figures below give some context meanwhile.`)}
          </p>`
        : POPULATIONS.map((population) => ranking(population, devices))
    }`;
  }

  /** A choice only where there can be more than one. */
  private versions(shown: number): TemplateResult {
    const latest = Math.max(shown, this.suiteMajor ?? 0, Number(SUITE_VERSION.split('.')[0]));
    const majors = Array.from({ length: latest + 1 }, (_, index) => latest - index);
    if (majors.length === 1)
      return html`<p class="soft small">
        ${msg(str`Runs of suite ${majors[0] ?? 0}.x; runs of different major versions measure different things and are never mixed. A GPU is ranked from ${LEAST_RUNS_TO_RANK} runs.`)}
      </p>`;
    return html`<div class="version">
      <label for="major">${msg('Suite version')}</label>
      <select id="major" @change=${this.chooseMajor}>
        ${majors.map((major) => html`<option value=${major} .selected=${major === shown}>${major}.x</option>`)}
      </select>
    </div>`;
  }

  private context(): TemplateResult {
    const { published, recorded } = this;
    const { devices } = this;
    const few = devices?.kind === 'ok' && devices.value.devices.filter(({ rank }) => rank !== null).length < 5;
    return html`<h2>${msg('For context, not ranked')}</h2>
      ${
        published === undefined
          ? nothing
          : html`<sw-published .rows=${published.rows} .sheets=${published.sheets} ?isOpen=${few}></sw-published>`
      }
      ${
        recorded === undefined
          ? nothing
          : html`<section>
              <h3>${msg('Recorded by us')}</h3>
              <sw-recorded-row .submission=${recorded}></sw-recorded-row>
            </section>`
      }`;
  }

  private readonly loadDevices = async (): Promise<void> => {
    this.devices = await fetchDevices(this.suiteMajor);
  };

  private chooseMajor(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    this.suiteMajor = Number(event.target.value);
    this.keepInAddress();
    void this.loadDevices();
  }

  private choose(event: CustomEvent<RunsFilter>): void {
    this.filter = event.detail;
    this.keepInAddress();
    void this.newest.show(this.filter);
  }

  private keepInAddress(): void {
    const query = new URLSearchParams();
    if (this.suiteMajor !== undefined) query.set('suite_major', String(this.suiteMajor));
    if (this.filter.gpu !== undefined) query.set('gpu', this.filter.gpu);
    if (this.filter.population !== undefined) query.set('population', this.filter.population);
    const text = query.toString();
    history.replaceState(null, '', `${location.pathname}${text === '' ? '' : `?${text}`}`);
  }
}

function ranking(population: Population, devices: readonly DeviceRow[]): TemplateResult {
  const rows = devices.filter((row) => row.population === population);
  const best = rows.filter(({ rank }) => rank !== null).slice(0, MOST_COMPARED);
  return html`<section>
    <h2>${population === 'verified' ? msg('Verified') : msg('Unverified')}</h2>
    <p class="small">
      ${
        population === 'verified'
          ? msg(
              'By the median of what their proofs show was done, at the least. Beneath it, and drawn beside it: from the 10th to the 90th percentile.',
            )
          : msg(
              'By the median of the peak that the runs say they measured. Nothing was proved. Beneath it, and drawn beside it: from the 10th to the 90th percentile.',
            )
      }
      ${best.length < 2 ? nothing : html`<a href=${comparePath({ gpus: best.map(({ gpu }) => gpu) })}>${msg(str`Compare the first ${best.length}`)}</a>`}
    </p>
    <sw-ranking .population=${population} .rows=${rows}></sw-ranking>
  </section>`;
}

function readFilter(search: string): RunsFilter {
  const query = new URLSearchParams(search);
  const gpu = query.get('gpu') ?? '';
  return { gpu: gpu === '' ? undefined : gpu, population: populationSchema.safeParse(query.get('population')).data };
}

function readSuiteMajor(search: string): number | undefined {
  const text = new URLSearchParams(search).get('suite_major') ?? '';
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-results-page': ResultsPage;
  }
}
