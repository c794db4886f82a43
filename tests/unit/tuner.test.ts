// The tuner against planted kernels: it finds the fast ones, never a wrong one, and keeps to its time.
import { describe, expect, it } from 'vitest';
import type { DeviceProfile } from '../../src/contract/run.ts';
import { Bench } from '../../src/measure/bench.ts';
import { earlierChoices, keepChoices, type ChoiceScope, type ChoiceStore } from '../../src/measure/choices.ts';
import { tune, type EarlierChoices } from '../../src/measure/tuner.ts';
import { budgetOf } from '../../src/plan/budget.ts';
import { planContests, type Contest } from '../../src/plan/tuning-plan.ts';
import type { PlannedTrial } from '../../src/plan/planned-trial.ts';
import { contestNameOf } from '../../src/workload/size-class.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { hash } from '../../src/workload/inputs.ts';
import { bytes, flop } from '../../src/workload/operation.ts';
import { PlantedStopwatch, type Planted } from '../fixtures/planted-stopwatch.ts';

const GPU: Planted = { peak: 5e12, bandwidth: 3e11, launch: 1e-6, noise: 0.05, seed: 7, clockStep: 1e-7 };

const device: DeviceProfile = {
  gpu: { vendor: 'planted', architecture: 'roofline', device: '', description: '', is_fallback: false },
  host: { kind: 'node', browser: 'Node 24', os: 'none', is_isolated: true, is_headless: true },
  features: [],
  limits: {},
  subgroup_min: 0,
  subgroup_max: 0,
};

const CONTESTS: readonly Contest[] = planContests(
  {
    traits: { features: [], limits: {}, isSoftware: false },
    precision: 'f32',
    arenaElements: 2 ** 26,
    dispatchSeconds: 0.025,
  },
  { flopPerSecond: GPU.peak, bytesPerSecond: GPU.bandwidth },
);

/** Every kernel 1 to 2.5 times as slow as the planted roofline, by its name and operation and the seed. */
function scattered(seed: number) {
  return ({ id }: PlannedTrial) =>
    1 + (1.5 * hash([...id].reduce((state, sign) => hash(state ^ sign.charCodeAt(0)), hash(seed)))) / 2 ** 32;
}

async function hold(planted: Planted, over: { seconds?: number; earlier?: EarlierChoices; contests?: readonly Contest[] } = {}) {
  const watch = new PlantedStopwatch(planted);
  const bench = new Bench(watch, watch.surroundings(), budgetOf('quick', device, null), createRandom(planted.seed));
  const rates = await tune(bench, {
    contests: over.contests ?? CONTESTS,
    earlier: over.earlier ?? new Map(),
    seconds: over.seconds ?? bench.budget.tuningSeconds,
    bytesPerElement: 4,
  });
  return { bench, rates, watch };
}

/** Entrants that could have won: the first few of the static order. */
const field = ({ entrants }: Contest) => entrants.slice(0, budgetOf('quick', device, null).contestEntrants);
const contestOf = (name: string) => CONTESTS.find(({ className, sizeClass }) => `${className}/${sizeClass}` === name);

