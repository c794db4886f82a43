// Charts: axes recede, series carry the colour, shapes and dashes say the same without it.
import { css } from 'lit';

export const chartStyles = css`
  figure {
    margin: 0;
    container-type: inline-size;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1.5rem;
    justify-content: space-between;
    align-items: end;
    margin-block-end: 0.6rem;
  }
  .head p {
    margin-block: 0.2rem 0;
  }
  .stage {
    position: relative;
    margin-block: 0.25rem 0.5rem;
  }
  svg {
    display: block;
    overflow: visible;
    font-family: var(--text);
    font-variant-numeric: tabular-nums lining-nums;
  }
  .stage svg {
    width: 100%;
    height: auto;
  }
  .cursor {
    position: absolute;
    inset: 0;
    touch-action: pan-y;
    cursor: crosshair;
  }

  .grid {
    stroke: var(--grid);
    stroke-width: 1;
    fill: none;
  }
  .grid.minor {
    opacity: 0.45;
  }
  .axis {
    stroke: var(--ink);
    stroke-width: 1;
  }
  .tick,
  .axis-title {
    fill: var(--ink-soft);
    font-size: 0.75rem;
  }
  .axis-title {
    font-weight: 600;
  }
  .x {
    text-anchor: middle;
  }
  .y {
    text-anchor: end;
    dominant-baseline: central;
  }

  .prefill {
    --series: var(--prefill);
    --dash: 7 4;
  }
  .decode {
    --series: var(--decode);
    --dash: 2 4;
  }
  .train,
  .money {
    --series: var(--train);
    --dash: 10 3 2 3;
  }
  .probe,
  .other {
    --series: var(--other);
    --dash: 4 3;
  }
  .money.serving {
    --series: var(--decode);
    --dash: 2 4;
  }

  .band {
    fill: var(--series);
    fill-opacity: 0.15;
    stroke: none;
  }
  .line {
    stroke: var(--series);
    stroke-width: 2;
    fill: none;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .line.projected {
    stroke-dasharray: var(--dash);
    stroke-linecap: butt;
  }
  .other .line {
    stroke-width: 1.5;
  }
  .whisker {
    stroke-opacity: 0.45;
    stroke: var(--series);
    stroke-width: 1.25;
  }
  .ring {
    stroke: var(--series);
    stroke-width: 1.25;
    fill: none;
  }
  .marker .outline {
    stroke: var(--series);
    stroke-width: 1.5;
    fill: var(--paper);
  }
  .marker .half,
  .marker.measured .outline {
    fill: var(--series);
  }
  .marker.current .outline {
    stroke-width: 2.5;
  }
  .end-label {
    fill: var(--series);
    font-size: 0.8rem;
    font-weight: 600;
    dominant-baseline: central;
  }
  .leader {
    stroke: var(--series);
    stroke-width: 1;
    opacity: 0.6;
    fill: none;
  }
  .cross-hair {
    stroke: var(--ink-soft);
    stroke-width: 1;
    stroke-dasharray: 2 3;
  }
  .focus-line {
    stroke: var(--ink);
    stroke-width: 1;
  }
  .note {
    fill: var(--ink-soft);
    font-size: 0.75rem;
  }
  .absent {
    stroke: var(--alert);
    stroke-width: 2;
    fill: none;
  }
  .absent-text {
    fill: var(--alert);
    font-size: 0.75rem;
    font-weight: 600;
  }

  .readout {
    border-block: 1px solid var(--rule);
    padding-block: 0.6rem;
    min-height: 6.2rem;
  }
  .readout .at {
    font-family: var(--display);
    font-weight: 600;
    font-size: 1.1rem;
    margin-inline-end: 0.4rem;
  }
  .readout dl {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 0.5rem 1.5rem;
    margin: 0.35rem 0 0;
  }
  .readout dl > :only-child {
    grid-column: 1 / -1;
  }
  .readout dt {
    color: var(--series, var(--ink-soft));
    font-size: 0.86rem;
    font-weight: 600;
  }
  .readout dt svg {
    display: inline-block;
    vertical-align: -0.16em;
  }
  .readout dd {
    margin: 0;
    font-variant-numeric: tabular-nums lining-nums;
    font-size: 0.95rem;
  }
  .readout dd.interval {
    color: var(--ink-soft);
    font-size: 0.8rem;
  }
  @container (width < 36rem) {
    .readout dl {
      grid-template-columns: 1fr 1fr;
      gap: 0.5rem 1rem;
    }
    .end-label {
      font-size: 0.72rem;
    }
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem 1.1rem;
    margin: 0.35rem 0;
    padding: 0;
    list-style: none;
    font-size: 0.84rem;
    color: var(--ink-soft);
  }
  .key li {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
  }
  .key svg {
    flex: none;
  }
  @media (forced-colors: active) {
    .line,
    .ring {
      stroke: var(--series);
      stroke-width: 1.25;
      fill: none;
    }
    .marker .outline {
      forced-color-adjust: none;
    }
  }
`;
