// Tables of numbers: ruled in one direction, figures aligned, scrolled inside their own region.
import { css } from 'lit';

export const tableStyles = css`
  .scroll {
    /* Hidden words inside are placed against it, and not against the page, which they would widen. */
    position: relative;
    overflow-x: auto;
    max-width: 100%;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 0.86rem;
    font-variant-numeric: tabular-nums lining-nums;
  }
  caption {
    text-align: start;
    padding-block: 0.4rem;
    color: var(--ink-soft);
    /* A table may be wider than the screen; its caption is read without scrolling. */
    max-width: min(100%, 88vw);
  }
  th,
  td {
    padding: 0.4rem 0.5rem;
    text-align: end;
    vertical-align: top;
    border-block-end: 1px solid var(--rule);
    white-space: nowrap;
  }
  thead th {
    font-weight: 600;
    color: var(--ink-soft);
    vertical-align: bottom;
    border-block-end: 2px solid var(--ink);
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 0;
  }
  tbody th {
    text-align: start;
    font-weight: 600;
  }
  .words {
    text-align: start;
    white-space: normal;
    min-width: 10.5rem;
  }
  .sign {
    margin-inline-end: 0.35em;
  }
  td .interval,
  th .detail {
    display: block;
    color: var(--ink-soft);
    font-weight: 400;
    font-size: 0.88em;
  }
  tr.focus > * {
    background: var(--sunken);
    box-shadow: inset 0 2px 0 -1px var(--rule);
  }
`;
