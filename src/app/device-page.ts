// The page at `/devices/:gpu`: what the runs of one GPU say together, the charts of its representative run, its newest runs.
// Rests on client.ts, reading-client.ts and report-view.ts.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { StoredRun } from '../contract/api.ts';
import type { Device } from '../contract/devices.ts';
import { comparePath, devicePath } from '../components/places.ts';
import { baseStyles } from '../components/styles-base.ts';
import '../components/sw-device-rows.ts';
import '../components/sw-runs-list.ts';
import { dayName } from '../components/words.ts';
import { fetchRun, type Answer } from './client.ts';
import { devicePictures } from './pictures.ts';
import { fetchDevice } from './reading-client.ts';
import './report-view.ts';
import './snippet-desk.ts';

@localized()
@customElement('sw-device-page')
export class DevicePage extends LitElement {
  static override styles = [
    baseStyles,
    css`
      section {
        margin-block-start: 3rem;
      }
      h1 {
        margin-block: 0 0.25rem;
        overflow-wrap: anywhere;
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        max-width: none;
      }
    `,
  ];

  @property() gpu = '';
  @state() private answer: Answer<Device> | undefined;
  @state() private representative: Answer<StoredRun> | undefined;

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    const { answer, gpu } = this;
    if (answer === undefined) return html`<p role="status">${msg('Loading the runs of this GPU …')}</p>`;
    if (answer.kind === 'refused' && answer.code === 'not-found')
      return html`<h1>${msg('No runs of this GPU')}</h1>
        <p role="alert">
          ${msg(str`There is no listed run of a GPU named “${gpu}”. Names are as browsers give them, such as “nvidia ada-lovelace”; upper and lower case matter.`)}
        </p>
        <p>${msg(html`<a href="/results">All GPUs that have runs</a>, or <a href="/">measure yours</a>.`)}</p>`;
    if (answer.kind !== 'ok')
      return html`<h1>${gpu}</h1>
        <p class="notice alert" role="alert">${msg('The runs of this GPU could not be loaded:')} ${answer.message}</p>`;
    return this.device(answer.value);
  }

  private device({ gpu, rows, representative, newest }: Device): TemplateResult {
    const isFallback = rows.some((row) => row.is_fallback);
    return html`<h1>${gpu}</h1>
      ${isFallback ? html`<p class="notice">${msg('A program that imitates a GPU on a processor. It is never ranked with GPUs.')}</p>` : nothing}
      <p class="links">
        <a href=${comparePath({ gpus: [gpu] })}>${msg('Compare it with others')}</a
        ><a href="/results?gpu=${encodeURIComponent(gpu)}">${msg('All its runs')}</a
        ><a href="/results#verified">${msg('What verified means')}</a>
      </p>
      <sw-device-rows .rows=${rows}></sw-device-rows>
      <section>
        <h2>${msg('Newest runs')}</h2>
        <sw-runs-list .state=${{ kind: 'loaded', runs: newest, hasMore: false, isLoadingMore: false }} isFixed></sw-runs-list>
      </section>
      <section>
        <h2>${msg('Its representative run')}</h2>
        <p>
          ${msg(html`The charts below are of <a href=${representative.url}>one run</a>, of ${dayName(representative.created_at)}: the one whose peak is nearest to the median${representative.verified_flop_per_second === null ? '' : msg(' of the verified runs')}. They are not an average.`)}
        </p>
        ${this.report()}
      </section>
      <section>
        <sw-snippet-desk
          .pictures=${devicePictures(gpu, new URL(representative.url, location.href).origin)}
          .href=${new URL(devicePath(gpu), new URL(representative.url, location.href)).href}
        ></sw-snippet-desk>
      </section>`;
  }

  private report(): TemplateResult {
    const { representative } = this;
    if (representative === undefined) return html`<p role="status">${msg('Loading the run …')}</p>`;
    if (representative.kind !== 'ok')
      return html`<p class="notice alert" role="alert">${msg('The run could not be loaded:')} ${representative.message}</p>`;
    return html`<sw-report-view .run=${representative.value.submission.run} owner="other"></sw-report-view>`;
  }

  private async load(): Promise<void> {
    this.answer = await fetchDevice(this.gpu);
    if (this.answer.kind === 'ok') this.representative = await fetchRun(this.answer.value.representative.id);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-device-page': DevicePage;
  }
}
