// Does decoding on one's own machine obey what must hold: bytes, launches, backends, devices in turn?
import { describe, expect, it } from 'vitest';
import { localDecodeRate, localMatmulRate, localPrefillRate, type LocalJob } from '../../src/cluster/local-decode.ts';
import { accelerator, PRIORS } from '../fixtures/serving-models.ts';

/** 8 B in 4 bit on a desktop card. */
const JOB: LocalJob = {
  backend: 'cuda',
  readBytes: 4.92e9,
  parameters: 8.03e9,
  layers: 32,
  cacheBytesPerToken: 131_072,
  bandwidth: 1008e9,
  isHighBandwidthMemory: false,
  matmulRate: localMatmulRate(accelerator('RTX 4090')),
  quantisation: 'block',
  deviceCount: 1,
  softwareYear: 2025,
  isFused: false,
};

describe('local decoding', () => {
  it('stays below bandwidth over bytes', () => {
    for (const backend of ['cuda', 'metal', 'vulkan', 'webgpu'] as const) {
      expect(localDecodeRate({ ...JOB, backend }, PRIORS, 0)).toBeLessThan(JOB.bandwidth / JOB.readBytes);
    }
  });

  it('uses less of the bandwidth the smaller the model', () => {
    const shares = [1, 1 / 4, 1 / 16].map((size) => {
      const job = { ...JOB, readBytes: JOB.readBytes * size, layers: Math.round(JOB.layers * size ** 0.5) };
      return (localDecodeRate(job, PRIORS, 0) * job.readBytes) / job.bandwidth;
    });
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });

  it('is slower in a browser than natively on the same device', () => {
    const native = localDecodeRate({ ...JOB, backend: 'metal' }, PRIORS, 0);
    expect(localDecodeRate({ ...JOB, backend: 'webgpu' }, PRIORS, 0)).toBeLessThan(native);
  });

  it('gains nothing from a second device for one reader', () => {
    const one = localDecodeRate(JOB, PRIORS, 512);
    const four = localDecodeRate({ ...JOB, deviceCount: 4 }, PRIORS, 512);
    expect(four).toBeLessThanOrEqual(one);
    expect(four).toBeGreaterThan(0.8 * one);
  });

  it('slows down as the talk grows, by no more than the cache read', () => {
    const early = 1 / localDecodeRate(JOB, PRIORS, 0);
    const late = 1 / localDecodeRate(JOB, PRIORS, 8192);
    const reading = (8192 * JOB.cacheBytesPerToken) / JOB.bandwidth;
    expect(late - early).toBeGreaterThan(reading);
    expect(late - early).toBeLessThan(1.5 * reading);
  });

  it('reaches the nominal bandwidth where streaming is perfect and nothing else costs time', () => {
    // Narrow memory streams at 1.05 of the share; a token still costs its 0.2 ms of sampling.
    const ideal = { ...PRIORS, servingStreamShare: 1 / 1.05, servingKernelSeconds: 0 };
    const seconds = 1 / localDecodeRate(JOB, ideal, 0);
    expect(seconds).toBeCloseTo(JOB.readBytes / JOB.bandwidth + 0.2e-3, 9);
  });
});

describe('local prefill', () => {
  it('is unknown where the accelerator is', () => {
    expect(localPrefillRate({ ...JOB, matmulRate: undefined }, PRIORS, 512)).toBeUndefined();
  });

  it('never exceeds arithmetic at the dense peak, and gains from a longer prompt', () => {
    const rates = [64, 256, 512].map((tokens) => localPrefillRate(JOB, PRIORS, tokens) ?? 0);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    const peak = accelerator('RTX 4090').peak.bf16 / (2 * JOB.parameters);
    expect(Math.max(...rates)).toBeLessThan(peak);
  });

  it('gains from several devices that work on micro-batches side by side, less than their number', () => {
    const one = localPrefillRate(JOB, PRIORS, 2048) ?? 0;
    const four = localPrefillRate({ ...JOB, deviceCount: 4 }, PRIORS, 2048) ?? 0;
    expect(four).toBeGreaterThan(one);
    expect(four).toBeLessThan(4 * one);
  });

  it('follows the power of the board where the peak is beyond it', () => {
    const { peak, boardPower } = accelerator('RTX 6000 Ada');
    expect(localMatmulRate(accelerator('RTX 6000 Ada'))).toBeLessThan(0.5 * peak.bf16);
    const halved = { ...accelerator('RTX 6000 Ada'), boardPower: boardPower / 2 };
    expect(localMatmulRate(halved)).toBeCloseTo(localMatmulRate(accelerator('RTX 6000 Ada')) / 2, -3);
  });
});
