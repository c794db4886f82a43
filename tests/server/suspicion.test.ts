// No honest run is held, each kind of forgery is held or refused as docs/plausibility.md says, and each rule holds its own case.
// The corpora at full size: npm run test:plausibility.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { submissionSchema } from '../../src/contract/api.ts';
import type { Run } from '../../src/contract/run.ts';
import { budgetOf } from '../../src/plan/budget.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { evidenceOf } from '../../src/server/suspicion/evidence.ts';
import { envelopesOf } from '../../src/server/suspicion/hardware-envelope.ts';
import { findSuspicion, RULES } from '../../src/server/suspicion/suspicious.ts';
import { buildRun, PLANTED } from '../fixtures/run-builder.ts';
import { FORGED } from './forged-run.ts';
import { honestSimulation, judge, outcomesOf, type Outcomes } from './plausibility-corpus.ts';
import { SIMULATED_DEVICES } from './simulated-devices.ts';
import { simulateRun } from './simulated-run.ts';

const bases: Run[] = [];
beforeAll(async () => {
  // A fast desktop GPU on a fine clock, another on the clock of 100 µs, and one without a name.
  for (const [place, clockStep] of [
    [22, 1e-9],
    [33, 1e-4],
    [42, 1e-9],
  ] as const) {
    const simulation = honestSimulation(0, place);
    if (simulation === undefined) continue;
    bases.push(await simulateRun({ ...simulation, clockStep, noise: 0.02, history: 'steady', length: 'quick', sizeCount: 11 }));
  }
}, 240_000);

describe('no honest run is held', () => {
  test('not the recorded one', () => {
    const { run, summary } = submissionSchema.parse(JSON.parse(readFileSync('public/recorded-run.json', 'utf8')));
    expect(findSuspicion(run, summary)).toBeUndefined();
  });

  test('not the built ones, of any phases, noise from 1 to 30 %, few samples and slow to fast devices', () => {
    for (const noise of [0.01, 0.05, 0.3]) {
      for (const flopPerSecond of [1e9, 2e12, 1e15]) {
        const roofline = { ...PLANTED, flopPerSecond, bytesPerSecond: flopPerSecond / 20, noise };
        for (const sampleCount of [1, 3, 7])
          expect(judge(buildRun({ roofline, sampleCount, phases: ['prefill', 'decode', 'train'] }))).toEqual({ kind: 'listed' });
      }
    }
  });

  test('not one of each simulated device, of any clock, noise and history, whole or stopped', async () => {
    const kinds = new Set<string>();
    for (const place of SIMULATED_DEVICES.keys()) {
      const simulation = honestSimulation(3, place);
      if (simulation === undefined) continue;
      const run = await simulateRun({ ...simulation, length: 'quick', sizeCount: 4 });
      kinds.add(run.completion.kind);
      expect({ simulation, judgement: judge(run) }).toEqual({ simulation, judgement: { kind: 'listed' } });
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['complete', 'stopped', 'out-of-time']));
  }, 240_000);
});

describe('forgeries', () => {
  const outcomes: Outcomes[] = [];
  beforeAll(() => {
    outcomes.push(...FORGED.map((forgery) => outcomesOf(forgery, bases)));
  }, 240_000);

  test.each(FORGED.filter(({ passes }) => !passes))('$kind: more held or refused than missed', ({ kind }) => {
    const found = outcomes.find((entry) => entry.kind === kind);
    expect(found?.tried).toBeGreaterThan(0);
    expect((found?.held ?? 0) + (found?.refused ?? 0)).toBeGreaterThan(found?.missed ?? 0);
  });

  test('what is said to pass does pass, so that the page does not promise too little or too much', () => {
    for (const { kind, missed, tried } of outcomes.filter(({ passes }) => passes))
      expect({ kind, passes: missed > tried / 2 }).toEqual({ kind, passes: true });
  });

  test('each rule holds some run that no rule before it does', () => {
    expect(Object.keys(RULES).filter((rule) => !outcomes.some(({ rules }) => rules.includes(rule)))).toEqual([
      'phase-order',
      'work-order',
    ]);
  });
});

describe('rules that refusals usually come before', () => {
  const evidence = (edit: (run: Run) => void) => {
    const run = buildRun({ phases: ['prefill', 'decode', 'train'] });
    edit(run);
    return evidenceOf(run, publishedSummary(run));
  };
  const slow = (run: Run, suits: (trial: Run['trials'][number]) => boolean, factor: number) => {
    for (const { outcome } of run.trials.filter(suits))
      if (outcome.kind === 'measured') for (const sample of outcome.samples) sample.duration_seconds *= factor;
  };

  test('decode above prefill in FLOP/s is doubted', () => {
    const found = RULES['phase-order']?.(
      evidence((run) => slow(run, ({ id, role }) => role === 'ladder' && id.includes('matmul'), 500)),
    );
    expect(found?.reason).toContain('decode');
    expect(RULES['phase-order']?.(evidence(() => {}))).toBeUndefined();
  });

  test('a product done sooner than one that it contains is doubted', () => {
    const found = RULES['work-order']?.(evidence((run) => slow(run, ({ id }) => id.includes('1024x1024x1024'), 1e-3)));
    expect(found?.reason).toContain('1024x1024x1024');
    expect(RULES['work-order']?.(evidence(() => {}))).toBeUndefined();
  });
});

describe('what the rules know of the suite and of hardware', () => {
  test('submissions are filled to what the timeline supposes, and targets are those of the calibration', () => {
    const device = { ...buildRun().device };
    const software = { ...device, gpu: { ...device.gpu, is_fallback: true } };
    expect([budgetOf('quick', device, null), budgetOf('full', device, null)]).toMatchObject([
      { batchSeconds: 0.15, sampleSeconds: 0.0025 },
      { batchSeconds: 0.15, sampleSeconds: 0.02 },
    ]);
    expect(budgetOf('quick', software, null).sampleSeconds).toBeCloseTo(0.0025 * 2.4, 12);
    expect(budgetOf('full', software, null).sampleSeconds).toBeCloseTo(0.02 * 1.5, 12);
  });

  test('a product is known by its whole name only, its class by vendor and architecture, and a stranger by nothing', () => {
    const names = (vendor: string, architecture: string, description: string) =>
      envelopesOf({ vendor, architecture, device: '', description, is_fallback: false }).map(({ name }) => name);
    expect(names('apple', 'metal-3', 'Apple M5')).toEqual(['Apple M5', 'an Apple GPU']);
    expect(names('apple', 'metal-3', 'Apple M5 Pro')).toEqual(['an Apple GPU']);
    expect(names('nvidia', 'lovelace', 'NVIDIA GeForce RTX 4070 Ti SUPER')).toEqual([
      'RTX 4070 Ti Super',
      'an NVIDIA GPU of the Ada generation',
    ]);
    expect(names('intel', 'gen-9', 'Intel(R) UHD Graphics 630')).toEqual(['a GPU integrated into an Intel processor']);
    expect(names('', '', '')).toEqual([]);
  });
});
