// The fill shader against inputValue, bit for bit.
import { describe, expect, it } from 'vitest';
import { FILL_SOURCE, WORD_FILL_SOURCE } from '../../../src/kernels/fill.ts';
import { specialise } from '../../../src/kernels/specialise.ts';
import { inputValue, inputWord } from '../../../src/workload/inputs.ts';
import { dispatch, openDevice } from '../dawn.ts';

const device = await openDevice('vulkan');

describe.skipIf(!device)('on a Vulkan device', () => {
  it.each([
    [1, 0, 0, 1],
    [1, 0, 0, 257],
    [7, 1, 12_345, 1000],
    [4_294_967_295, 2, 4_294_900_000, 513],
    [0, 5, 1, 70_000],
  ])('fill(seed %i, slot %i, first %i, count %i) is inputValue bit for bit', async (seed, slot, first, count) => {
    if (!device) throw new Error('no device');
    const code = specialise(FILL_SOURCE.source, FILL_SOURCE.constants('f32'));
    const poison = new Uint8Array(new Float32Array(count).fill(Number.NaN).buffer);
    const bytes = await dispatch(device, code, FILL_SOURCE.shape(seed, slot, first, count), [], poison, FILL_SOURCE.grid(count));
    const expected = Float32Array.from({ length: count }, (_, index) => inputValue(seed, slot, first + index));
    expect(new Uint32Array(bytes)).toEqual(new Uint32Array(expected.buffer));
  });

  it.each([
    [1, 0, 1],
    [7, 12_345, 1000],
    [4_294_967_295, 4_294_900_000, 70_000],
  ])('fill-words(seed %i, first %i, count %i) is inputWord bit for bit', async (seed, first, count) => {
    if (!device) throw new Error('no device');
    const { source, shape, grid } = WORD_FILL_SOURCE;
    const bytes = await dispatch(device, source, shape(seed, first, count), [], new Uint8Array(4 * count), grid(count));
    expect(new Uint32Array(bytes)).toEqual(Uint32Array.from({ length: count }, (_, index) => inputWord(seed, first + index)));
  });
});
