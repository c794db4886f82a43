// Does serving obey what must hold whatever the constants: memory, roofline, batching, naming, layouts?
import { describe, expect, it } from 'vitest';
import type { ServingJob, ServingPoint } from '../../src/cluster/job.ts';
import { bestServing } from '../../src/cluster/serving-layouts.ts';
import { prefillSeconds, servingPoint, steadyStep } from '../../src/cluster/serving-point.ts';
import { passParts, secondsOf } from '../../src/cluster/serving-step.ts';
import { expertsTouched, servingWeights } from '../../src/cluster/serving-weights.ts';
import { totalParameters } from '../../src/cluster/parameters.ts';
import { accelerator, job, LLAMA_70B, MIXTRAL, PRIORS } from '../fixtures/serving-models.ts';

function fitting(of: ServingJob, constants = PRIORS): ServingPoint {
  const point = servingPoint(of, constants);
  if (point.kind !== 'fits') throw new Error('does not fit');
  return point;
}

const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const LAYOUTS = [
  job(),
  job({ precision: 'bf16', gpuCount: 8, tensor: 8 }),
  job({ precision: 'int4', gpuCount: 1, tensor: 1, accelerator: accelerator('A100 SXM 80GB') }),
  job({ precision: 'fp4', gpuCount: 1, tensor: 1, accelerator: accelerator('B200 SXM') }),
  job({ model: MIXTRAL, precision: 'fp8', gpuCount: 1, tensor: 1 }),
  job({ model: MIXTRAL, precision: 'bf16', gpuCount: 4, tensor: 1, expert: 4 }),
  job({ accelerator: accelerator('MI300X'), gpuCount: 1, tensor: 1 }),
];

describe('memory', () => {
  it.each(LAYOUTS.map((of) => [`${of.model.name} ${of.precision} on ${of.gpuCount} ${of.accelerator.name}`, of]))(
    'holds weights, caches and buffers of as many readers as it takes: %s',
    (_, of) => {
      const { memory } = fitting(of);
      expect(memory.weights + memory.cache + memory.overhead).toBeLessThanOrEqual(memory.available);
      expect(memory.available).toBeLessThan(of.accelerator.memory);
    },
  );

  it('never lets a batch that was asked for exceed it', () => {
    const most = fitting(job()).batch;
    const asked = fitting(job({ batch: 100 * most }));
    expect(asked.memory.weights + asked.memory.cache + asked.memory.overhead).toBeLessThanOrEqual(asked.memory.available);
  });

  it('refuses weights that do not fit, and names a number of GPUs on which they do', () => {
    const misfit = servingPoint(job({ gpuCount: 1, tensor: 1, precision: 'bf16' }), PRIORS);
    if (misfit.kind !== 'does-not-fit') throw new Error('fits');
    expect(misfit.neededBytes).toBeGreaterThan(misfit.availableBytes);
    const gpuCount = 2 ** Math.ceil(Math.log2(misfit.fewestGpus));
    expect(servingPoint(job({ gpuCount, tensor: gpuCount, precision: 'bf16' }), PRIORS).kind).toBe('fits');
  });

  it.each([
    ['70 B in int4 on one 48 GB card', job({ accelerator: accelerator('L40S'), gpuCount: 1, tensor: 1, precision: 'int4' })],
    ['70 B in bf16 on two 80 GB cards', job({ accelerator: accelerator('A100 SXM 80GB'), precision: 'bf16' })],
    ['Mixtral in bf16 on two 80 GB cards', job({ model: MIXTRAL, precision: 'bf16' })],
  ])('accepts what is known to run, if tightly: %s', (_, of) => {
    expect(servingPoint(of, PRIORS).kind).toBe('fits');
  });

  it.each([
    ['70 B in bf16 on one 80 GB card', job({ gpuCount: 1, tensor: 1, precision: 'bf16' })],
    ['70 B in fp8 on one 48 GB card', job({ accelerator: accelerator('L40S'), gpuCount: 1, tensor: 1 })],
    ['70 B in int4 on one 24 GB card', job({ accelerator: accelerator('RTX 4090'), gpuCount: 1, tensor: 1, precision: 'int4' })],
  ])('refuses what is known not to: %s', (_, of) => {
    expect(servingPoint(of, PRIORS).kind).toBe('does-not-fit');
  });

  it('takes more readers of shorter talks', () => {
    const long = fitting(job({ inputTokens: 4000, outputTokens: 1000 }));
    expect(fitting(job({ inputTokens: 400, outputTokens: 100 })).batch).toBeGreaterThan(long.batch);
  });

  it('counts the weights of the model, norms apart', () => {
    for (const model of [LLAMA_70B, MIXTRAL]) {
      const { dense, vocabulary, experts } = servingWeights(model);
      expect(dense + vocabulary + experts).toBeCloseTo(totalParameters(model), -3);
    }
  });
});

