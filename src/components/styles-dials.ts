// The explorer's form of dials: one column of fields beside the charts, several where it stands below them.
import { css } from 'lit';

export const dialStyles = css`
  :host {
    container-type: inline-size;
  }
  form {
    margin-block-start: 0.9rem;
  }
  .group {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
    gap: 0.9rem 1.5rem;
    align-items: start;
    padding-block-end: 1.1rem;
  }
  .field {
    display: grid;
    gap: 0.2rem;
  }
  .field input[type='range'] {
    min-height: 1.5rem;
  }
  .field input[type='text'],
  .field select {
    min-height: 2.5rem;
  }
  .slide {
    display: grid;
    grid-template-columns: 1fr 8.5rem;
    gap: 0.75rem;
    align-items: center;
  }
  .typed {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .unit {
    white-space: nowrap;
    color: var(--ink-soft);
    font-size: 0.9rem;
  }
  .hint {
    margin: 0;
    font-size: 0.8rem;
    color: var(--ink-soft);
  }
  .hint:empty {
    display: none;
  }
  .error {
    margin: 0;
    font-size: 0.85rem;
    font-weight: 600;
    color: var(--alert);
  }
  legend {
    margin-block-end: 0.2rem;
  }
  .choice {
    justify-self: start;
  }
  .foot {
    margin-block-start: 1rem;
  }
`;
