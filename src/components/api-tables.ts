// Templates of the API's description that several places use: a schema as a table, a type with its links, words with code in them.
import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { ApiContent, JsonSchema } from '../contract/api-document.ts';
import { schemaRows, typePieces } from './schema-layout.ts';

/** The fragment that leads to a named schema. */
export function schemaAnchor(name: string): string {
  return `schema-${name}`;
}

export function schemaTable(label: string, schema: JsonSchema): TemplateResult {
  const rows = schemaRows(schema);
  return html`<div class="scroll" role="group" tabindex="0" aria-label=${label}>
    <table>
      <thead>
        <tr>
          <th scope="col">${msg('Member')}</th>
          <th scope="col">${msg('Type')}</th>
          <th scope="col">${msg('Notes')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ path, type, isRequired, notes }) =>
            html`<tr>
              <th scope="row"><code>${path === '' ? msg('the value') : breakable(path)}</code></th>
              <td>
                ${type.map((piece) =>
                  typeof piece === 'string'
                    ? html`<code>${piece}</code>`
                    : html`<a href="#${schemaAnchor(piece.schema)}">${piece.schema}</a>`,
                )}${isRequired ? nothing : html` <span class="soft">${msg('optional')}</span>`}
              </td>
              <td class="notes">${words(notes)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A long path breaks after its separators, and elsewhere only where nothing else helps. */
function breakable(path: string): readonly TemplateResult[] {
  return path.split(/(?<=[._\]) ])/).map((piece) => html`${piece}<wbr />`);
}

/** Each media type of a body; a JSON one opens in place, to the table of its members. */
export function contentTables(content: ApiContent, schemas: Readonly<Record<string, JsonSchema>>): readonly TemplateResult[] {
  return Object.entries(content).map(([type, { schema = {} }]) => {
    const [piece] = typePieces(schema);
    const name = typeof piece === 'object' ? piece.schema : undefined;
    const { description } = schema;
    if (type !== 'application/json')
      return html`<p><code>${type}</code>. ${words(typeof description === 'string' ? description : '')}</p>`;
    const shown = (name === undefined ? undefined : schemas[name]) ?? schema;
    const label = name ?? msg('JSON');
    return html`<details>
      <summary><code>${type}</code> ${label}</summary>
      ${schemaTable(label, shown)}
    </details>`;
  });
}

/** Text with `code` in backticks, as the description's texts have it. */
export function words(text: string): readonly (string | TemplateResult)[] {
  return text.split(/`([^`]*)`/).map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece));
}
