// The page at `/api`: the API for people who write programs, from the description that the service gives of itself, and the
// open data as files. Rests on api-client.ts and components/.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { words } from '../components/api-tables.ts';
import { baseStyles } from '../components/styles-base.ts';
import type { DumpsState } from '../components/sw-api-dumps.ts';
import '../components/sw-api-dumps.ts';
import '../components/sw-api-reference.ts';
import type { ApiDocument } from '../contract/api-document.ts';
import { fetchApiDocument, fetchDumps } from './api-client.ts';
import type { Answer } from './client.ts';

@localized()
@customElement('sw-api-page')
export class ApiPage extends LitElement {
  static override styles = [
    baseStyles,
    css`
      section {
        margin-block-start: 2.5rem;
      }
      .lede {
        font-family: var(--display);
        font-size: clamp(1.1rem, 1rem + 0.5vw, 1.35rem);
        max-width: 58rem;
      }
    `,
  ];

  @state() private document: Answer<ApiDocument> | undefined;
  @state() private dumps: DumpsState = { kind: 'loading' };

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`<h1>${msg('API and open data')}</h1>
      <p class="lede">
        ${msg('Every result that is stored here can be read by any program and any page, without a key, and downloaded as a whole.')}
      </p>
      ${openData(this.dumps)} ${clients()} ${this.reference()}`;
  }

  private reference(): TemplateResult {
    const { document } = this;
    if (document === undefined) return html`<p role="status">${msg('The description of the API is being loaded …')}</p>`;
    if (document.kind !== 'ok')
      return html`<p class="notice alert" role="alert">
        ${msg('The description of the API cannot be shown:')} ${document.message}
      </p>`;
    const { info } = document.value;
    return html`<section>
      <h2>${msg('Endpoints')}</h2>
      <p>${words(info.description ?? '')} ${msg(str`This is version ${info.version}.`)}</p>
      <p>
        <a href="/api/v1/openapi.json">${msg('As an OpenAPI 3.1 document')}</a>,
        <a href="/api/v1/schemas/submission.json">${msg('JSON Schema of a result')}</a>
      </p>
      <sw-api-reference .document=${document.value}></sw-api-reference>
    </section>`;
  }

  private async load(): Promise<void> {
    const [document, dumps] = await Promise.all([fetchApiDocument(), fetchDumps()]);
    this.document = document;
    this.dumps = dumps.kind === 'ok' ? { kind: 'loaded', list: dumps.value } : { kind: 'failed', message: dumps.message };
  }
}

function openData(dumps: DumpsState): TemplateResult {
  return html`<section>
    <h2>${msg('Open data')}</h2>
    <p>
      ${msg('Every listed run, whole as JSON Lines and as tables in CSV and Parquet, in the public domain:')}
      <a href="https://creativecommons.org/publicdomain/zero/1.0/">CC0 1.0</a>.
      ${msg('README.md says what every column means and how far to trust it. Verified and unverified runs are marked; rank them apart.')}
    </p>
    <sw-api-dumps .state=${dumps}></sw-api-dumps>
  </section>`;
}

function clients(): TemplateResult {
  return html`<section>
    <h2>${msg('Writing a client')}</h2>
    <p>
      <a href="/examples/client.mjs">client.mjs</a>
      ${msg('is a whole client in one file, without dependencies: it reads all runs page by page, asks again only for what has changed, and ranks GPUs by verified throughput.')}
    </p>
    <ul>
      <li>${msg('Pages: pass next_cursor as cursor. They neither skip nor repeat a run while others arrive.')}</li>
      <li>${msg('Send the ETag of an answer as If-None-Match; 304 says that nothing has changed.')}</li>
      <li>
        ${msg('Submissions, proofs and deletions are limited per client. 429 and 503 say in Retry-After how many seconds to wait.')}
      </li>
      <li>${msg('For more than a few hundred runs take a dump instead of paging.')}</li>
    </ul>
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-api-page': ApiPage;
  }
}
