// The page's composition root: which page stands at which address, in a frame of header and footer.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { SUITE_VERSION } from '../contract/suite.ts';
import { baseStyles } from '../components/styles-base.ts';

type Route =
  | { readonly kind: 'measure' }
  | { readonly kind: 'explore' }
  | { readonly kind: 'results' }
  | { readonly kind: 'train' }
  | { readonly kind: 'validation' }
  | { readonly kind: 'api' }
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'device'; readonly gpu: string }
  | { readonly kind: 'compare' }
  | { readonly kind: 'privacy' }
  | { readonly kind: 'log' }
  | { readonly kind: 'nowhere'; readonly path: string };

function routeOf(path: string): Route {
  if (path === '/' || path === '/index.html') return { kind: 'measure' };
  if (/^\/explore\/?$/.test(path)) return { kind: 'explore' };
  if (/^\/validation\/?$/.test(path)) return { kind: 'validation' };
  if (/^\/api\/?$/.test(path)) return { kind: 'api' };
  if (/^\/results\/?$/.test(path)) return { kind: 'results' };
  if (/^\/train\/?$/.test(path)) return { kind: 'train' };
  if (/^\/compare\/?$/.test(path)) return { kind: 'compare' };
  if (/^\/privacy\/?$/.test(path)) return { kind: 'privacy' };
  if (/^\/log\/?$/.test(path)) return { kind: 'log' };
  const gpu = /^\/devices\/([^/]+)\/?$/.exec(path)?.[1];
  if (gpu !== undefined) return { kind: 'device', gpu: decoded(gpu) };
  const id = /^\/runs\/([0-9a-zA-Z]+)\/?$/.exec(path)?.[1];
  return id === undefined ? { kind: 'nowhere', path } : { kind: 'run', id };
}

/** A name that is no valid escape is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

@localized()
@customElement('sw-app')
export class App extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1.5rem;
        align-items: baseline;
        margin-block-end: 3rem;
      }
      header a.name {
        font-family: var(--display);
        font-weight: 700;
        font-size: 1.2rem;
        text-decoration: none;
        color: var(--ink);
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        margin-inline-start: auto;
      }
      footer {
        margin-block-start: 4rem;
        padding-block-start: 1rem;
        border-block-start: 1px solid var(--rule);
        color: var(--ink-soft);
        font-size: 0.9rem;
      }
      footer nav {
        margin: 0.75rem 0 0;
      }
    `,
  ];

  private readonly route = routeOf(location.pathname);

  override connectedCallback(): void {
    super.connectedCallback();
    switch (this.route.kind) {
      case 'measure':
        void import('./measure-page.ts');
        break;
      case 'explore':
        void import('./explore-page.ts');
        break;
      case 'validation':
        void import('./validation-page.ts');
        break;
      case 'api':
        void import('./api-page.ts');
        break;
      case 'results':
        void import('./results-page.ts');
        break;
      case 'train':
        void import('./train-page.ts');
        break;
      case 'run':
        void import('./run-page.ts');
        break;
      case 'device':
        void import('./device-page.ts');
        break;
      case 'compare':
        void import('./compare-page.ts');
        break;
      case 'privacy':
        void import('./privacy-page.ts');
        break;
      case 'log':
        void import('./log-page.ts');
        break;
      case 'nowhere':
        break;
      default:
        this.route satisfies never;
    }
  }

  protected override render(): TemplateResult {
    return html` <header>
        <a class="name" href="/">Scalewall</a>
        <nav aria-label=${msg('Pages')}>
          <a href="/">${msg('Measure')}</a><a href="/explore">${msg('Explore')}</a><a href="/results">${msg('Results')}</a
          ><a href="/compare">${msg('Compare')}</a><a href="/train">${msg('Train')}</a
          ><a href="/validation">${msg('Validation')}</a><a href="/api">${msg('API')}</a>
        </nav>
      </header>
      <main>${this.page()}</main>
      <footer>
        ${msg('Scalewall')} ${SUITE_VERSION}.
        ${msg('Every measured number was checked on the device that made it; every other number names its source in the ledger.')}
        <nav aria-label=${msg('About this service')}>
          <a href="/privacy">${msg('Privacy')}</a><a href="/log">${msg('Public log')}</a><a href="/api">${msg('API and dumps')}</a
          ><a href="/api/v1/schemas/submission.json">${msg('Data format')}</a>
        </nav>
        <p>${msg('The source is open under the Apache licence 2.0, the data are free under CC0.')}</p>
      </footer>`;
  }

  private page(): TemplateResult {
    switch (this.route.kind) {
      case 'measure':
        return html`<sw-measure-page></sw-measure-page>`;
      case 'explore':
        return html`<sw-explore-page></sw-explore-page>`;
      case 'validation':
        return html`<sw-validation-page></sw-validation-page>`;
      case 'api':
        return html`<sw-api-page></sw-api-page>`;
      case 'results':
        return html`<sw-results-page></sw-results-page>`;
      case 'train':
        return html`<sw-train-page></sw-train-page>`;
      case 'run':
        return html`<sw-run-page .runId=${this.route.id}></sw-run-page>`;
      case 'device':
        return html`<sw-device-page .gpu=${this.route.gpu}></sw-device-page>`;
      case 'compare':
        return html`<sw-compare-page></sw-compare-page>`;
      case 'privacy':
        return html`<sw-privacy-page></sw-privacy-page>`;
      case 'log':
        return html`<sw-log-page></sw-log-page>`;
      case 'nowhere':
        return html`<h1>${msg('Nothing is here')}</h1>
          <p>${this.route.path}</p>
          <p><a href="/">${msg('To the start')}</a></p>`;
      default:
        return this.route satisfies never;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-app': App;
  }
}
