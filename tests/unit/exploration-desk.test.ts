import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import { ExplorationDesk, type Computer } from '../../src/app/exploration-desk.ts';
import type { Question, Reply } from '../../src/app/exploration-messages.ts';
import { DEFAULT_EXPLORATION, type Exploration } from '../../src/contract/exploration.ts';
import { buildExploration } from '../fixtures/exploration-builder.ts';

class Host implements ReactiveControllerHost {
  updates = 0;
  readonly updateComplete = Promise.resolve(true);
  addController(controller: ReactiveController): void {
    controller.hostConnected?.();
  }
  removeController(): void {}
  requestUpdate(): void {
    this.updates += 1;
  }
}

/** A worker that answers when it is told to. */
class PlantedComputer implements Computer {
  readonly questions: Question[] = [];
  isTerminated = false;
  #onMessage: (event: MessageEvent<Reply>) => void = () => {};
  #onError: (event: ErrorEvent) => void = () => {};

  addEventListener(type: 'message' | 'error', listener: (event: never) => void): void {
    if (type === 'message') this.#onMessage = listener as (event: MessageEvent<Reply>) => void;
    else this.#onError = listener as (event: ErrorEvent) => void;
  }
  postMessage(question: Question): void {
    this.questions.push(question);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  get asked(): readonly number[] {
    return this.questions.flatMap((question) => (question.kind === 'explore' ? [question.exploration.gpu_count] : []));
  }
  reply(reply: Reply): void {
    this.#onMessage({ data: reply } as MessageEvent<Reply>);
  }
  get lastKind(): string | undefined {
    return this.questions.at(-1)?.kind;
  }
  answer(exploration: Exploration): void {
    this.reply({ kind: 'report', report: buildExploration({ exploration }), seconds: 0.01 });
  }
  weigh(law: Exploration['law'] = DEFAULT_EXPLORATION.law): void {
    this.reply({ kind: 'claims', claims: { law, verdicts: [], dials: {} } });
  }
  fail(message: string): void {
    this.#onError({ message, preventDefault: () => {} } as ErrorEvent);
  }
}

const dials = (gpu_count: number): Exploration => ({ ...DEFAULT_EXPLORATION, gpu_count });

function opened(): { host: Host; computer: PlantedComputer; desk: ExplorationDesk } {
  const host = new Host();
  const computer = new PlantedComputer();
  return { host, computer, desk: new ExplorationDesk(host, () => computer) };
}

describe('the desk that has reports computed', () => {
  it('asks one question at a time, and of those that come meanwhile only the latest', () => {
    const { desk, computer } = opened();
    for (const count of [1, 2, 3, 4]) desk.ask(dials(count));
    expect(computer.asked).toEqual([1]);
    computer.answer(dials(1));
    expect(computer.asked).toEqual([1, 4]);
    computer.answer(dials(4));
    expect(computer.asked).toEqual([1, 4]);
    expect(desk.report?.exploration.gpu_count).toBe(4);
  });

  it('weighs the claims once for each law, when no dials wait', () => {
    const { desk, computer } = opened();
    const other = { ...dials(1), law: 'hoffmann-2022' } as const;
    desk.ask(dials(1));
    desk.ask(dials(2));
    computer.answer(dials(1));
    expect(computer.lastKind).toBe('explore');
    computer.answer(dials(2));
    expect(computer.lastKind).toBe('claims');
    computer.weigh();
    expect(desk.claims?.law).toBe(DEFAULT_EXPLORATION.law);
    expect(desk.isComputing).toBe(false);
    desk.ask(other);
    computer.answer(other);
    expect(computer.questions.at(-1)).toEqual({ kind: 'claims', law: 'hoffmann-2022' });
    computer.weigh('hoffmann-2022');
    desk.ask(dials(3));
    computer.answer(dials(3));
    expect(computer.lastKind).toBe('claims');
  });

  it('shows each report on its way, so that a dragged dial is followed', () => {
    const { host, desk, computer } = opened();
    desk.ask(dials(1));
    desk.ask(dials(2));
    const before = host.updates;
    computer.answer(dials(1));
    expect(host.updates).toBeGreaterThan(before);
    expect(desk.report?.exploration.gpu_count).toBe(1);
  });

  it('keeps the last report when a question fails, says why, and goes on with the next', () => {
    const { desk, computer } = opened();
    desk.ask(dials(1));
    computer.answer(dials(1));
    computer.weigh();
    desk.ask(dials(2));
    computer.reply({ kind: 'failed', asked: 'explore', message: 'no such law' });
    expect(desk.failure).toBe('no such law');
    expect(desk.report?.exploration.gpu_count).toBe(1);
    desk.ask(dials(3));
    computer.answer(dials(3));
    expect(desk.failure).toBeUndefined();
  });

  it('sends the run once, before the questions that rest on it', () => {
    const { desk, computer } = opened();
    desk.rest(undefined);
    desk.ask(dials(1));
    expect(computer.questions.map(({ kind }) => kind)).toEqual(['run', 'explore']);
  });

  it('computes on the page where no worker can be started, and says why', async () => {
    const desk = new ExplorationDesk(new Host(), () => {
      throw new Error('workers are forbidden here');
    });
    expect(desk.place).toEqual({ kind: 'page', reason: 'workers are forbidden here' });
    desk.ask(dials(512));
    await vi.waitFor(() => expect(desk.report?.exploration.gpu_count).toBe(512), { timeout: 20_000 });
  });

  it('computes on the page what the worker had under way when it broke, the latest only', async () => {
    const { desk, computer } = opened();
    desk.ask(dials(1));
    desk.ask(dials(2));
    computer.fail('out of memory');
    expect(computer.isTerminated).toBe(true);
    expect(desk.place).toEqual({ kind: 'page', reason: 'out of memory' });
    await vi.waitFor(() => expect(desk.report?.exploration.gpu_count).toBe(2), { timeout: 20_000 });
    expect(computer.asked).toEqual([1]);
  });
});
