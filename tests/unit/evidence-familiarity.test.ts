// What nobody has published is known less: intervals under new conditions are wider, and say why.
import { describe, expect, it } from 'vitest';
import type { Predicted, Row } from '../../src/evidence/evidence.ts';
import { familiarOf, widened } from '../../src/evidence/familiarity.ts';
import { groupHalfWidth, reachOf } from '../../src/evidence/fitted.ts';

const GROUP = 'dense-h100-bf16';
const KNOWN: Row = { hardware: 'H100', framework: 'Megatron-Core r0.8', tp: '8', pp: '1' };
const familiar = familiarOf([{ group: GROUP, row: KNOWN }]);
const widthOf = (row: Row) => widened(0.1, GROUP, row, familiar).halfWidth;

describe('an interval', () => {
  it('is the group’s own under conditions that were published, however they are spelled', () => {
    expect(widthOf(KNOWN)).toBe(0.1);
    expect(widthOf({ ...KNOWN, hardware: 'NVIDIA H200-SXM-141GB', framework: 'NVIDIA NeMo 24.07' })).toBe(0.1);
  });

  it('widens with new software, and with a new generation beside it, and no further', () => {
    const software = widthOf({ ...KNOWN, framework: 'DeepSpeed' });
    const both = widthOf({ ...KNOWN, framework: 'DeepSpeed', hardware: 'MI300X' });
    expect(software).toBeGreaterThan(0.1);
    expect(both).toBeGreaterThan(software);
    expect(widthOf({ ...KNOWN, framework: 'DeepSpeed', hardware: 'MI300X laptop', backend: 'ROCm' })).toBe(both);
  });

  it('names what is new', () => {
    expect(widened(0.1, GROUP, { ...KNOWN, framework: 'DeepSpeed' }, familiar).notes.join()).toContain('deepspeed');
  });

  it('reaches a factor of four either way in a browser that nobody has published', () => {
    const group = 'local-decode-webgpu';
    const known = familiarOf([{ group, row: { hardware: 'Apple M3', backend: 'WebGPU', browser: 'Chromium 130' } }]);
    const inBrowser = (browser: string) =>
      widened(0.2, group, { hardware: 'Apple M3', backend: 'WebGPU', browser }, known).halfWidth;
    expect(inBrowser('Chrome 141')).toBe(0.2);
    expect(Math.exp(inBrowser('Firefox'))).toBeCloseTo(4);
  });

  it('is no narrower where a training’s layout is not told, and wider for a group without rows than for the narrowest', () => {
    const predicted: Predicted = {
      kind: 'predicted',
      group: GROUP,
      quantity: 'tokens_per_s_per_gpu',
      value: 1,
      layout: '',
      limitedBy: '',
      note: '',
    };
    const open = reachOf(predicted, { ...KNOWN, tp: '', pp: '' }).halfWidth;
    expect(open).toBeGreaterThanOrEqual(reachOf(predicted, KNOWN).halfWidth);
    expect(groupHalfWidth('other')).toBeGreaterThan(groupHalfWidth('dense-blackwell'));
  });
});
