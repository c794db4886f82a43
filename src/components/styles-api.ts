// How the API's description looks: endpoints one under the other, tables of words, commands in a box that scrolls by itself.
import { css } from 'lit';

export const apiStyles = css`
  section,
  article {
    margin-block-start: 2.5rem;
    scroll-margin-block-start: 1rem;
  }
  article {
    border-block-start: 1px solid var(--rule);
    padding-block-start: 1rem;
  }
  h3 {
    margin: 0;
    font-size: 1.02rem;
    font-weight: 600;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  h3 a {
    display: inline-block;
    color: inherit;
    text-decoration: none;
  }
  h3 a:hover {
    text-decoration: underline;
  }
  h2 + article {
    margin-block-start: 1rem;
  }
  h4 {
    margin: 1rem 0 0;
    font-size: 0.9rem;
    font-weight: 600;
  }
  .method {
    display: inline-block;
    min-width: 4.2rem;
    border: 1px solid var(--control);
    border-radius: 99px;
    padding: 0 0.6rem;
    margin-inline-end: 0.5rem;
    font-size: 0.82rem;
    text-align: center;
  }
  nav ul {
    list-style: none;
    padding: 0;
    margin-block: 0.2rem 0.9rem;
  }
  nav .groups {
    columns: 17rem;
    column-gap: 2rem;
  }
  nav li {
    break-inside: avoid;
    padding-block: 0.15rem;
  }
  nav a {
    overflow-wrap: anywhere;
  }
  pre {
    overflow-x: auto;
    background: var(--sunken);
    border: 1px solid var(--rule);
    border-radius: var(--radius);
    padding: 0.6rem 0.8rem;
    margin-block: 0.6rem;
  }
  td,
  th {
    text-align: start;
    white-space: normal;
  }
  tbody th {
    font-weight: 400;
    min-width: 7rem;
    overflow-wrap: anywhere;
  }
  tbody td {
    min-width: 6rem;
  }
  td.notes {
    min-width: 9.5rem;
    overflow-wrap: anywhere;
  }
  details {
    scroll-margin-block-start: 1rem;
  }
  details .scroll {
    margin-block-end: 1rem;
  }
`;
