// Laws of the catalogue: unique names, grids within every device's limits, and a kernel for every operation.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/kernels/catalogue.ts';
import { candidates, missing, type Capabilities } from '../../src/kernels/choose.ts';
import { passesOf, SCRATCH_BYTES } from '../../src/kernels/kernel.ts';
import { MAX_WORKGROUPS, spread } from '../../src/kernels/variant.ts';
import type { Matmul, Operation } from '../../src/workload/operation.ts';
import { inputElements, outputElements } from '../../src/workload/operands.ts';

const DEFAULTS: Capabilities = {
  features: ['shader-f16'],
  limits: { maxComputeWorkgroupStorageSize: 16_384, maxComputeInvocationsPerWorkgroup: 256 },
};

const OPERATIONS: readonly Operation[] = [
  ...(['nn', 'nt', 'tn'] as const).map((transpose): Matmul => ({ kind: 'matmul', m: 64, n: 4096, k: 1024, transpose })),
  { kind: 'matmul', m: 13, n: 50_257, k: 7, transpose: 'tn' },
  { kind: 'matmul', batch: 96, m: 1024, n: 1024, k: 64, transpose: 'nt' },
  ...([4, 8] as const).map((bits): Operation => ({ kind: 'matmul-quantised-int8', m: 1, n: 128_256, k: 4096, bits, group: 32 })),
  { kind: 'matvec', n: 128_256, k: 4096 },
  { kind: 'matvec', n: 300_001, k: 5 },
  ...[64, 80, 96, 128, 256].map((headDim): Operation => ({
    kind: 'attention',
    queries: 1024,
    keys: 1024,
    queryOffset: 0,
    heads: 12,
    kvHeads: 4,
    headDim,
  })),
  ...[64, 80, 96, 128, 256].map((headDim): Operation => ({
    kind: 'attention-decode',
    keys: 4096,
    heads: 12,
    kvHeads: 4,
    headDim,
  })),
  { kind: 'rmsnorm', rows: 100_000, width: 4096 },
  { kind: 'layernorm', rows: 3, width: 7 },
  { kind: 'rotary', rows: 2048, heads: 128, headDim: 128 },
  { kind: 'swiglu', rows: 2048, width: 53_248 },
  { kind: 'gelu', rows: 2048, width: 49_152 },
  { kind: 'residual', rows: 2048, width: 16_384 },
  { kind: 'embedding', rows: 2048, width: 16_384, vocabulary: 1024 },
  { kind: 'rmsnorm-backward', rows: 100_000, width: 4096 },
  { kind: 'layernorm-backward', rows: 3, width: 7 },
  { kind: 'gain-backward', rows: 2048, width: 24_576 },
  { kind: 'swiglu-backward', rows: 2048, width: 53_248 },
  { kind: 'gelu-backward', rows: 2048, width: 49_152 },
  { kind: 'rotary-backward', rows: 2048, heads: 128, headDim: 128 },
  { kind: 'embedding-backward', rows: 2048, width: 16_384, vocabulary: 128_256 },
  { kind: 'cross-entropy', rows: 2048, vocabulary: 50_257 },
  { kind: 'cross-entropy-backward', rows: 2048, vocabulary: 128_256 },
  { kind: 'adamw', elements: 2 ** 26 + 1, step: 7 },
  ...(['rows', 'queries', 'keys'] as const).flatMap((pass) =>
    [64, 80, 96, 128, 256].map((headDim): Operation => ({
      kind: `attention-backward-${pass}`,
      queries: 1024,
      keys: 1024,
      queryOffset: 0,
      heads: 12,
      kvHeads: 4,
      headDim,
    })),
  ),
  { kind: 'copy', elements: 2 ** 28 },
  { kind: 'fma', invocations: 2 ** 16, iterations: 1024 },
  { kind: 'empty' },
];

