// Two kinds of load. `saturate`: each of some connections sends its next request as soon as the last is answered, for the most that
// can be done. `pace`: requests start at a constant rate whatever the answers do, and times count from when they were due, so that a
// pause of the server is felt by all who would have come in it.
import { setTimeout as pause } from 'node:timers/promises';
import { Wire, type Answer } from './wire.ts';

export interface Load {
  /** Seconds of each answered request, ascending. */
  readonly seconds: readonly number[];
  readonly perSecond: number;
  /** Answers that were not as expected, by what they were. */
  readonly wrong: ReadonlyMap<string, number>;
  /** Requests with the expected status, warm-up included. */
  readonly acknowledged: number;
}

export type Send = (wire: Wire) => Promise<Answer>;

export interface Saturation {
  /** The connections are spread over them. */
  readonly addresses: readonly string[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly expected: number;
  /** Of all connections together at the most; times count from when a request was due. As many as can be where absent. */
  readonly perSecond?: number;
}

export async function saturate(
  { addresses, connections, warmUpSeconds, seconds, expected, perSecond = Number.POSITIVE_INFINITY }: Saturation,
  send: Send,
): Promise<Load> {
  const wires = await Promise.all(Array.from({ length: connections }, (_, index) => Wire.open(at(addresses, index))));
  const begin = performance.now();
  const start = begin + warmUpSeconds * 1000;
  const end = start + seconds * 1000;
  const tally = new Tally(expected);
  await Promise.all(
    wires.map(async (wire, index) => {
      for (let turn = index; performance.now() < end; turn += connections) {
        const due = begin + (turn / perSecond) * 1000;
        if (performance.now() < due) await pause(due - performance.now());
        // As in `pace`, a timer's own millisecond is not the server's.
        const sent = Number.isFinite(perSecond) ? Math.max(due, Math.min(performance.now(), due + 1)) : performance.now();
        const answer = await send(wire);
        const now = performance.now();
        tally.add(answer, now >= start && now < end ? (now - sent) / 1000 : undefined);
      }
    }),
  );
  for (const wire of wires) wire.close();
  return tally.load(seconds);
}

export interface Pacing {
  readonly addresses: readonly string[];
  readonly perSecond: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export async function pace(
  { addresses, perSecond, warmUpSeconds, seconds }: Pacing,
  path: (index: number) => string,
): Promise<Load> {
  const idle = addresses.map((): Wire[] => []);
  const tally = new Tally(200);
  const pending = new Set<Promise<void>>();
  const start = performance.now();
  const count = Math.round((warmUpSeconds + seconds) * perSecond);
  for (let index = 0; index < count; index++) {
    const due = start + (index / perSecond) * 1000;
    if (performance.now() < due) await pause(due - performance.now());
    // Timers fire up to a millisecond late, which is the client's fault and not the server's.
    const from = Math.max(due, Math.min(performance.now(), due + 1));
    const task = (async () => {
      const place = index % addresses.length;
      const wire = idle[place]?.pop() ?? (await Wire.open(at(addresses, index)));
      const answer = await wire.get(path(index));
      tally.add(answer, index >= warmUpSeconds * perSecond ? (performance.now() - from) / 1000 : undefined);
      idle[place]?.push(wire);
    })();
    pending.add(task);
    void task.finally(() => pending.delete(task));
  }
  await Promise.all(pending);
  for (const wire of idle.flat()) wire.close();
  return tally.load(seconds);
}

class Tally {
  readonly #expected: number;
  readonly #seconds: number[] = [];
  readonly #wrong = new Map<string, number>();
  #acknowledged = 0;

  constructor(expected: number) {
    this.#expected = expected;
  }

  /** `seconds` undefined for the warm-up. */
  add({ status, body }: Answer, seconds: number | undefined): void {
    if (status === this.#expected) {
      this.#acknowledged++;
      if (seconds !== undefined) this.#seconds.push(seconds);
      return;
    }
    const what = `${status} ${body.slice(0, 120)}`;
    this.#wrong.set(what, (this.#wrong.get(what) ?? 0) + 1);
  }

  load(seconds: number): Load {
    const ascending = this.#seconds.toSorted((a, b) => a - b);
    return { seconds: ascending, perSecond: ascending.length / seconds, wrong: this.#wrong, acknowledged: this.#acknowledged };
  }
}

function at(addresses: readonly string[], index: number): string {
  const address = addresses[index % addresses.length];
  if (address === undefined) throw new Error('a load needs a server');
  return address;
}
