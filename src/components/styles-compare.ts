// Up to five entries side by side: each has a colour, a dash and a marker of its own, so that no two rest on colour alone.
import { css } from 'lit';

export const compareStyles = css`
  .entry-0 {
    --series: var(--prefill);
    --dash: none;
  }
  .entry-1 {
    --series: var(--decode);
    --dash: 9 4;
  }
  .entry-2 {
    --series: var(--train);
    --dash: 2 4;
  }
  .entry-3 {
    --series: var(--accent);
    --dash: 10 3 2 3;
  }
  .entry-4 {
    --series: var(--ink);
    --dash: 16 5;
  }
  .line,
  .line.projected {
    stroke-dasharray: var(--dash);
    stroke-linecap: butt;
  }
  .band {
    fill-opacity: 0.09;
  }
  .readout dl {
    grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr));
  }
  .key li {
    max-width: 100%;
    overflow-wrap: anywhere;
  }
  .letter {
    color: var(--series);
    font-weight: 700;
  }
`;
