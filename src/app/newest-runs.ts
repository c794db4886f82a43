// The newest runs of a choice of GPU and population, page by page, for the element that shows them. Rests on reading-client.ts.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RunsState } from '../components/sw-runs-list.ts';
import { fetchRuns, type RunsAsked } from './reading-client.ts';

export class NewestRuns implements ReactiveController {
  state: RunsState = { kind: 'loading' };
  #asked: RunsAsked = {};
  #cursor: string | undefined;

  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** The list from its start. */
  async show(asked: RunsAsked): Promise<void> {
    this.#asked = asked;
    this.#set({ kind: 'loading' });
    await this.#load(asked, undefined, []);
  }

  /** The same choice again after a failure. */
  again(): Promise<void> {
    return this.show(this.#asked);
  }

  /** The next page, behind those that are shown. */
  async more(): Promise<void> {
    if (this.state.kind !== 'loaded' || this.#cursor === undefined) return;
    const { runs } = this.state;
    this.#set({ kind: 'loaded', runs, hasMore: true, isLoadingMore: true });
    await this.#load(this.#asked, this.#cursor, runs);
  }

  /** An answer that a later choice has overtaken is dropped. */
  async #load(
    asked: RunsAsked,
    cursor: string | undefined,
    before: Extract<RunsState, { kind: 'loaded' }>['runs'],
  ): Promise<void> {
    const answer = await fetchRuns({ ...asked, cursor });
    if (asked !== this.#asked) return;
    if (answer.kind !== 'ok') {
      this.#set({ kind: 'failed', message: answer.message });
      return;
    }
    this.#cursor = answer.value.next_cursor ?? undefined;
    this.#set({
      kind: 'loaded',
      runs: [...before, ...answer.value.runs],
      hasMore: this.#cursor !== undefined,
      isLoadingMore: false,
    });
  }

  #set(state: RunsState): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
