// NaN, infinities and subnormals follow the reference: they reach the outputs that depend on them and no others.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import { offeredFeatures, openDevice } from '../dawn.ts';
import { deviationOf, plantsOf, shapeOf } from './special-values.ts';

const device = await openDevice('vulkan');
const features = offeredFeatures('vulkan');
const kernels = CATALOGUE.filter(
  ({ precision, operation }) => precision === 'f32' && operation !== 'fma' && operation !== 'empty',
);

describe.skipIf(!device)('on a Vulkan device', () => {
  it.for(kernels.map((kernel) => [kernel.id, kernel] as const))(
    '%s hands special values on as the reference does',
    async ([, kernel], { skip }) => {
      const lacking = kernel.requirements.features.filter((feature) => !features.includes(feature));
      skip(lacking.length > 0, `the device lacks ${lacking.join(', ')}`);
      if (!device) throw new Error('no device');
      const operation = shapeOf(kernel);
      const plants = plantsOf(operation);
      expect(plants.length).toBeGreaterThan(4);
      const deviations: string[] = [];
      for (const plant of plants) {
        const deviation = await deviationOf(device, kernel, operation, plant);
        if (deviation) deviations.push(deviation);
      }
      expect(deviations).toEqual([]);
    },
  );

  it('a key that only its weight of zero hides shows, as 0·NaN is a NaN', async () => {
    const kernel = kernels.find(({ id }) => id === 'attention-prefill-direct/d64/f32');
    if (!device || !kernel) throw new Error('no device or no kernel');
    const mutant = { ...kernel, source: kernel.source.replace('keep(v3, isSeenA.w)', 'v3') };
    expect(mutant.source).not.toBe(kernel.source);
    const operation = shapeOf(kernel);
    const [plant] = plantsOf(operation).filter(({ name }) => /NaN at .* of input 2/.test(name));
    if (!plant) throw new Error('no NaN planted in V');
    expect(await deviationOf(device, mutant, operation, plant)).toContain('is NaN');
  });
});
