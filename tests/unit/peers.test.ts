// The comparison with the peers, without any of them: contests between planted contestants, ratios of planted times, flags, the
// generated page, and the models that onnxruntime-web is given.
import { describe, expect, it } from 'vitest';
import { parsePeersArguments } from '../../src/peers/arguments.ts';
import { CASES } from '../../src/peers/cases.ts';
import { check, expect as expectOf } from '../../src/peers/check.ts';
import { compare, geometricMean } from '../../src/peers/comparison.ts';
import { hold } from '../../src/peers/contest.ts';
import type { ComparedOperation, Contestant } from '../../src/peers/contestant.ts';
import { onnxModel, varint } from '../../src/peers/onnx-model.ts';
import type { CaseOutcome, EntryOutcome, PeersDocument } from '../../src/peers/outcome.ts';
import { withRun } from '../../src/peers/performance-page.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { inputValue } from '../../src/workload/inputs.ts';
import { inputElements, outputElements } from '../../src/workload/operands.ts';
import { flop } from '../../src/workload/operation.ts';
import { referenceElements } from '../../src/workload/reference.ts';

const SEED = 5;
const operation: ComparedOperation = { kind: 'matvec', n: 40, k: 24 };

function rightOutput(): Float32Array {
  const read = (slot: number, index: number) => inputValue(SEED, slot, index);
  const indices = Array.from({ length: outputElements(operation) }, (_, index) => index);
  return Float32Array.from(referenceElements(operation, 'f32', read, indices), ({ value }) => value);
}

describe('check', () => {
  it('accepts the reference rounded to f32, and refuses it with one checked element changed, missing or NaN', () => {
    const expected = expectOf(operation, SEED);
    const right = rightOutput();
    expect(check(right, expected).kind).toBe('right');
    const at = expected.indices[1] ?? 0;
    expect(check(right.with(at, (right[at] ?? 0) + 0.01), expected).kind).toBe('wrong');
    expect(check(right.with(at, Number.NaN), expected).kind).toBe('wrong');
    expect(check(right.slice(0, -1), expected).kind).toBe('wrong');
  });
});

/** A planted contestant on a clock that only its calls move. */
class PlantedClock {
  seconds = 0;

  contestant(
    name: string,
    forms: readonly { readonly seconds: number; readonly outputs: readonly Float32Array[] }[],
  ): Contestant {
    const queue = { onSubmittedWorkDone: async () => undefined };
    const device = { queue, addEventListener: () => undefined, removeEventListener: () => undefined } as unknown as GPUDevice;
    return {
      name,
      device,
      forms: () =>
        forms.map((form, index) => async () => {
          const outputs = [...form.outputs];
          return {
            form: `form ${index}`,
            queue: async (calls: number) => {
              this.seconds += calls * form.seconds;
            },
            // The last output stays.
            read: async () => (outputs.length > 1 ? (outputs.shift() ?? new Float32Array()) : (outputs[0] ?? new Float32Array())),
            release: () => undefined,
          };
        }),
    };
  }
}

async function holdBetween(plant: (clock: PlantedClock) => readonly Contestant[]) {
  const clock = new PlantedClock();
  return hold({
    operation,
    inputs: inputElements(operation).map((elements) => new Float32Array(elements)),
    expected: expectOf(operation, SEED),
    contestants: plant(clock),
    random: createRandom(SEED),
    now: () => clock.seconds,
  });
}

describe('a contest', () => {
  const right = rightOutput();
  const wrong = new Float32Array(right.length).fill(9);

  it('measures the seconds of a call of every correct contestant, at least six times', async () => {
    const outcomes = await holdBetween((clock) => [
      clock.contestant('a', [{ seconds: 0.25, outputs: [right] }]),
      clock.contestant('b', [{ seconds: 0.001, outputs: [right] }]),
    ]);
    for (const [name, seconds] of [
      ['a', 0.25],
      ['b', 0.001],
    ] as const) {
      const outcome = outcomes[name];
      expect(outcome?.kind).toBe('measured');
      if (outcome?.kind !== 'measured') continue;
      expect(outcome.seconds.length).toBeGreaterThanOrEqual(6);
      for (const sample of outcome.seconds) expect(sample).toBeCloseTo(seconds, 9);
    }
  });

  it('keeps the fastest correct form, though a wrong one is faster', async () => {
    const outcomes = await holdBetween((clock) => [
      clock.contestant('a', [
        { seconds: 0.03, outputs: [right] },
        { seconds: 0.001, outputs: [wrong] },
        { seconds: 0.02, outputs: [right] },
      ]),
    ]);
    expect(outcomes['a']).toMatchObject({ kind: 'measured', form: 'form 2' });
  });

  it('shows a wrong output as wrong, before and after timing, and one without the operation as failed', async () => {
    const outcomes = await holdBetween((clock) => [
      clock.contestant('wrong', [{ seconds: 0.01, outputs: [wrong] }]),
      clock.contestant('changed', [{ seconds: 0.01, outputs: [right, wrong] }]),
      clock.contestant('none', []),
    ]);
    expect(outcomes).toMatchObject({ wrong: { kind: 'wrong' }, changed: { kind: 'wrong' }, none: { kind: 'failed' } });
  });

  it('samples one whose call lasts over a second and four times the fastest less often', async () => {
    const outcomes = await holdBetween((clock) => [
      clock.contestant('fast', [{ seconds: 0.2, outputs: [right] }]),
      clock.contestant('slow', [{ seconds: 1.5, outputs: [right] }]),
    ]);
    const count = (outcome: EntryOutcome | undefined) => (outcome?.kind === 'measured' ? outcome.seconds.length : 0);
    expect(count(outcomes['slow'])).toBeLessThan(count(outcomes['fast']));
    expect(count(outcomes['slow'])).toBeGreaterThan(0);
  });
});