describe('batching', () => {
  it.each(LAYOUTS.map((of) => [`${of.model.name} ${of.precision} on ${of.gpuCount} ${of.accelerator.name}`, of]))(
    'lengthens a step and raises the throughput: %s',
    (_, of) => {
      const points = BATCHES.map((batch) => fitting({ ...of, batch })).filter(({ batch }, index) => batch === BATCHES[index]);
      expect(points.length).toBeGreaterThan(3);
      points.slice(1).forEach((point, index) => {
        expect(point.itl).toBeGreaterThan(points[index]?.itl ?? 0);
        expect(point.outputTokensPerSecondPerGpu).toBeGreaterThan((points[index]?.outputTokensPerSecondPerGpu ?? 0) * 0.999);
      });
    },
  );

  it('stays within the interactivity asked for, and is then no larger than without', () => {
    for (const mostItl of [0.02, 0.03, 0.05, 0.1]) {
      const point = fitting(job({ mostItl }));
      expect(point.itl).toBeLessThanOrEqual(mostItl);
      expect(point.batch).toBeLessThanOrEqual(fitting(job()).batch);
    }
  });

  it('serves one reader where the interactivity asked for is beyond any batch', () => {
    const point = fitting(job({ mostItl: 1e-6 }));
    expect([point.batch, point.batchLimit]).toEqual([1, 'interactivity']);
  });

  it('answers a longer prompt later', () => {
    const waits = [100, 1000, 10_000].map((inputTokens) => prefillSeconds(job({ inputTokens }), PRIORS));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });
});

describe('roofline', () => {
  it('leaves nothing but arithmetic where memory, network, launches and host cost nothing', () => {
    const free = { ...accelerator('H100 SXM 80GB'), memoryBandwidth: 1e30, fabricBandwidth: 1e30 };
    const constants = { ...PRIORS, servingHostSeconds: 0, servingKernelSeconds: 0 };
    const of = job({ accelerator: free, gpuCount: 1, tensor: 1, precision: 'int4', inputTokens: 1, outputTokens: 1 });
    const parts = passParts(of, constants, { decoding: 4096, context: 0, prefilled: 0, promptTokens: 1 });
    const { dense } = servingWeights(LLAMA_70B);
    const head = LLAMA_70B.vocabulary * LLAMA_70B.width;
    const flop = 2 * (dense + head) * 4096;
    const best = (free.bestMatmul ?? 0) / 0.8;
    expect(secondsOf(parts) - parts.scheduler).toBeCloseTo(flop / (best * constants.servingMatmulShare), 9);
  });

  it('never decodes faster than the weights can be read', () => {
    for (const of of LAYOUTS.filter(({ model }) => model.mixture === undefined)) {
      const { dense } = servingWeights(of.model);
      const bits = { bf16: 16, fp8: 8, int8: 8, fp4: 4, int4: 4 }[of.precision];
      const reading = (dense * bits) / 8 / of.tensor / of.accelerator.memoryBandwidth;
      expect(steadyStep({ ...of, inputTokens: 1 }, PRIORS, 1)).toBeGreaterThan(reading);
    }
  });

  it('decodes in int4 faster than in bf16 for one reader, and at most four times as fast', () => {
    const of = job({ accelerator: accelerator('H200 SXM'), gpuCount: 2, tensor: 2, inputTokens: 10, batch: 1 });
    const gain = steadyStep({ ...of, precision: 'bf16' }, PRIORS, 1) / steadyStep({ ...of, precision: 'int4' }, PRIORS, 1);
    expect(gain).toBeGreaterThan(1.5);
    expect(gain).toBeLessThanOrEqual(4);
  });

  it('gains with each: bandwidth, peak, fabric', () => {
    const base = job();
    const { accelerator: own } = base;
    const faster = [
      { ...own, memoryBandwidth: 2 * own.memoryBandwidth },
      { ...own, bestMatmul: 2 * (own.bestMatmul ?? 0) },
      { ...own, fabricBandwidth: 2 * own.fabricBandwidth },
    ];
    for (const better of faster) {
      expect(steadyStep({ ...base, accelerator: better }, PRIORS, 64)).toBeLessThan(steadyStep(base, PRIORS, 64));
    }
  });

  it('adds its parts up to the step', () => {
    const point = fitting(job({ batch: 32 }));
    const sum = Object.values(point.parts).reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(point.itl, 12);
    expect(Math.min(...Object.values(point.parts))).toBeGreaterThanOrEqual(0);
  });
});

