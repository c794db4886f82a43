// Bars of shares: one stacked bar of parts, or one bar a row; the words beside them say the same.
import { css } from 'lit';

export const barStyles = css`
  h3 {
    font-family: var(--text);
    font-size: 1rem;
    font-weight: 600;
    margin: 0 0 0.4rem;
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.6rem;
    justify-content: space-between;
  }
  .bar {
    display: block;
    width: 100%;
    height: 1.75rem;
    border-radius: 2px;
  }
  .compute {
    fill: var(--prefill);
  }
  .again {
    fill: color-mix(in oklab, var(--prefill) 55%, var(--paper));
  }
  .memory {
    fill: var(--train);
  }
  .network {
    fill: var(--decode);
  }
  .idle {
    fill: var(--other);
  }
  .track {
    fill: var(--rule);
  }
  .amount {
    fill: var(--accent);
  }
  .over {
    fill: var(--alert);
  }
  .parts {
    list-style: none;
    margin: 0.6rem 0 0;
    padding: 0;
    display: grid;
    grid-template-columns: auto 1fr auto auto;
    gap: 0.2rem 0.7rem;
    font-size: 0.88rem;
  }
  .parts li {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    align-items: center;
    max-width: none;
  }
  .parts .number {
    text-align: end;
  }
  @media (forced-colors: active) {
    rect {
      forced-color-adjust: none;
      stroke: CanvasText;
      stroke-width: 0.5;
    }
  }
`;
