// Numbers that open: each to its formula, its source with a date, and the numbers that went into it, which open in turn.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Explained } from '../report/exploration-report.ts';
import { provenanceName } from './explore-words.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';

/** A number on the page; `id` names its explanation, where the report has one. */
export interface NumberFact {
  readonly name: string;
  readonly value: string;
  readonly id: string | undefined;
}

@localized()
@customElement('sw-numbers')
export class Numbers extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
        column-gap: 2rem;
        align-items: start;
        border-block-start: 1px solid var(--rule);
      }
      details,
      .plain {
        border-block: 0 1px;
        border-block-end: 1px solid var(--rule);
      }
      summary,
      .plain {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.75rem;
        justify-content: space-between;
        align-items: baseline;
        padding: 0.5rem 0;
        min-height: 2.75rem;
        font-weight: 400;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary .name::after {
        content: '+';
        display: inline-block;
        width: 1em;
        margin-inline-start: 0.35em;
        color: var(--accent);
        font-weight: 700;
      }
      details[open] > summary .name::after {
        content: '–';
      }
      .name {
        color: var(--ink-soft);
        font-size: 0.9rem;
      }
      .value {
        margin-inline-start: auto;
        font-weight: 600;
        font-size: 0.95rem;
        text-align: end;
        font-variant-numeric: tabular-nums lining-nums;
      }
      .inside {
        padding: 0 0 0.75rem 0.9rem;
        border-inline-start: 2px solid var(--rule);
        margin-block-end: 0.5rem;
        font-size: 0.88rem;
      }
      .inside p {
        margin: 0.25rem 0;
        overflow-wrap: anywhere;
      }
      .formula {
        font-family: var(--display);
        font-style: italic;
      }
      .kind {
        border: 1px solid var(--control);
        border-radius: 99px;
        padding: 0 0.55rem;
        font-size: 0.92em;
        white-space: nowrap;
      }
      .inside .plain {
        min-height: 0;
      }
      .inside :is(details, .plain):last-child {
        border-block-end: 0;
      }
    `,
  ];

  @property({ attribute: false }) facts: readonly NumberFact[] = [];
  @property({ attribute: false }) explained: readonly Explained[] = [];

  /** Ways to the numbers that are open: ids from a fact down, joined. */
  @state() private open: ReadonlySet<string> = new Set();

  protected override render(): TemplateResult {
    const byId = new Map(this.explained.map((entry) => [entry.id, entry]));
    return html`<div class="facts">
      ${this.facts.map(({ name, value, id }) => {
        const entry = id === undefined ? undefined : byId.get(id);
        return entry === undefined
          ? html`<div class="plain"><span class="name">${name}</span> <span class="value">${value}</span></div>`
          : this.#entry(entry, byId, [], name, value);
      })}
    </div>`;
  }

  #entry(
    entry: Explained,
    byId: ReadonlyMap<string, Explained>,
    above: readonly string[],
    name: string,
    value: string,
  ): TemplateResult {
    const way = [...above, entry.id];
    const key = way.join(' ');
    const isOpen = this.open.has(key);
    return html` <details ?open=${isOpen} @toggle=${(event: Event) => this.#toggle(key, event)}>
      <summary><span class="name">${name}</span> <span class="value">${value}</span></summary>
      ${isOpen ? this.#inside(entry, byId, way) : nothing}
    </details>`;
  }

  #inside(entry: Explained, byId: ReadonlyMap<string, Explained>, way: readonly string[]): TemplateResult {
    return html` <div class="inside">
      ${entry.formula === '' ? nothing : html`<p class="formula">${entry.formula}</p>`}
      <p>
        <span class="kind">${provenanceName(entry.provenance)}</span> ${source(entry.source)}
        ${entry.asOf === '' ? nothing : html`<span class="soft">(${entry.asOf})</span>`}
      </p>
      ${entry.inputs.map((input) => {
        const next = byId.get(input);
        if (next === undefined) return html`<div class="plain"><span class="name">${input}</span></div>`;
        // A number that is its own input, a way down, is not opened again.
        return way.includes(input)
          ? html`<div class="plain">
              <span class="name">${next.name} ${msg('(above)')}</span> <span class="value">${next.value}</span>
            </div>`
          : this.#entry(next, byId, way, next.name, next.value);
      })}
    </div>`;
  }

  #toggle(key: string, event: Event): void {
    if (!(event.currentTarget instanceof HTMLDetailsElement)) return;
    const { open } = event.currentTarget;
    if (open === this.open.has(key)) return;
    const others = [...this.open].filter((other) => other !== key);
    this.open = new Set(open ? [...others, key] : others);
  }
}

function source(text: string): string | TemplateResult {
  return /^https?:\/\/\S+$/.test(text) ? html`<a href=${text} rel="noreferrer">${text}</a>` : text;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-numbers': Numbers;
  }
}
