// The page at `/log`: the public log, page by page. Rests on reading-client.ts and sw-log-table.
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { baseStyles } from '../components/styles-base.ts';
import type { LogState } from '../components/sw-log-table.ts';
import '../components/sw-log-table.ts';
import { fetchLog } from './reading-client.ts';

@localized()
@customElement('sw-log-page')
export class LogPage extends LitElement {
  static override styles = [baseStyles];

  @state() private log: LogState = { kind: 'loading' };
  private cursor: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.start();
  }

  protected override render(): TemplateResult {
    return html`<h1>${msg('Public log')}</h1>
      <p>
        ${msg('Every run that was taken out of the lists, or put back, and why. Held: its numbers look wrong and a person has yet to look at them. Hidden: a person found them wrong. Restored: they were right after all. Deleted: whoever sent the run deleted it with its secret link. Times are UTC.')}
      </p>
      <sw-log-table .state=${this.log} @log-more=${this.more} @log-retry=${this.start}></sw-log-table>`;
  }

  private readonly start = async (): Promise<void> => {
    this.log = { kind: 'loading' };
    await this.load([]);
  };

  private async more(): Promise<void> {
    if (this.log.kind !== 'loaded' || this.cursor === undefined) return;
    const { entries } = this.log;
    this.log = { kind: 'loaded', entries, hasMore: true, isLoadingMore: true };
    await this.load(entries);
  }

  private async load(before: Extract<LogState, { kind: 'loaded' }>['entries']): Promise<void> {
    const answer = await fetchLog(before.length === 0 ? undefined : this.cursor);
    if (answer.kind !== 'ok') {
      this.log = { kind: 'failed', message: answer.message };
      return;
    }
    this.cursor = answer.value.next_cursor ?? undefined;
    const entries = [...before, ...answer.value.entries];
    this.log = { kind: 'loaded', entries, hasMore: this.cursor !== undefined, isLoadingMore: false };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-log-page': LogPage;
  }
}