function measured(seconds: readonly number[]): EntryOutcome {
  return { kind: 'measured', form: 'f', calls_per_sample: 1, seconds, elements_checked: 9, worst_error_over_bound: 0.1 };
}

const around = (seconds: number) => [0.97, 0.98, 0.99, 1, 1.01, 1.02, 1.03].map((factor) => factor * seconds);
const outcome = (id: string, entries: CaseOutcome['entries']): CaseOutcome => ({
  id,
  family: 'matmul',
  flop: 2e6,
  bytes: 1e6,
  entries,
});

describe('compare', () => {
  it('takes the fastest correct peer, leaves wrong and failed ones out, and holds the planted ratio in its interval', () => {
    const { ratios } = compare(
      [
        outcome('a', {
          scalewall: measured(around(1)),
          slow: measured(around(9)),
          good: measured(around(2)),
          wrong: { kind: 'wrong', form: 'f', detail: '' },
          failed: { kind: 'failed', detail: '' },
        }),
      ],
      SEED,
    );
    const [ratio] = ratios;
    expect(ratio?.bestPeer).toBe('good');
    expect(ratio?.ratio.value).toBeCloseTo(2, 9);
    expect(ratio?.ratio.low).toBeLessThan(2);
    expect(ratio?.ratio.high).toBeGreaterThan(2);
    expect(ratio?.ratio.low).toBeGreaterThan(1.8);
    expect(ratio?.ratio.high).toBeLessThan(2.2);
  });

  it('gives a family the geometric mean of its cases and names its worst; swapping us and the peer inverts every ratio', () => {
    const both = (ours: string, theirs: string) => [
      outcome('a', { [ours]: measured(around(1)), [theirs]: measured(around(4)) }),
      outcome('b', { [ours]: measured(around(2)), [theirs]: measured(around(1)) }),
    ];
    const [family] = compare(both('scalewall', 'peer'), SEED).families;
    expect(family?.ratio.value).toBeCloseTo(geometricMean([4, 0.5]), 9);
    expect(family?.worst.id).toBe('b');
    const swapped = compare(both('peer', 'scalewall'), SEED);
    expect(swapped.families[0]?.ratio.value).toBeCloseTo(1 / geometricMean([4, 0.5]), 9);
    expect(swapped.families[0]?.worst.id).toBe('a');
  });

  it('has no ratio where we or all peers are wrong, nor for a ceiling', () => {
    const wrong: EntryOutcome = { kind: 'wrong', form: 'f', detail: '' };
    const { ratios, families } = compare(
      [
        outcome('a', { scalewall: wrong, peer: measured(around(1)) }),
        outcome('b', { scalewall: measured(around(1)), peer: wrong }),
        { ...outcome('fma', { scalewall: measured(around(1)), peer: measured(around(1)) }), family: 'ceiling' },
      ],
      SEED,
    );
    expect(ratios).toEqual([]);
    expect(families).toEqual([]);
  });
});

