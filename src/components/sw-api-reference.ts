// Every endpoint of the API, by group, and every named schema, all in one tree, so that the browser's own search finds everything
// and a fragment leads to each: `#listRuns`, `#schema-Run`.
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ApiDocument, ApiParameter } from '../contract/api-document.ts';
import { apiGroups, type ApiAnswer, type ApiEndpoint, type ApiGroup } from './api-layout.ts';
import { contentTables, schemaAnchor, schemaTable, words } from './api-tables.ts';
import { typePieces } from './schema-layout.ts';
import { apiStyles } from './styles-api.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';

@localized()
@customElement('sw-api-reference')
export class ApiReference extends LitElement {
  static override styles = [baseStyles, tableStyles, controlStyles, apiStyles];

  @property({ attribute: false }) document: ApiDocument | undefined;

  readonly #follow = () => this.show(location.hash.slice(1));

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#follow);
  }

  override disconnectedCallback(): void {
    removeEventListener('hashchange', this.#follow);
    super.disconnectedCallback();
  }

  protected override updated(): void {
    if (this.document !== undefined) this.#follow();
  }

  /** Brings what a fragment names into view, and opens it where it is closed. A browser does neither within an element. */
  show(fragment: string): void {
    const found = fragment === '' ? null : this.renderRoot.querySelector(`#${CSS.escape(decodeURIComponent(fragment))}`);
    if (found === null) return;
    if (found instanceof HTMLDetailsElement) found.open = true;
    found.scrollIntoView();
    found.querySelector<HTMLElement>('summary, h3 a, h2')?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { document } = this;
    if (document === undefined) return nothing;
    const groups = apiGroups(document);
    return html`${contents(groups)} ${groups.map((group) => this.#group(group, document))} ${schemas(document)}`;
  }

  #group({ name, endpoints }: ApiGroup, document: ApiDocument): TemplateResult {
    return html`<section id=${groupAnchor(name)}>
      <h2 tabindex="-1">${name}</h2>
      ${endpoints.map((endpoint) => endpointArticle(endpoint, document))}
    </section>`;
  }
}

function contents(groups: readonly ApiGroup[]): TemplateResult {
  return html`<nav aria-label=${msg('Endpoints')}>
    <ul class="groups">
      ${groups.map(
        ({ name, endpoints }) =>
          html`<li>
            <strong><a href="#${groupAnchor(name)}">${name}</a></strong>
            <ul>
              ${endpoints.map(
                ({ id, method, path }) =>
                  html`<li>
                    <a href="#${id}"><code>${method} ${path}</code></a>
                  </li>`,
              )}
            </ul>
          </li>`,
      )}
      <li>
        <strong><a href="#schemas">${msg('Schemas')}</a></strong>
      </li>
    </ul>
  </nav>`;
}

function groupAnchor(name: string): string {
  return `group-${name.toLowerCase().replaceAll(/\W+/g, '-')}`;
}

function endpointArticle(endpoint: ApiEndpoint, { components }: ApiDocument): TemplateResult {
  const { id, method, path, operation, answers, errors, curl } = endpoint;
  return html`<article id=${id}>
    <h3>
      <a href="#${id}"><span class="method">${method}</span><code>${path}</code></a>
    </h3>
    <p>${words(operation.summary ?? '')}. ${words(operation.description ?? '')}</p>
    ${
      (operation.security ?? []).length > 0
        ? html`<p>${msg('Needs the secret of the link that deletes the run, in the header Authorization.')}</p>`
        : nothing
    }
    ${parameterTable(operation.parameters ?? [], path)}
    ${
      operation.requestBody === undefined
        ? nothing
        : html`<h4>${msg('Body')}</h4>
            <p>${words(operation.requestBody.description ?? '')}</p>
            ${contentTables(operation.requestBody.content, components.schemas)}`
    }
    <h4>${msg('Answer')}</h4>
    ${answers.map(
      (answer) =>
        html`<p>
            <strong>${answer.status}</strong> ${words(answer.description)}
            ${answer.headers.map(({ name, description }) => html`<br /><code>${name}</code>: ${words(description)}`)}
          </p>
          ${contentTables(answer.content, components.schemas)}`,
    )}
    ${errorTable(errors)}
    <pre tabindex="0" role="group" aria-label=${msg(str`Command for ${method} ${path}`)}><code>${curl}</code></pre>
  </article>`;
}

function parameterTable(parameters: readonly ApiParameter[], path: string): TemplateResult | typeof nothing {
  if (parameters.length === 0) return nothing;
  return html`<h4>${msg('Parameters')}</h4>
    <div class="scroll" role="group" tabindex="0" aria-label=${msg(str`Parameters of ${path}`)}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Name')}</th>
            <th scope="col">${msg('Type')}</th>
            <th scope="col">${msg('Meaning')}</th>
          </tr>
        </thead>
        <tbody>
          ${parameters.map(
            ({ name, in: place, required, description, schema }) =>
              html`<tr>
                <th scope="row">
                  <code>${name}</code
                  ><span class="detail">${place}${required === true ? nothing : html`, ${msg('optional')}`}</span>
                </th>
                <td>
                  <code>${typePieces(schema ?? {}).map((piece) => (typeof piece === 'string' ? piece : piece.schema))}</code>
                </td>
                <td class="notes">${words(description ?? '')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function errorTable(errors: readonly ApiAnswer[]): TemplateResult | typeof nothing {
  if (errors.length === 0) return nothing;
  return html`<details>
    <summary>${msg('Errors')}: ${errors.map(({ status }) => status).join(', ')}</summary>
    <ul>
      ${errors.map(({ status, description }) => html`<li><strong>${status}</strong> ${words(description)}</li>`)}
    </ul>
  </details>`;
}

function schemas({ components }: ApiDocument): TemplateResult {
  return html`<section id="schemas">
    <h2 tabindex="-1">${msg('Schemas')}</h2>
    ${Object.entries(components.schemas).map(
      ([name, schema]) =>
        html`<details id=${schemaAnchor(name)}>
          <summary>${name}</summary>
          ${schemaTable(name, schema)}
        </details>`,
    )}
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-api-reference': ApiReference;
  }
}
