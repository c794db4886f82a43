// The page at `/privacy`: what is stored and why, what is not, and how to have it deleted. Rests on stored-fields.ts.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { baseStyles } from '../components/styles-base.ts';
import { tableStyles } from '../components/styles-table.ts';
import { addedFields, documentFields, type StoredField } from './stored-fields.ts';

@localized()
@customElement('sw-privacy-page')
export class PrivacyPage extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      section {
        margin-block-start: 2.5rem;
      }
      th,
      td {
        text-align: start;
        white-space: normal;
      }
      tbody th {
        font-weight: 400;
        overflow-wrap: anywhere;
        min-width: 8rem;
        width: 28%;
      }
      td.words {
        min-width: 9rem;
      }
      .scroll {
        margin-block-start: 1.25rem;
      }
      /* Three columns do not fit a telephone: each field becomes a paragraph under its path. */
      @media (max-width: 40rem) {
        thead {
          position: absolute;
          clip-path: inset(50%);
        }
        table,
        caption,
        tbody,
        tr,
        tbody th,
        td {
          display: block;
          width: auto;
        }
        tr {
          border-block-end: 1px solid var(--rule);
          padding-block: 0.5rem;
        }
        tbody th,
        td.words {
          border: 0;
          padding: 0.15rem 0;
        }
        td.words::before {
          content: attr(data-column) ': ';
          color: var(--ink-soft);
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<h1>${msg('Privacy')}</h1>
      <p>
        ${msg('Measuring sends nothing. A result leaves your browser only when you press “Send it”, and before that the page shows the whole document, to the last character. What is sent becomes public. There is no account, no cookie, no advertisement, and nothing is loaded from other sites.')}
      </p>
      <section>
        <h2>${msg('What is stored of a result that you send')}</h2>
        ${fieldTable(msg('The result document, as you saw it'), documentFields())}
        ${fieldTable(msg('What the service adds'), addedFields())}
      </section>
      <section>
        <h2>${msg('What is not stored')}</h2>
        <ul>
          <li>${msg('Your network address, neither with the result nor in a log.')}</li>
          <li>
            ${msg('The user agent. The page reads it once, keeps browser family and major version and the system’s family, and forgets the rest.')}
          </li>
          <li>${msg('An account, a name, a mail address, a cookie, a mark that would recognise you on the next visit.')}</li>
        </ul>
      </section>
      <section>
        <h2>${msg('Limits against floods')}</h2>
        <p>
          ${msg('To count how often one client submits in a minute the service keeps a hash of the client’s address under a random salt. Salt and hashes are thrown away with their window, and without the salt the hash leads to no address. They are never joined with a result.')}
        </p>
      </section>
      <section>
        <h2>${msg('Logs of the service')}</h2>
        <p>
          ${msg('The service logs which kind of request it was, the answer’s status and size, and how long it took: no address, no user agent, no path as it was asked for, no content. A proxy that somebody puts before it may log more; ask whoever runs this one.')}
        </p>
      </section>
      <section>
        <h2>${msg('What your own browser keeps')}</h2>
        <ul>
          <li>${msg('Results that could not be sent, so that they can be offered again (IndexedDB).')}</li>
          <li>
            ${msg('The secret links that delete what you sent (localStorage, scalewall-delete-links), and which kernels were fastest on your GPU (localStorage, scalewall.choices).')}
          </li>
        </ul>
        <p>${msg('They stay on your machine; clearing this site’s data removes them, and the secret links with them.')}</p>
      </section>
      <section>
        <h2>${msg('How to delete a result')}</h2>
        <p>
          ${msg('After sending, the page shows a secret link. Whoever opens it can delete that run for good: its document is removed, its numbers leave every list, ranking and new dump, and its address says that it was deleted. A line without any of its content stays in the public log.')}
          <a href="/log">${msg('Public log')}</a>
        </p>
      </section>
      <section>
        <h2>${msg('Who may use it')}</h2>
        <p>
          ${msg('Everybody: the data are given away as dumps under CC0, without conditions. A copy that somebody took before you deleted a run cannot be called back.')}
          ${msg('Questions and complaints go to the issues of the project’s repository, or to whoever runs this service.')}
        </p>
      </section>`;
  }
}

/** With roles, as a table that is laid out as blocks loses its own. */
function fieldTable(caption: string, fields: readonly StoredField[]): TemplateResult {
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${caption}>
    <table role="table">
      <caption>
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">${msg('Field')}</th>
          <th scope="col" role="columnheader">${msg('What it is')}</th>
          <th scope="col" role="columnheader">${msg('Why')}</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${fields.map(
          ({ path, what, why }) =>
            html`<tr role="row">
              <th scope="row" role="rowheader"><code>${path}</code></th>
              <td class="words" role="cell" data-column=${msg('What it is')}>${what}</td>
              <td class="words" role="cell" data-column=${msg('Why')}>${why}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-privacy-page': PrivacyPage;
  }
}