describe('the contests', () => {
  it('are one for each class and size class, with a shape of that very class', () => {
    const names = CONTESTS.map(({ className, sizeClass }) => `${className}/${sizeClass}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['matmul-nt/small', 'matmul-nt/large', 'matmul-nt/deep', 'attention/head-128', 'rmsnorm/few-rows']),
    );
    for (const { className, sizeClass, entrants } of CONTESTS)
      for (const { operation } of entrants) expect(contestNameOf(operation)).toBe(`${className}/${sizeClass}`);
  });

  it('hold no shape that outlasts its limit at the rates seen, and leave out what only fits when cut to another size class', () => {
    const slow = planContests(
      {
        traits: { features: [], limits: {}, isSoftware: false },
        precision: 'f32',
        arenaElements: 2 ** 26,
        dispatchSeconds: 0.025,
      },
      { flopPerSecond: 2e10, bytesPerSecond: 1e10 },
    );
    expect(slow.filter(({ sizeClass }) => sizeClass === 'large').map(({ className }) => className)).toEqual(['matvec']);
    for (const { entrants } of slow)
      for (const { operation } of entrants) {
        expect(flop(operation) / 2e10).toBeLessThanOrEqual(0.025);
        expect(bytes(operation, 4) / 1e10).toBeLessThanOrEqual(0.025);
      }
    expect(slow.map(({ className }) => className)).toEqual(expect.arrayContaining(['matmul-nt', 'matvec', 'attention']));
  });
});

describe('the tuner', () => {
  it.each([1, 2, 3])(
    'names a kernel at most a twentieth slower than the planted best in at least 9 of 10 contests under as much noise (seed %i)',
    async (seed) => {
      const planted = { ...GPU, seed, slowness: scattered(seed) };
      const { bench } = await hold(planted);
      const isNear = bench.tuning.map((choice) => {
        const contest = contestOf(`${choice.class}/${choice.size_class}`);
        const times = new Map(
          field(contest ?? raise()).map((trial) => [trial.kernel.id, PlantedStopwatch.seconds(planted, trial)]),
        );
        return (times.get(choice.kernel) ?? Infinity) <= 1.05 * Math.min(...times.values());
      });
      expect(isNear).toHaveLength(CONTESTS.length);
      expect(isNear.filter(Boolean).length / isNear.length).toBeGreaterThanOrEqual(0.9);
      // Without a contest the static order would be right by luck alone.
      const byDefault = CONTESTS.filter((contest) => {
        const times = field(contest).map((trial) => PlantedStopwatch.seconds(planted, trial));
        return (times[0] ?? Infinity) <= 1.05 * Math.min(...times);
      });
      expect(byDefault.length / CONTESTS.length).toBeLessThan(0.8);
    },
  );

  it('never chooses a kernel whose output is wrong, however fast, and still chooses one', async () => {
    const isWrong = ({ kernel }: PlannedTrial) =>
      hash([...kernel.id].reduce((state, sign) => hash(state ^ sign.charCodeAt(0)), 9)) % 2 === 0;
    const { bench } = await hold({ ...GPU, isWrong, slowness: (trial) => (isWrong(trial) ? 0.01 : 1) });
    const wrong = new Set(
      CONTESTS.flatMap(({ entrants }) => entrants)
        .filter(isWrong)
        .map(({ kernel }) => kernel.id),
    );
    expect(wrong.size).toBeGreaterThan(20);
    for (const { kernel } of bench.tuning) expect(wrong.has(kernel), kernel).toBe(false);
    const right = CONTESTS.filter(({ entrants }) => !entrants.every(isWrong));
    expect(bench.tuning).toHaveLength(right.length);
  });

  it('leaves out a class of which no kernel is right', async () => {
    const { bench, rates } = await hold({ ...GPU, isWrong: ({ operation }) => operation.kind === 'rotary' });
    expect(bench.tuning.some((choice) => choice.class === 'rotary')).toBe(false);
    expect([...rates.keys()].some((name) => name.startsWith('rotary/'))).toBe(false);
    expect(rates.size).toBeGreaterThan(10);
  });

  it('takes the first of the static order, verified and with its rates, where there is no time', async () => {
    const { bench, rates } = await hold({ ...GPU, slowness: scattered(1) }, { seconds: 0 });
    expect(bench.tuning.map(({ from, kernel, candidates }) => ({ from, kernel, count: candidates.length }))).toEqual(
      CONTESTS.map(({ entrants }) => ({ from: 'default', kernel: entrants[0]?.kernel.id, count: 1 })),
    );
    for (const { flopPerSecond, bytesPerSecond } of rates.values()) expect(flopPerSecond + bytesPerSecond).toBeGreaterThan(0);
  });

  it('keeps to its time, and to that of slow kernels', async () => {
    for (const slowness of [1, 20]) {
      const { watch } = await hold({ ...GPU, slowness: () => slowness });
      expect(watch.time_).toBeLessThan(3);
    }
  });

  it('compares what it has taken on, where a slow compiler has used up its time', async () => {
    const { bench } = await hold({ ...GPU, prepareSeconds: 0.4, slowness: scattered(3) });
    const contested = bench.tuning.filter(({ candidates }) => candidates.length > 1);
    expect(contested.length).toBeGreaterThan(4);
    expect(contested.filter(({ from }) => from === 'measured')).toEqual(contested);
  });

  it('gives no further sample to what dropped out, and orders the rest behind the winner', async () => {
    const { bench, rates } = await hold({ ...GPU, slowness: scattered(2) });
    const records = [...bench.records.values()];
    const eliminated = records.filter((record) => record.isEliminated);
    expect(eliminated.length).toBeGreaterThan(20);
    for (const record of eliminated) expect(record.wantsMore(bench.budget)).toBe(false);
    for (const choice of bench.tuning) {
      expect(rates.get(`${choice.class}/${choice.size_class}`)?.ranking[0]?.id).toBe(choice.kernel);
      expect(choice.candidates.some((id) => bench.records.get(id)?.trial.kernel.id === choice.kernel)).toBe(true);
    }
  });

  it('makes the same choices again from the same seed', async () => {
    const planted = { ...GPU, slowness: scattered(4) };
    expect((await hold(planted)).bench.tuning).toEqual((await hold(planted)).bench.tuning);
  });
});

describe('an earlier choice', () => {
  const last = (contest: Contest) => contest.entrants.at(-1) ?? raise();
  const earlier = new Map(CONTESTS.map((contest) => [`${contest.className}/${contest.sizeClass}`, last(contest).kernel.id]));

  it('is used without a contest when it verifies', async () => {
    const { bench } = await hold(GPU, { earlier });
    expect(bench.tuning.map(({ kernel, from }) => ({ kernel, from }))).toEqual(
      CONTESTS.map((contest) => ({ kernel: last(contest).kernel.id, from: 'cache' })),
    );
    expect(bench.records.size).toBe(CONTESTS.length);
  });

  it('is not used when it no longer verifies, or names no kernel', async () => {
    const chosen = new Set(CONTESTS.map((contest) => last(contest).id));
    const isWrong = ({ id }: PlannedTrial) => chosen.has(id);
    const contests = CONTESTS.filter(({ entrants }) => entrants.length > 1);
    for (const outcome of [
      await hold({ ...GPU, isWrong }, { earlier, contests }),
      await hold(GPU, { earlier: new Map([...earlier.keys()].map((name) => [name, 'no-such/f32'])), contests }),
    ]) {
      expect(outcome.bench.tuning).toHaveLength(contests.length);
      for (const { from } of outcome.bench.tuning) expect(from).not.toBe('cache');
    }
  });
});

describe('the store of choices', () => {
  const scope: ChoiceScope = {
    device,
    suite: { version: '0.2.0', shaders: [{ file: 'a.wgsl', sha256: '0'.repeat(64) }] },
    precision: 'f32',
  };
  const tuning = [
    { class: 'matvec', size_class: 'large', kernel: 'matvec/64/f32', from: 'measured' as const, candidates: ['a'] },
    { class: 'gelu', size_class: 'any', kernel: 'gelu/4/f32', from: 'default' as const, candidates: ['b'] },
  ];
  const storeOf = (text?: string): ChoiceStore & { text: string | undefined } => ({
    text,
    load() {
      return this.text;
    },
    save(kept) {
      this.text = kept;
    },
  });

  it('gives back what was timed, and not what was only supposed', () => {
    const store = storeOf();
    keepChoices(store, scope, tuning);
    expect(earlierChoices(store, scope)).toEqual(new Map([['matvec/large', 'matvec/64/f32']]));
  });

  it('gives nothing for another adapter, browser, suite, shader or precision', () => {
    const store = storeOf();
    keepChoices(store, scope, tuning);
    const others: readonly ChoiceScope[] = [
      { ...scope, device: { ...device, gpu: { ...device.gpu, architecture: 'other' } } },
      { ...scope, device: { ...device, host: { ...device.host, browser: 'Node 25' } } },
      { ...scope, suite: { ...scope.suite, version: '0.3.0' } },
      { ...scope, suite: { ...scope.suite, shaders: [{ file: 'a.wgsl', sha256: '1'.repeat(64) }] } },
      { ...scope, precision: 'f16' },
    ];
    for (const other of others) expect(earlierChoices(store, other).size).toBe(0);
  });

  it.each(['', '{', '[]', '{"key":1}', '{"key":"x","choices":[],"more":1}'])('ignores %j and writes over it', (text) => {
    const store = storeOf(text);
    expect(earlierChoices(store, scope).size).toBe(0);
    keepChoices(store, scope, tuning);
    expect(earlierChoices(store, scope).size).toBe(1);
  });

  it('is not needed', () => {
    expect(earlierChoices(undefined, scope).size).toBe(0);
    expect(() => keepChoices(undefined, scope, tuning)).not.toThrow();
  });
});

function raise(): never {
  throw new Error('the test lost its way');
}
