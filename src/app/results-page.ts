// The page at `/results`: stored runs, newest first, by GPU. Rests on client.ts and components/.
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { GpuList } from '../contract/api.ts';
import { baseStyles } from '../components/styles-base.ts';
import type { GpuFilter, RunsState } from '../components/sw-runs-list.ts';
import '../components/sw-runs-list.ts';
import { fetchGpus, fetchRuns } from './client.ts';

@localized()
@customElement('sw-results-page')
export class ResultsPage extends LitElement {
  static override styles = [baseStyles];

  @state() private list: RunsState = { kind: 'loading' };
  @state() private gpus: GpuList['gpus'] = [];
  @state() private gpu = new URLSearchParams(location.search).get('gpu') ?? '';
  private cursor: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load(undefined);
    void fetchGpus().then((answer) => {
      if (answer.kind === 'ok') this.gpus = answer.value.gpus;
    });
  }

  protected override render(): TemplateResult {
    return html`<h1>${msg('Results')}</h1>
      <sw-runs-list
        .state=${this.list}
        .gpus=${this.gpus}
        .gpu=${this.gpu}
        @gpu-filter=${this.filter}
        @runs-more=${() => this.load(this.cursor)}
        @runs-retry=${() => this.load(undefined)}
      ></sw-runs-list>`;
  }

  private filter(event: CustomEvent<GpuFilter>): void {
    this.gpu = event.detail.gpu ?? '';
    const query = new URLSearchParams(this.gpu === '' ? {} : { gpu: this.gpu }).toString();
    history.replaceState(null, '', `${location.pathname}${query === '' ? '' : `?${query}`}`);
    void this.load(undefined);
  }

  /** The list from its start, or on from a cursor. An answer that a later choice has overtaken is dropped. */
  private async load(cursor: string | undefined): Promise<void> {
    const before = cursor !== undefined && this.list.kind === 'loaded' ? this.list.runs : [];
    this.list = cursor === undefined ? { kind: 'loading' } : { kind: 'loaded', runs: before, hasMore: true, isLoadingMore: true };
    const asked = this.gpu;
    const answer = await fetchRuns(asked === '' ? undefined : asked, cursor);
    if (asked !== this.gpu) return;
    if (answer.kind !== 'ok') {
      this.list = { kind: 'failed', message: answer.message };
      return;
    }
    this.cursor = answer.value.next_cursor ?? undefined;
    this.list = {
      kind: 'loaded',
      runs: [...before, ...answer.value.runs],
      hasMore: this.cursor !== undefined,
      isLoadingMore: false,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-results-page': ResultsPage;
  }
}
