// Every variant of every kernel, and the fill, through Dawn's null backend: front end, validation and pipeline.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import { FILL_SOURCE, WORD_FILL_SOURCE } from '../../../src/kernels/fill.ts';
import { passesOf } from '../../../src/kernels/kernel.ts';
import { specialise } from '../../../src/kernels/specialise.ts';
import { compileMessages, openDevice } from '../dawn.ts';

const device = await openDevice('null');

describe.skipIf(!device)("on Dawn's null backend", () => {
  const sources = [
    ...CATALOGUE.flatMap((kernel) =>
      passesOf(kernel).map(({ file, source, constants }) => [`${kernel.id} (${file})`, specialise(source, constants)] as const),
    ),
    ...(['f32', 'f16'] as const).map(
      (precision) => [`fill/${precision}`, specialise(FILL_SOURCE.source, FILL_SOURCE.constants(precision))] as const,
    ),
    ['fill-words', WORD_FILL_SOURCE.source] as const,
  ];

  it('there are variants to compile, and the device takes f16 and subgroup matrices', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(device?.features.has('shader-f16')).toBe(true);
    expect([...(device?.features ?? [])]).toContain('chromium-experimental-subgroup-matrix');
  });

  it.each(sources)('%s compiles and makes a pipeline without a message', async (_, code) => {
    if (!device) throw new Error('no device');
    expect(await compileMessages(device, code)).toEqual([]);
  });

  it('a broken shader yields a message that names its line', async () => {
    if (!device) throw new Error('no device');
    const messages = await compileMessages(device, '@compute @workgroup_size(1)\nfn main() { let x = y; }');
    expect(messages.join()).toMatch(/error 2:/);
  });
});