describe('the flags of bench:peers', () => {
  it('choose all cases by default, cases by id or family, in the order of the list', () => {
    const all = CASES.map(({ id }) => id);
    expect(parsePeersArguments([])).toEqual({ kind: 'run', options: { adapter: 'default', cases: all, json: undefined } });
    expect(parsePeersArguments(['--adapter', 'software', '--json', '-', '--cases', 'attention, matmul-128'])).toEqual({
      kind: 'run',
      options: {
        adapter: 'software',
        cases: ['matmul-128', ...CASES.filter(({ family }) => family === 'attention').map(({ id }) => id)],
        json: '-',
      },
    });
    expect(parsePeersArguments(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--adaptor', 'software']],
    [['--adapter', 'gpu']],
    [['--adapter']],
    [['--cases', 'matmul-129']],
    [['--cases', '']],
    [['--json', '']],
    [['matmul']],
  ])('refuse %j', (argv) => {
    expect(parsePeersArguments(argv).kind).toBe('invalid');
  });

  it('name the case that was probably meant', () => {
    const parsed = parsePeersArguments(['--cases', 'matmull-128']);
    expect(parsed.kind === 'invalid' ? parsed.message : '').toContain('Did you mean matmul-128?');
  });
});

describe('the cases', () => {
  it('have ids of their own and, in every family, work that grows from the first square to the last', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
    const [least, most] = ['matmul-128', 'matmul-1024'].map((id) => CASES.find((entry) => entry.id === id));
    expect(least && most && flop(most.operation) / flop(least.operation)).toBe(512);
  });
});

describe('the generated page', () => {
  const document: PeersDocument = {
    kind: 'scalewall-peers',
    schema_version: 1,
    suite_version: '9.9.9',
    measured_at: '2031-02-03T04:05:06Z',
    browser: 'planted 1',
    seed: 1,
    versions: { library: '1.2.3' },
    adapter: { description: 'planted adapter', is_software: true, subgroups: '4 to 4' },
    absent: {},
    cases: [
      outcome('we-win', { scalewall: measured(around(1)), peer: measured(around(2)) }),
      outcome('they-win', { scalewall: measured(around(3)), peer: measured(around(1)) }),
      outcome('they-err', { scalewall: measured(around(1)), peer: { kind: 'wrong', form: 'f', detail: 'element 3' } }),
    ],
  };
  const page = 'before\n\n<!-- bench:peers begin -->\n\nold\n\n<!-- bench:peers end -->\n\nafter\n';

  it('replaces what stands between the markers and nothing else, and twice the same is once', () => {
    const comparison = compare(document.cases, 1);
    const once = withRun(page, document, comparison);
    expect(once.startsWith('before\n\n<!-- bench:peers begin -->\n')).toBe(true);
    expect(once.endsWith('<!-- bench:peers end -->\n\nafter\n')).toBe(true);
    expect(once).not.toContain('old');
    expect(withRun(once, document, comparison)).toBe(once);
  });

  it('names adapter, date and versions, the case where a peer wins, and the output that was wrong', () => {
    const text = withRun(page, document, compare(document.cases, 1));
    for (const word of ['planted adapter', '2031-02-03', 'library 1.2.3', 'scalewall 9.9.9']) expect(text).toContain(word);
    const rowOf = (id: string) => text.split('\n').find((line) => line.startsWith(`| ${id} `)) ?? '';
    expect(rowOf('they-win')).toContain('a peer wins');
    expect(rowOf('we-win')).not.toContain('a peer wins');
    expect(rowOf('they-err')).toContain('wrong');
    expect(text).toContain('- they-err, peer: wrong output of f: element 3');
  });

  it('refuses a page without its markers', () => {
    expect(() => withRun('no markers', document, compare(document.cases, 1))).toThrow('bench:peers begin');
  });
});

describe('an ONNX model', () => {
  it('writes whole numbers in base 128, least first, with the high bit on all but the last', () => {
    for (const value of [0, 1, 127, 128, 300, 16_384, 2 ** 31]) {
      const written = varint(value);
      expect(written.reduce((total, byte, at) => total + (byte & 127) * 128 ** at, 0)).toBe(value);
      expect(written.map((byte) => byte >= 128)).toEqual(written.map((_, at) => at < written.length - 1));
    }
  });

  it('nests fields whose lengths add up, with version, graph and operator set at the top', () => {
    const model = onnxModel({
      operator: 'MatMul',
      domain: '',
      version: 17,
      attributes: { transB: 1 },
      inputs: [{ name: 'x0', shape: [1000, 3] }, undefined, { name: 'length', constant: 300 }],
      output: { name: 'y', shape: [1000, 1] },
    });
    const top = fieldsOf(model);
    expect(top.map(({ field }) => field)).toEqual([1, 7, 8]);
    const graph = fieldsOf(top[1]?.content ?? new Uint8Array());
    // Node, name, initialiser, the one input that is fed, output.
    expect(graph.map(({ field }) => field)).toEqual([1, 2, 5, 11, 12]);
    const node = fieldsOf(graph[0]?.content ?? new Uint8Array());
    const text = (content: Uint8Array) => new TextDecoder().decode(content);
    expect(node.filter(({ field }) => field === 1).map(({ content }) => text(content))).toEqual(['x0', '', 'length']);
    expect(node.filter(({ field }) => field === 4).map(({ content }) => text(content))).toEqual(['MatMul']);
  });
});

interface Field {
  readonly field: number;
  readonly content: Uint8Array;
}

/** Protobuf's fields of one message: varints and length-delimited content. Throws where a length points outside. */
function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const next = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('cut short');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const key = next();
    const value = next();
    const isNested = key % 8 === 2;
    if (isNested && at + value > bytes.length) throw new Error('a length points outside');
    fields.push({ field: Math.floor(key / 8), content: isNested ? bytes.slice(at, at + value) : new Uint8Array() });
    if (isNested) at += value;
  }
  return fields;
}
