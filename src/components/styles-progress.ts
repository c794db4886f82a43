// A bar of how far something is, alike in every element.
import { css } from 'lit';

export const progressStyles = css`
  progress {
    appearance: none;
    width: 100%;
    height: 0.75rem;
    border: 1px solid var(--control);
    border-radius: 99px;
    background: var(--surface);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--surface);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
    transition: inline-size 200ms linear;
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  @media (prefers-reduced-motion: reduce) {
    progress::-webkit-progress-value {
      transition: none;
    }
  }
`;
