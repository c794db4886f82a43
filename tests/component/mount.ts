// Puts a template on an empty page with the page's own style, and hears an element's events.
import { render, type LitElement, type TemplateResult } from 'lit';
import '../../src/components/page.css';

/** Renders the template in place of whatever stood there; resolves when its first element is drawn. */
export async function mount<E extends LitElement>(template: TemplateResult, width = 900): Promise<E> {
  document.body.replaceChildren();
  const box = document.createElement('main');
  box.style.width = `${width}px`;
  document.body.append(box);
  render(template, box);
  const element = box.firstElementChild as E;
  await settled(element);
  return element;
}

/** Waits until the element and the layout it depends on are drawn. */
export async function settled(element: LitElement): Promise<void> {
  await new Promise((resolve) => {
    requestAnimationFrame(() => resolve(undefined));
  });
  await element.updateComplete;
}

export function part(element: LitElement, selector: string): Element {
  const found = element.renderRoot.querySelector(selector);
  if (found === null) throw new Error(`${element.localName} has no ${selector}`);
  return found;
}

/** As `part`, of a class: `partAs(form, 'input', HTMLInputElement)`. */
export function partAs<E extends Element>(element: LitElement, selector: string, kind: new () => E): E {
  const found = part(element, selector);
  if (!(found instanceof kind)) throw new Error(`${selector} of ${element.localName} is no ${kind.name}`);
  return found;
}

export function parts(element: LitElement, selector: string): readonly Element[] {
  return [...element.renderRoot.querySelectorAll(selector)];
}

/** The words a reader sees, white space squeezed. */
export function words(element: LitElement): string {
  return (element.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** The details of every event of that name from now on. */
export function heard<Detail>(element: EventTarget, name: string): Detail[] {
  const details: Detail[] = [];
  element.addEventListener(name, (event) => {
    details.push((event as CustomEvent<Detail>).detail);
  });
  return details;
}

export function press(target: Element, key: string): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

export function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** The button with that text. */
export function button(element: LitElement, text: string): HTMLButtonElement {
  const found = parts(element, 'button').find((candidate) => candidate.textContent?.trim() === text);
  if (!(found instanceof HTMLButtonElement)) throw new Error(`${element.localName} has no button "${text}"`);
  return found;
}
