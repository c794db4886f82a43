// The key of the marks: what full, half-full and hollow markers mean. Rests on chart-series.ts.
import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { MarkerShape } from '../chart/marker.ts';
import { marker } from './chart-series.ts';
import { markSign, type Mark } from './words.ts';

export function markerIcon(shape: MarkerShape, mark: Mark): TemplateResult {
  return html`<svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
    ${marker(shape, mark, { x: 0, y: 0 }, 5)}
  </svg>`;
}

/** The three marks in the shape and class of one series, with the line styles and what the band holds. */
export function markKey(style: string, shape: MarkerShape, band: string): TemplateResult {
  const marks: readonly (readonly [Mark, string])[] = [
    ['measured', msg('measured')],
    ['in-part', msg('measured on a slice or in part')],
    ['projected', msg('projected from the device model')],
  ];
  return html` <ul class="key ${style}">
    ${marks.map(([mark, words]) => html`<li>${markerIcon(shape, mark)}<span>${markSign(mark)} ${words}</span></li>`)}
    <li>
      <svg width="22" height="12" aria-hidden="true"><rect class="band" width="22" height="12" /></svg>${band}
    </li>
  </ul>`;
}
