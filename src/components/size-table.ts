// The tables behind a size chart: every size of the curve, and the models that exist, with their sources.
import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { ExplorationReport } from '../report/exploration-report.ts';
import { formatCount, formatDollars, formatEstimate } from '../units/format.ts';
import { pointFacts, type Subject } from './point-facts.ts';
import { sizesOf } from './size-layout.ts';

export function sizeTable(report: ExplorationReport, subject: Subject): TemplateResult {
  const { hold } = report.exploration;
  const rows = sizesOf(report).map((point) => ({ point, facts: pointFacts(point, subject, hold) }));
  const names = rows.find(({ facts }) => facts.length > 1)?.facts.map(({ name }) => name) ?? [msg('Out of reach')];
  return html` <table>
    <caption>
      ${subject === 'training' ? msg('Training by size, with 90 % intervals') : msg('Serving by size, with 90 % intervals')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${msg('Parameters')}</th>
        ${names.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ point, facts }) =>
          html`<tr class=${point === report.focus ? 'focus' : ''}>
            <th scope="row">${formatCount(point.parameters)}</th>
            ${
              facts.length === names.length
                ? facts.map(({ value }) => html`<td>${value}</td>`)
                : html`<td class="words" colspan=${names.length}>${facts[0]?.value}</td>`
            }
          </tr>`,
      )}
    </tbody>
  </table>`;
}

export function modelTable({ knownModels }: ExplorationReport): TemplateResult {
  return html` <table>
    <caption>
      ${msg('Models that exist; dollars are their published GPU hours at the curve’s price of an hour')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${msg('Model')}</th>
        <th scope="col">${msg('Parameters')}</th>
        <th scope="col">${msg('Tokens')}</th>
        <th scope="col">${msg('GPU hours')}</th>
        <th scope="col">${msg('Cost')}</th>
        <th scope="col">${msg('Source')}</th>
      </tr>
    </thead>
    <tbody>
      ${knownModels.map(
        (model) =>
          html`<tr>
            <th scope="row">${model.name}</th>
            <td>${formatCount(model.parameters)}</td>
            <td>${formatCount(model.tokens)}</td>
            <td>${model.publishedGpuHours === undefined ? msg('not published') : formatCount(model.publishedGpuHours)}</td>
            <td>${model.dollars === undefined ? '–' : formatEstimate(model.dollars, formatDollars)}</td>
            <td class="words">${model.source} (${model.asOf})</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
