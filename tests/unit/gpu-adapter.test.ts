// What a device offers kernels, on a GPU that is made up: no name is invented, and a refused proposal costs no more than itself.
import { describe, expect, it } from 'vitest';
import { openGpu } from '../../src/gpu/adapter.ts';

const HOST = { kind: 'node', browser: '', os: '', is_isolated: true, is_headless: true } as const;
const PROPOSAL = 'chromium-experimental-subgroup-matrix';

/** A GPU whose adapter has `features` and refuses any device that asks for one of `refused`. */
function gpuWith(features: readonly string[], refused: readonly string[], configs?: readonly unknown[]): GPU {
  const adapter = {
    features: new Set(features),
    limits: {},
    info: { vendor: 'made up', subgroupMatrixConfigs: configs },
    requestDevice: ({ requiredFeatures = [] }: { requiredFeatures?: readonly string[] } = {}) =>
      requiredFeatures.some((name) => refused.includes(name))
        ? Promise.reject(new Error('refused'))
        : Promise.resolve({ features: new Set(requiredFeatures), limits: {} }),
  };
  return { requestAdapter: () => Promise.resolve(adapter), wgslLanguageFeatures: new Set(['subgroup_id']) } as unknown as GPU;
}

async function featuresOf(gpu: GPU): Promise<readonly string[]> {
  const opened = await openGpu(gpu, HOST);
  if (opened.kind === 'unsupported') throw new Error(opened.detail);
  return opened.features;
}

describe('an opened GPU', () => {
  it("offers the device's features, the language's, and the matrix units that the adapter names", async () => {
    const configs = [
      { componentType: 'f16', resultComponentType: 'f32', M: 16, N: 8, K: 4 },
      { componentType: 'u8', resultComponentType: 'u32', M: 8, N: 8, K: 8 },
    ];
    expect(await featuresOf(gpuWith(['shader-f16', PROPOSAL, 'unwanted'], [], configs))).toEqual([
      'shader-f16',
      PROPOSAL,
      'wgsl:subgroup_id',
      'subgroup-matrix:f16-f32-16x8x4',
    ]);
  });

  it('keeps its other features where the proposal is refused', async () => {
    expect(await featuresOf(gpuWith(['shader-f16', PROPOSAL], [PROPOSAL]))).toEqual(['shader-f16', 'wgsl:subgroup_id']);
  });

  it('opens without any feature where all are refused', async () => {
    expect(await featuresOf(gpuWith(['shader-f16'], ['shader-f16']))).toEqual(['wgsl:subgroup_id']);
  });
});
