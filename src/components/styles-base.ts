// What every element's style starts from: box, type, links, focus, states. Colours and fonts are page.css's tokens.
import { css } from 'lit';

export const baseStyles = css`
  :host {
    display: block;
    color: var(--ink);
    font-family: var(--text);
    line-height: 1.5;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h1,
  h2 {
    font-family: var(--display);
    font-weight: 600;
    line-height: 1.2;
    text-wrap: balance;
    margin: 0;
  }
  h1 {
    font-size: clamp(1.7rem, 1.3rem + 1.6vw, 2.6rem);
    letter-spacing: -0.015em;
    margin-block-end: 0.5rem;
  }
  h2 {
    font-size: clamp(1.25rem, 1.1rem + 0.6vw, 1.6rem);
    letter-spacing: -0.005em;
  }
  h2 + * {
    margin-block-start: 0.6rem;
  }
  p {
    margin: 0.5rem 0;
    max-width: var(--measure);
    text-wrap: pretty;
  }
  a {
    color: var(--accent);
    text-underline-offset: 0.15em;
  }
  code,
  pre {
    font-family: var(--code);
    font-size: 0.86em;
  }
  ul {
    padding-inline-start: 1.2rem;
  }
  li {
    max-width: var(--measure);
  }

  .soft {
    color: var(--ink-soft);
  }
  .small {
    font-size: 0.86rem;
  }
  .number {
    font-variant-numeric: tabular-nums lining-nums;
  }
  .notice {
    background: var(--notice-tint);
    border-inline-start: 4px solid var(--control);
    padding: 0.6rem 1rem;
    max-width: none;
  }
  .alert {
    color: var(--alert);
  }
  .notice.alert {
    background: var(--alert-tint);
    border-color: var(--alert);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
    border-radius: 2px;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
