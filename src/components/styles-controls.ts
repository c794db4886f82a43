// Buttons, fields, choices and disclosure, alike in every element.
import { css } from 'lit';

export const controlStyles = css`
  button {
    font: inherit;
    font-weight: 600;
    color: var(--ink);
    background: var(--surface);
    border: 1px solid var(--control);
    border-radius: var(--radius);
    padding: 0.5rem 1rem;
    min-height: 2.75rem;
    cursor: pointer;
    transition:
      background-color 120ms,
      border-color 120ms;
  }
  button:hover:not(:disabled) {
    border-color: var(--accent);
    background: var(--sunken);
  }
  button.primary {
    color: var(--on-accent);
    background: var(--accent);
    border-color: var(--accent);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--accent) 86%, var(--ink));
  }
  button:disabled {
    color: var(--ink-soft);
    border-style: dashed;
    cursor: default;
  }

  input:is([type='text'], [type='search']),
  select {
    font: inherit;
    font-variant-numeric: tabular-nums;
    color: var(--ink);
    background: var(--surface);
    border: 1px solid var(--control);
    border-radius: var(--radius);
    padding: 0.4rem 0.6rem;
    min-height: 2.75rem;
    width: 100%;
  }
  input[aria-invalid='true'] {
    border: 2px solid var(--alert);
  }
  input[type='range'] {
    accent-color: var(--accent);
    width: 100%;
    min-height: 2rem;
    margin: 0;
  }
  label,
  legend {
    font-size: 0.9rem;
    font-weight: 600;
    padding: 0;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }

  .choice {
    display: inline-flex;
    flex-wrap: wrap;
    border: 1px solid var(--control);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .choice label {
    position: relative;
    display: grid;
    place-items: center;
    padding: 0.35rem 0.9rem;
    min-height: 2.6rem;
    cursor: pointer;
    font-weight: 500;
  }
  .choice input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .choice label:has(:checked) {
    background: var(--ink);
    color: var(--paper);
    border-radius: calc(var(--radius) - 1px);
  }
  .choice label:has(:focus-visible) {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }

  details {
    border-block: 1px solid var(--rule);
  }
  details + details {
    border-block-start: 0;
  }
  summary {
    cursor: pointer;
    padding: 0.6rem 0;
    font-weight: 600;
    font-size: 0.9rem;
    min-height: 2.75rem;
  }
  summary:hover {
    color: var(--accent);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    align-items: center;
  }
  @media (forced-colors: active) {
    .choice label:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
