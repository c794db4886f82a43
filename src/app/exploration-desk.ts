// Has the explorer's report computed, off the main thread where workers work. While one question is under way only the
// latest of those that follow is kept, so a dragged dial never queues. Rests on exploration-worker.ts.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Exploration } from '../contract/exploration.ts';
import type { Run } from '../contract/run.ts';
import type { ExplorationReport } from '../report/exploration-report.ts';
import type { ClaimsAnswer, Question, Reply } from './exploration-messages.ts';

/** Where reports are computed, and where on the page, why. */
export type Place = { readonly kind: 'worker' } | { readonly kind: 'page'; readonly reason: string };

/** What the desk needs of a worker; tests give it their own. */
export interface Computer {
  addEventListener(type: 'message', listener: (event: MessageEvent<Reply>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  postMessage(question: Question): void;
  terminate(): void;
}

type Asked = Exclude<Question, { readonly kind: 'run' }>;

export class ExplorationDesk implements ReactiveController {
  /** The latest report; stays while the next is computed and when the next fails. */
  report: ExplorationReport | undefined;
  /** Why the latest question has no report, in words; undefined where it has. */
  failure: string | undefined;
  /** What was found of the claims; follows the law of the latest question, when nothing else is to be computed. */
  claims: ClaimsAnswer | undefined;
  place: Place = { kind: 'worker' };
  /** That the latest report took to compute. */
  seconds: number | undefined;

  #computer: Computer | undefined;
  #run: Run | undefined;
  #underWay: Asked | undefined;
  #next: Exploration | undefined;
  #claimsLaw: Exploration['law'] | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #start: () => Computer;

  constructor(host: ReactiveControllerHost, start: () => Computer = startWorker) {
    this.#host = host;
    this.#start = start;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.place.kind === 'page' || this.#computer !== undefined) return;
    try {
      this.#computer = this.#start();
    } catch (error) {
      this.#moveToPage(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#computer.addEventListener('message', ({ data }) => this.#take(data));
    this.#computer.addEventListener('error', (event) => {
      event.preventDefault();
      this.#moveToPage(event.message === '' ? 'the worker could not be loaded' : event.message);
    });
  }

  hostDisconnected(): void {
    this.#computer?.terminate();
    this.#computer = undefined;
  }

  get isComputing(): boolean {
    return this.#underWay !== undefined;
  }

  /** The run that every following report rests on. */
  rest(run: Run | undefined): void {
    this.#run = run;
    this.#computer?.postMessage({ kind: 'run', run });
  }

  ask(exploration: Exploration): void {
    this.#next = exploration;
    if (this.#underWay === undefined) this.#goOn();
    this.#host.requestUpdate();
  }

  /** Sends what is to be computed next: the latest dials; then the claims, where their law is another. */
  #goOn(): void {
    const exploration = this.#next;
    this.#next = undefined;
    if (exploration !== undefined) {
      this.#send({ kind: 'explore', exploration });
      return;
    }
    const law = this.report?.exploration.law;
    if (law === undefined || law === this.#claimsLaw) return;
    this.#claimsLaw = law;
    this.#send({ kind: 'claims', law });
  }

  #send(question: Asked): void {
    this.#underWay = question;
    if (this.place.kind === 'worker') this.#computer?.postMessage(question);
    else void this.#computeHere(question);
  }

  #take(reply: Reply): void {
    this.#underWay = undefined;
    switch (reply.kind) {
      case 'report':
        this.report = reply.report;
        this.seconds = reply.seconds;
        this.failure = undefined;
        break;
      case 'claims':
        this.claims = reply.claims;
        break;
      case 'failed':
        this.failure = reply.message;
        break;
      default:
        reply satisfies never;
    }
    this.#goOn();
    this.#host.requestUpdate();
  }

  /** For good: what was under way, or what came after it, is asked again here. */
  #moveToPage(reason: string): void {
    this.hostDisconnected();
    this.place = { kind: 'page', reason };
    const broken = this.#underWay;
    this.#underWay = undefined;
    if (broken?.kind === 'explore') this.#next ??= broken.exploration;
    if (broken?.kind === 'claims') this.#claimsLaw = undefined;
    this.#goOn();
    this.#host.requestUpdate();
  }

  async #computeHere(question: Asked): Promise<void> {
    try {
      // Loaded only where it is needed: the worker has its own copy.
      const { answer } = await import('./exploration-answer.ts');
      this.#take(answer(question, this.#run));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#take({ kind: 'failed', asked: question.kind, message });
    }
  }
}

function startWorker(): Computer {
  return new Worker(new URL('./exploration-worker.ts', import.meta.url), { type: 'module', name: 'exploration' });
}
