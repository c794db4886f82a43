// One case between all contestants: everybody prepared, checked and warm before anything is timed, then samples in rounds of
// seeded order, everybody waited for in the same way. Rests on contestant.ts and check.ts; knows no library.
import type { Random } from '../statistics/random.ts';
import type { Seconds } from '../units/units.ts';
import { check, type Check, type Expected } from './check.ts';
import type { ComparedOperation, Contestant, Entry } from './contestant.ts';
import type { EntryOutcome } from './outcome.ts';

const ROUNDS = 7;
/** Rounds of a contestant that cannot win: its call lasts over a second and far longer than the fastest one's. */
const HOPELESS_ROUNDS = 2;
const HOPELESS_SECONDS = 1;
const HOPELESS_FACTOR = 4;
/** Of one sample: far above what waiting for the queue costs, about 1 ms. */
const SAMPLE_SECONDS = 0.12;
const MOST_CALLS = 512;

export interface Contest {
  readonly operation: ComparedOperation;
  readonly inputs: readonly Float32Array[];
  readonly expected: Expected;
  readonly contestants: readonly Contestant[];
  readonly random: Random;
  readonly now: () => Seconds;
}

interface Ready {
  readonly kind: 'ready';
  readonly contestant: Contestant;
  readonly entry: Entry;
  readonly checked: Extract<Check, { kind: 'right' }>;
  readonly callSeconds: Seconds;
}

type Entered = Ready | Exclude<EntryOutcome, { kind: 'measured' }>;

/** Outcomes by contestant's name. A contestant that fails or is wrong is told so and not timed; the others go on. */
export async function hold(contest: Contest): Promise<Readonly<Record<string, EntryOutcome>>> {
  const outcomes = new Map<string, EntryOutcome>();
  const ready: Ready[] = [];
  for (const contestant of contest.contestants) {
    const entered = await enter(contest, contestant);
    if (entered.kind === 'ready') ready.push(entered);
    else outcomes.set(contestant.name, entered);
  }
  try {
    const samples = await sampleInRounds(contest, ready);
    for (const side of ready) outcomes.set(side.contestant.name, await conclude(contest, side, samples.get(side) ?? []));
  } finally {
    for (const { entry } of ready) entry.release();
  }
  return Object.fromEntries(outcomes);
}

/** The contestant's fastest correct form; where none is correct, what was wrong with the first. */
async function enter(contest: Contest, contestant: Contestant): Promise<Entered> {
  let best: Ready | undefined;
  let trouble: Entered | undefined;
  for (const prepare of contestant.forms(contest.operation, contest.inputs)) {
    const tried = await attempt(contest, contestant, prepare);
    if (tried.kind !== 'ready') trouble ??= tried;
    else if (best === undefined || tried.callSeconds < best.callSeconds) {
      best?.entry.release();
      best = tried;
    } else tried.entry.release();
  }
  return best ?? trouble ?? { kind: 'failed', detail: 'it has no such operation' };
}

async function attempt(contest: Contest, contestant: Contestant, prepare: () => Promise<Entry>): Promise<Entered> {
  let entry: Entry | undefined;
  try {
    entry = await prepare();
    await timeCalls(contest, contestant, entry, 1); // compiles
    const checked = check(await entry.read(), contest.expected);
    if (checked.kind === 'wrong') {
      entry.release();
      return { kind: 'wrong', form: entry.form, detail: checked.detail };
    }
    // Twice, the second time with as many calls as a good part of a sample needs: one alone is mostly waiting.
    const alone = await timeCalls(contest, contestant, entry, 1);
    const calls = callsFor(alone, SAMPLE_SECONDS / 3);
    const callSeconds = calls === 1 ? alone : await timeCalls(contest, contestant, entry, calls);
    return { kind: 'ready', contestant, entry, checked, callSeconds };
  } catch (error) {
    entry?.release();
    return { kind: 'failed', detail: String(error instanceof Error ? error.message : error).slice(0, 300) };
  }
}

async function sampleInRounds(contest: Contest, ready: readonly Ready[]): Promise<ReadonlyMap<Ready, readonly Seconds[]>> {
  const samples = new Map<Ready, Seconds[]>(ready.map((side) => [side, []]));
  const fastest = Math.min(...ready.map(({ callSeconds }) => callSeconds));
  const isHopeless = ({ callSeconds }: Ready) => callSeconds > Math.max(HOPELESS_SECONDS, HOPELESS_FACTOR * fastest);
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of contest.random.shuffle(ready)) {
      if (round >= HOPELESS_ROUNDS && isHopeless(side)) continue;
      const calls = callsFor(side.callSeconds, SAMPLE_SECONDS);
      samples.get(side)?.push(await timeCalls(contest, side.contestant, side.entry, calls));
    }
  }
  return samples;
}

/** Reads the output again: a sample whose work did not happen must not count. */
async function conclude(contest: Contest, side: Ready, seconds: readonly Seconds[]): Promise<EntryOutcome> {
  const { form } = side.entry;
  try {
    const again = check(await side.entry.read(), contest.expected);
    if (again.kind === 'wrong') return { kind: 'wrong', form, detail: `after timing: ${again.detail}` };
  } catch (error) {
    return { kind: 'failed', detail: `after timing: ${String(error)}` };
  }
  return {
    kind: 'measured',
    form,
    calls_per_sample: callsFor(side.callSeconds, SAMPLE_SECONDS),
    seconds,
    elements_checked: side.checked.elementsChecked,
    worst_error_over_bound: side.checked.worstErrorOverBound,
  };
}

function callsFor(callSeconds: Seconds, sampleSeconds: Seconds): number {
  return Math.max(1, Math.min(MOST_CALLS, Math.ceil(sampleSeconds / callSeconds)));
}

/** Seconds of one of `calls` calls: from an idle queue until the queue is idle again. Throws on a GPU error. */
async function timeCalls(contest: Contest, { device }: Contestant, entry: Entry, calls: number): Promise<Seconds> {
  const errors: string[] = [];
  const listen = (event: GPUUncapturedErrorEvent) => errors.push(event.error.message);
  device.addEventListener('uncapturederror', listen);
  try {
    await device.queue.onSubmittedWorkDone();
    const from = contest.now();
    await entry.queue(calls);
    await device.queue.onSubmittedWorkDone();
    const seconds = contest.now() - from;
    if (errors[0] !== undefined) throw new Error(errors[0]);
    return seconds / calls;
  } finally {
    device.removeEventListener('uncapturederror', listen);
  }
}