describe('mixtures', () => {
  it('touch between the chosen few and all experts, more with every token', () => {
    const touched = [1, 2, 4, 8, 16, 64, 1024].map((tokens) => expertsTouched(128, 8, tokens));
    expect(touched[0]).toBeCloseTo(8, 12);
    expect(touched).toEqual(touched.toSorted((a, b) => a - b));
    expect(Math.max(...touched)).toBeLessThanOrEqual(128);
  });

  it('decode for one reader like a dense model of their active size, not of their whole', () => {
    const of = job({ model: MIXTRAL, gpuCount: 1, tensor: 1, inputTokens: 10 });
    const whole = passParts(of, PRIORS, { decoding: 512, context: 1, prefilled: 0, promptTokens: 1 }).weights;
    const one = passParts(of, PRIORS, { decoding: 1, context: 1, prefilled: 0, promptTokens: 1 }).weights;
    expect(one / whole).toBeGreaterThan(0.2);
    expect(one / whole).toBeLessThan(0.4);
  });
});

describe('the best layout', () => {
  const load = { ...job(), mostGpus: 8 };

  it('does not depend on names', () => {
    const renamed = {
      ...load,
      model: { ...LLAMA_70B, name: 'x' },
      accelerator: { ...load.accelerator, name: 'y', source: '', asOf: '' },
    };
    const [own, other] = [bestServing(load, PRIORS), bestServing(renamed, PRIORS)];
    if (!('point' in own) || !('point' in other)) throw new Error('does not fit');
    expect(other.point).toEqual(own.point);
  });

  it('is no worse than any tensor-parallel replica by hand', () => {
    const best = bestServing(load, PRIORS);
    if (!('point' in best)) throw new Error('does not fit');
    for (const tensor of [2, 4, 8]) {
      const point = fitting(job({ tensor, gpuCount: tensor }));
      expect(best.point.outputTokensPerSecondPerGpu).toBeGreaterThanOrEqual(point.outputTokensPerSecondPerGpu);
    }
  });

  it('spreads over more GPUs rather than miss the interactivity asked for', () => {
    const slow = bestServing(load, PRIORS);
    const fast = bestServing({ ...load, mostItl: 0.012 }, PRIORS);
    if (!('point' in slow) || !('point' in fast)) throw new Error('does not fit');
    expect(fast.point.itl).toBeLessThanOrEqual(0.012);
    expect(fast.job.gpuCount).toBeGreaterThan(slow.job.gpuCount);
    expect(fast.point.outputTokensPerSecondPerGpu).toBeLessThan(slow.point.outputTokensPerSecondPerGpu);
  });

  it('serves a model larger than a node over stages, which wait for each other', () => {
    const huge = { ...LLAMA_70B, layers: 1280, attentionLayers: 1280 };
    const choice = bestServing({ ...load, model: huge, mostGpus: 256 }, PRIORS);
    if (!('point' in choice)) throw new Error('does not fit');
    expect(choice.job.pipeline).toBeGreaterThan(1);
    expect(choice.point.memory.weights * choice.job.gpuCount).toBeGreaterThan(totalParameters(huge));
    const { weights, cache, overhead, available } = choice.point.memory;
    expect(weights + cache + overhead).toBeLessThanOrEqual(available);
  });

  it('gains room and loses no weights by stages', () => {
    const whole = fitting(job({ gpuCount: 4, tensor: 4, batch: 1 }));
    const staged = fitting(job({ gpuCount: 8, tensor: 4, pipeline: 2, batch: 1 }));
    expect(staged.memory.weights).toBeCloseTo(whole.memory.weights / 2, -3);
    expect(staged.itl).toBeGreaterThan(whole.itl * 0.99);
    expect(fitting(job({ gpuCount: 8, tensor: 4, pipeline: 2 })).batch).toBeGreaterThan(
      fitting(job({ gpuCount: 4, tensor: 4 })).batch,
    );
  });

  it('says what is missing where nothing fits', () => {
    const misfit = bestServing({ ...load, precision: 'bf16', mostGpus: 1 }, PRIORS);
    expect('point' in misfit).toBe(false);
  });
});
