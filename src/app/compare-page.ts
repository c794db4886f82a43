// The page at `/compare?run=…&gpu=…`: up to five runs or GPUs on all charts. What is compared stands in the address; files do
// not. Rests on compare-entries.ts, compare-url.ts and components/.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { MOST_COMPARED } from '../contract/devices.ts';
import type { Phase } from '../contract/run.ts';
import type { CompareEntry } from '../components/compare-entry.ts';
import { baseStyles } from '../components/styles-base.ts';
import { controlStyles } from '../components/styles-controls.ts';
import type { EntryAsk, EntryFile } from '../components/sw-compare-add.ts';
import '../components/sw-compare-add.ts';
import type { PhaseChange } from '../components/sw-compare-chart.ts';
import '../components/sw-compare-chart.ts';
import type { EntryRemove } from '../components/sw-compare-figures.ts';
import '../components/sw-compare-figures.ts';
import '../components/sw-compare-rooflines.ts';
import { fetchGpus } from './client.ts';
import { loadEntry, loadFile, type LoadedEntry } from './compare-entries.ts';
import { lastSubmitted } from './delete-links.ts';
import { hasEntry, readCompareUrl, understand, writeCompareUrl, type Asked } from './compare-url.ts';

/** One place of the comparison; a file's has no `asked`. */
interface Place {
  readonly asked: Asked | undefined;
  readonly loaded: LoadedEntry | undefined;
}

@localized()
@customElement('sw-compare-page')
export class ComparePage extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      .notice {
        overflow-wrap: anywhere;
      }
      .notice button {
        min-height: 2rem;
        padding: 0.15rem 0.6rem;
        font-size: 0.86rem;
      }
      section {
        margin-block-start: 3rem;
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

  @state() private places: readonly Place[] = [];
  @state() private gpus: readonly string[] = [];
  @state() private error = '';
  @state() private phase: Phase = 'prefill';
  /** What this browser sent last. */
  private readonly own = understand(lastSubmitted() ?? '', []);

  override connectedCallback(): void {
    super.connectedCallback();
    const { asked, leftOut } = readCompareUrl(location.search);
    if (leftOut.length > 0) this.error = msg(str`At most ${MOST_COMPARED} can be compared; left out: ${leftOut.join(', ')}.`);
    for (const each of asked) void this.add(each);
    void fetchGpus().then((answer) => {
      if (answer.kind === 'ok') this.gpus = answer.value.gpus.map(({ gpu }) => gpu);
    });
  }

  protected override render(): TemplateResult {
    const entries = this.entries();
    const isLoading = this.places.some(({ loaded }) => loaded === undefined);
    return html`<h1>${msg('Compare')}</h1>
      <p>
        ${msg(str`Up to ${MOST_COMPARED} GPUs or runs, measured and extrapolated, on the same axes. The address of this page holds what you chose.`)}
      </p>
      <sw-compare-add
        .gpus=${this.gpus}
        .entryCount=${entries.length}
        .error=${this.error}
        ?hasOwn=${this.own !== undefined}
        @entry-ask=${this.ask}
        @entry-file=${this.takeFile}
        @entry-own=${this.addOwn}
      ></sw-compare-add>
      ${this.places.map(({ loaded }, index) => this.failure(loaded, index))}
      ${isLoading ? html`<p role="status">${msg('Loading …')}</p>` : nothing}
      ${entries.length === 0 ? (isLoading ? nothing : this.invitation()) : this.comparison(entries)}`;
  }

  private comparison(entries: readonly CompareEntry[]): TemplateResult {
    return html`<section>
        <sw-compare-figures .entries=${entries} @entry-remove=${this.takeAway}></sw-compare-figures>
      </section>
      <section>
        <sw-compare-chart
          .entries=${entries}
          .subject=${{ kind: 'throughput', phase: this.phase }}
          @phase-change=${this.changePhase}
        ></sw-compare-chart>
      </section>
      <section><sw-compare-rooflines .entries=${entries}></sw-compare-rooflines></section>
      <section class="two">
        <sw-compare-chart .entries=${entries} .subject=${{ kind: 'training' }}></sw-compare-chart>
        <sw-compare-chart .entries=${entries} .subject=${{ kind: 'serving' }}></sw-compare-chart>
      </section>`;
  }

  private invitation(): TemplateResult {
    return html`<p class="soft">
      ${msg(html`Nothing is chosen yet. Names of GPUs are on the <a href="/results">results page</a>; every run’s page has a link to here.`)}
    </p>`;
  }

  private failure(loaded: LoadedEntry | undefined, index: number): TemplateResult | typeof nothing {
    if (loaded?.kind !== 'failed') return nothing;
    return html`<p class="notice alert" role="alert">
      ${loaded.message} <button @click=${() => this.drop(index)}>${msg('Leave it out')}</button>
    </p>`;
  }

  private entries(): readonly CompareEntry[] {
    return this.places
      .flatMap(({ loaded }) => (loaded?.kind === 'entry' ? [loaded.entry] : []))
      .map((entry, index) => ({ ...entry, letter: letterOf(index) }));
  }

  private async add(asked: Asked): Promise<void> {
    const place: Place = { asked, loaded: undefined };
    this.places = [...this.places, place];
    const loaded = await loadEntry(asked);
    this.places = this.places.map((other) => (other === place ? { asked, loaded } : other));
  }

  private ask({ detail: { text } }: CustomEvent<EntryAsk>): void {
    const asked = understand(text, this.gpus);
    if (asked === undefined) this.error = msg(str`“${text}” is neither a GPU that has runs here nor the link or id of a run.`);
    else this.choose(asked);
  }

  private addOwn(): void {
    if (this.own !== undefined) this.choose(this.own);
  }

  private choose(asked: Asked): void {
    const all = this.places.flatMap((place) => place.asked ?? []);
    this.error = hasEntry(all, asked) ? msg('It is here already.') : '';
    if (this.error !== '') return;
    void this.add(asked);
    this.keepInAddress();
  }

  private async takeFile({ detail: { file } }: CustomEvent<EntryFile>): Promise<void> {
    const loaded = await loadFile(file);
    this.error = loaded.kind === 'failed' ? loaded.message : '';
    if (loaded.kind === 'entry') this.places = [...this.places, { asked: undefined, loaded }];
  }

  private takeAway({ detail: { letter } }: CustomEvent<EntryRemove>): void {
    const shown = this.places.flatMap((place, index) => (place.loaded?.kind === 'entry' ? [index] : []));
    const index = shown.find((_, at) => letterOf(at) === letter);
    if (index !== undefined) this.drop(index);
  }

  private drop(index: number): void {
    this.places = this.places.toSpliced(index, 1);
    this.error = '';
    this.keepInAddress();
  }

  private changePhase(event: CustomEvent<PhaseChange>): void {
    this.phase = event.detail.phase;
  }

  private keepInAddress(): void {
    const asked = this.places.flatMap((place) => place.asked ?? []);
    history.replaceState(null, '', location.pathname + writeCompareUrl(asked));
  }
}

function letterOf(index: number): string {
  return 'ABCDE'.charAt(index);
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-compare-page': ComparePage;
  }
}