describe('the catalogue', () => {
  it('names every kernel once', () => {
    expect(new Set(CATALOGUE.map((kernel) => kernel.id)).size).toBe(CATALOGUE.length);
  });

  it("needs no more than WebGPU's default limits and features that it names", () => {
    const known = ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix'];
    const named = CATALOGUE.flatMap((kernel) => kernel.requirements.features);
    expect(named.filter((name) => !known.includes(name) && !/^(wgsl|subgroup-matrix):/.test(name))).toEqual([]);
    const device = { ...DEFAULTS, features: named };
    expect(CATALOGUE.map((kernel) => missing(kernel, device)).filter((reason) => reason !== undefined)).toEqual([]);
  });

  it('offers matrix units only where the adapter names the very unit, and then first, on whole blocks of it', () => {
    const operation: Matmul = { kind: 'matmul', m: 1024, n: 4096, k: 1024, transpose: 'nt' };
    const first = (names: readonly string[], of = operation) =>
      candidates(
        of,
        'f16',
        { ...DEFAULTS, features: [...DEFAULTS.features, 'subgroups', 'wgsl:subgroup_id', ...names] },
        false,
      )[0]?.id;
    const feature = 'chromium-experimental-subgroup-matrix';
    expect(first([feature, 'subgroup-matrix:f16-f32-16x16x16'])).toBe('matmul-subgroup-matrix/nt/16x16x16/f16');
    for (const names of [[], [feature], [feature, 'subgroup-matrix:f16-f16-16x16x16']]) {
      expect(first(names)).not.toContain('subgroup-matrix');
    }
    expect(first([feature, 'subgroup-matrix:f16-f32-16x16x16'], { ...operation, m: 1000 })).not.toContain('subgroup-matrix');
  });

  it.each(OPERATIONS)('has kernels for %o in both precisions, within the grid limit', (operation) => {
    for (const precision of ['f32', 'f16'] as const) {
      const found = candidates(operation, precision, DEFAULTS, false);
      expect(found.length).toBeGreaterThan(0);
      for (const kernel of found) {
        for (const pass of passesOf(kernel)) {
          expect(pass.grid(operation).every((count) => Number.isInteger(count) && count >= 1 && count <= MAX_WORKGROUPS)).toBe(
            true,
          );
          expect(pass.shape(operation).every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
        }
        expect(4 * (kernel.merge?.scratch(operation) ?? 0)).toBeLessThanOrEqual(SCRATCH_BYTES);
        expect(kernel.inputs(operation)).toEqual(inputElements(operation));
        expect(kernel.output(operation)).toBe(outputElements(operation));
      }
    }
  });

  it('offers software only kernels that it offers hardware, and at least one', () => {
    for (const operation of OPERATIONS) {
      const hardware = candidates(operation, 'f32', DEFAULTS, false).map((kernel) => kernel.id);
      const software = candidates(operation, 'f32', DEFAULTS, true).map((kernel) => kernel.id);
      expect(hardware).toEqual(expect.arrayContaining(software));
      expect(software.length).toBeGreaterThan(0);
    }
  });

  it('offers software the barrier-free form first, hardware a tiled one', () => {
    const operation: Matmul = { kind: 'matmul', m: 512, n: 4096, k: 1024, transpose: 'nt' };
    expect(candidates(operation, 'f32', DEFAULTS, true)[0]?.requirements.workgroupBytes).toBe(0);
    expect(candidates(operation, 'f32', DEFAULTS, false)[0]?.requirements.workgroupBytes).toBeGreaterThan(0);
  });

  it("offers hardware a tiled form of attention's gradients first, software one without workgroup memory", () => {
    for (const pass of ['rows', 'queries', 'keys'] as const) {
      const operation: Operation = {
        kind: `attention-backward-${pass}`,
        queries: 512,
        keys: 512,
        queryOffset: 0,
        heads: 8,
        kvHeads: 2,
        headDim: 256,
      };
      expect(candidates(operation, 'f32', DEFAULTS, true)[0]?.requirements.workgroupBytes).toBe(0);
      expect(candidates(operation, 'f32', DEFAULTS, false)[0]?.requirements.workgroupBytes).toBeGreaterThan(0);
    }
  });

  it('gives one head of decode at 32k keys to many workgroups on hardware, and few keys to one', () => {
    const decode = (keys: number): Operation => ({ kind: 'attention-decode', keys, heads: 1, kvHeads: 1, headDim: 128 });
    const workgroups = (keys: number) => {
      const [x = 0, y = 0] = candidates(decode(keys), 'f32', DEFAULTS, false)[0]?.grid(decode(keys)) ?? [];
      return x * y;
    };
    expect(workgroups(32_768)).toBe(128);
    expect(workgroups(200)).toBe(1);
  });

  it('prefers smaller tiles where large ones would leave a GPU idle', () => {
    const first = (m: number, n: number) =>
      candidates({ kind: 'matmul', m, n, k: 1024, transpose: 'nt' }, 'f32', DEFAULTS, false)[0];
    expect(Number(first(4096, 4096)?.constants['TILE_M'])).toBeGreaterThan(Number(first(16, 1024)?.constants['TILE_M'] ?? 0));
  });
});

describe('missing', () => {
  const half = CATALOGUE.find((kernel) => kernel.precision === 'f16' && kernel.operation === 'copy');
  const large = CATALOGUE.toSorted((a, b) => b.requirements.workgroupBytes - a.requirements.workgroupBytes)[0];

  it('names the feature that a device lacks', () => {
    expect(half && missing(half, { ...DEFAULTS, features: [] })).toBe('feature shader-f16');
  });

  it('names the limit that a device misses by one, and nothing where it is just met', () => {
    if (!large) throw new Error('no kernel');
    const bytes = large.requirements.workgroupBytes;
    const device = (offered: number): Capabilities => ({
      ...DEFAULTS,
      limits: { ...DEFAULTS.limits, maxComputeWorkgroupStorageSize: offered },
    });
    expect(missing(large, device(bytes - 1))).toContain('maxComputeWorkgroupStorageSize');
    expect(missing(large, device(bytes))).toBeUndefined();
  });

  it('keeps such kernels out of the candidates', () => {
    const without = candidates({ kind: 'copy', elements: 64 }, 'f16', { ...DEFAULTS, features: [] }, false);
    expect(without).toEqual([]);
  });
});

describe('spread', () => {
  it.each([1, 2, 65_535, 65_536, 131_070, 131_071, 1_000_003])(
    'covers %i workgroups within the limit and with few to spare',
    (count) => {
      const [x, y, z] = spread(count);
      expect(x * y * z).toBeGreaterThanOrEqual(count);
      expect(x * y * z - count).toBeLessThan(y);
      expect(Math.max(x, y, z)).toBeLessThanOrEqual(MAX_WORKGROUPS);
    },
  );
});
