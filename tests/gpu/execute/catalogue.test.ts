// Every f32 kernel on every shape that it accepts: all output elements against the float64 reference, within its bound.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import { operationKey, type Operation } from '../../../src/workload/operation.ts';
import { offeredFeatures, openDevice } from '../dawn.ts';
import { SHAPES } from './shapes.ts';
import { verdictOf } from './verdict.ts';

const device = await openDevice('vulkan');
const features = offeredFeatures('vulkan');
const kernels = CATALOGUE.filter((kernel) => kernel.precision === 'f32');

describe.skipIf(!device)('on a Vulkan device', () => {
  it('there are kernels of every operation, and every shape has one that takes it', () => {
    expect(new Set(kernels.map((kernel) => kernel.operation))).toEqual(new Set(Object.keys(SHAPES)));
    const orphans = Object.values(SHAPES)
      .flat()
      .filter((shape) => !kernels.some((kernel) => kernel.accepts(shape)));
    expect(orphans.map(operationKey)).toEqual([]);
  });

  it('skips no kernels but those of matrix units, where the device has none', () => {
    const unable = kernels.filter((kernel) => !kernel.requirements.features.every((feature) => features.includes(feature)));
    expect(unable.filter(({ file }) => file !== 'matmul-subgroup-matrix.wgsl').map(({ id }) => id)).toEqual([]);
  });

  it.for(kernels.map((kernel) => [kernel.id, kernel] as const))(
    '%s is within its bound on every shape that it accepts',
    async ([, kernel], { skip }) => {
      const lacking = kernel.requirements.features.filter((feature) => !features.includes(feature));
      skip(lacking.length > 0, `the device lacks ${lacking.join(', ')}`);
      if (!device) throw new Error('no device');
      const accepted: readonly Operation[] = SHAPES[kernel.operation].filter((shape) => kernel.accepts(shape));
      expect(accepted.length).toBeGreaterThan(0);
      const wrong: string[] = [];
      for (const operation of accepted) {
        const { index, errorOverBound } = await verdictOf(device, kernel, operation);
        if (errorOverBound > 1) wrong.push(`${operationKey(operation)} at ${index}: ${errorOverBound} bounds off`);
      }
      expect(wrong).toEqual([]);
    },
  );
});
