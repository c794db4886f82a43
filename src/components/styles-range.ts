// Ranges in table cells: the axis recedes, the range carries the colour, the median stands on it.
import { css } from 'lit';

export const rangeStyles = css`
  svg.range {
    display: block;
    width: 15rem;
    max-width: 100%;
    height: auto;
    font-family: var(--text);
  }
  svg.range .tick {
    fill: var(--ink-soft);
    font-size: 11px;
    font-weight: 400;
    text-anchor: middle;
  }
  svg.range .grid {
    stroke: var(--grid);
  }
  svg.range .spread {
    fill: var(--range, var(--accent));
    fill-opacity: 0.32;
  }
  svg.range .median {
    fill: var(--range, var(--accent));
    stroke: var(--paper);
    stroke-width: 1.5;
  }
  svg.range .ring {
    fill: none;
    stroke: var(--other);
    stroke-width: 1.5;
  }
  svg.range .own {
    fill: var(--alert);
    stroke: var(--paper);
    stroke-width: 1.5;
  }
  .unranked svg.range :is(.spread, .median) {
    fill: var(--other);
  }
  td.picture,
  th.picture {
    min-width: 11rem;
    padding-block: 0.2rem;
    vertical-align: middle;
  }
  @media (forced-colors: active) {
    svg.range :is(.spread, .median, .ring, .own) {
      forced-color-adjust: none;
    }
  }
`;
