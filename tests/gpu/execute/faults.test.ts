// The bounds are sharp: a kernel with one small fault in its text is out of bounds, while the sound one is within.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import { passesOf, type Pass } from '../../../src/kernels/kernel.ts';
import type { Operation } from '../../../src/workload/operation.ts';
import { openDevice } from '../dawn.ts';
import { verdictOf } from './verdict.ts';

const device = await openDevice('vulkan');

interface Fault {
  readonly fault: string;
  readonly kernel: string;
  readonly sound: string;
  readonly faulty: string;
  readonly operation: Operation;
}

const FAULTS: readonly Fault[] = [
  {
    fault: 'the last of 2048 terms lost',
    kernel: 'matmul-naive/nt/f32',
    sound: 'k < shape.k;',
    faulty: 'k + 1u < shape.k;',
    operation: { kind: 'matmul', m: 8, n: 8, k: 2048, transpose: 'nt' },
  },
  {
    fault: 'a slab read before it is whole in one place',
    kernel: 'matmul-tile/nn/64x64x16/f32',
    sound: 'slabA[(k + 3u) * PITCH_A + row] = values[3];',
    faulty: 'slabA[(k + 3u) * PITCH_A + row] = values[2];',
    operation: { kind: 'matmul', m: 64, n: 64, k: 16, transpose: 'nn' },
  },
  {
    fault: 'columns beyond the tile not stored',
    kernel: 'matmul-direct/tn/f32',
    sound: 'storeBlock(id.z, row, column + 4u, c01);',
    faulty: '',
    operation: { kind: 'matmul', m: 8, n: 8, k: 8, transpose: 'tn' },
  },
  {
    fault: 'every matrix of a batch taken from the first',
    kernel: 'matmul-split/nn/64/f32',
    sound: 'let at = (batch * shape.k + k) * pitch + min(column / 4u, pitch - 1u);',
    faulty: 'let at = k * pitch + min(column / 4u, pitch - 1u);',
    operation: { kind: 'matmul', batch: 2, m: 8, n: 8, k: 256, transpose: 'nn' },
  },
  {
    fault: 'the share of one lane taken twice and that of another not at all',
    kernel: 'matmul-subgroup/tn/f32',
    sound: 'subgroupShuffle(ownLower[3], giver)',
    faulty: 'subgroupShuffle(ownLower[3], giver / 2u * 2u)',
    operation: { kind: 'matmul', m: 8, n: 8, k: 64, transpose: 'tn' },
  },
  {
    fault: 'a batch stored in its first matrix',
    kernel: 'matmul-tile-ragged/tn/32x32x16/f32',
    sound: '(batch * shape.m + row) * shape.n + column',
    faulty: 'row * shape.n + column',
    operation: { kind: 'matmul', batch: 2, m: 3, n: 5, k: 7, transpose: 'tn' },
  },
  {
    fault: 'a split of k added twice and another never',
    kernel: 'matmul-split-grid/nt/64x1024/f32',
    sound: 'parts[split * shape.elements + element]',
    faulty: 'parts[min(split, 1u) * shape.elements + element]',
    operation: { kind: 'matmul', m: 8, n: 8, k: 2052, transpose: 'nt' },
  },
  {
    fault: 'a step of k that two splits share',
    kernel: 'matmul-split-grid/tn/64x1024/f32',
    sound: 'let end = min((group.z + 1u) * SPAN, shape.k);',
    faulty: 'let end = min((group.z + 1u) * SPAN + 4u, shape.k);',
    operation: { kind: 'matmul', m: 8, n: 8, k: 2048, transpose: 'tn' },
  },
  {
    fault: 'the last vec4 of 1024 columns lost',
    kernel: 'matvec/64/f32',
    sound: 'at < pitch; at += INVOCATIONS',
    faulty: 'at + 1u < pitch; at += INVOCATIONS',
    operation: { kind: 'matvec', n: 16, k: 1024 },
  },
  {
    fault: 'one of the subgroups left out',
    kernel: 'matvec-subgroup/64/f32',
    sound: 'at < count',
    faulty: 'at + 1u < count',
    operation: { kind: 'matvec', n: 16, k: 1024 },
  },
  {
    fault: 'a zero point left out in one column of four',
    kernel: 'matvec-quantised/int4/64x1/f32',
    sound: 'vec4<f32>(pair0.y, pair1.y, pair2.y, pair3.y)',
    faulty: 'vec4<f32>(pair0.y, pair1.y, pair2.y, 0.0)',
    operation: { kind: 'matmul-quantised', m: 1, n: 8, k: 2048, bits: 4, group: 128 },
  },
  {
    fault: 'the nibbles of a word in the wrong order',
    kernel: 'matmul-quantised/int4/64x64x16/f32',
    sound: 'vec4<u32>(0u, 1u, 2u, 3u) * BITS',
    faulty: 'vec4<u32>(1u, 0u, 2u, 3u) * BITS',
    operation: { kind: 'matmul-quantised', m: 8, n: 8, k: 32, bits: 4, group: 32 },
  },
  {
    fault: "a zero point left out of a packed product's sum",
    kernel: 'matvec-quantised-int8-packed/int8/64x1/f32',
    sound: 'fma(-zeros, vec4<f32>(f32(total)), vec4<f32>(dots))',
    faulty: 'vec4<f32>(dots)',
    operation: { kind: 'matmul-quantised-int8', m: 1, n: 8, k: 2048, bits: 8, group: 128 },
  },
  {
    fault: 'the offset of unsigned weights left out in part',
    kernel: 'matmul-quantised-int8-packed/int8/64x64/f32',
    sound: 'select(0, 128 * total, BITS == 8)',
    faulty: 'select(0, 127 * total, BITS == 8)',
    operation: { kind: 'matmul-quantised-int8', m: 8, n: 8, k: 256, bits: 8, group: 64 },
  },
  {
    fault: 'even and odd weights exchanged',
    kernel: 'matmul-quantised-int8/int4/64x64/f32',
    sound: 'slabW[(2u * word) * GROUP_N + block] = words & vec4<u32>(0x0f0f0f0fu);',
    faulty: 'slabW[(2u * word) * GROUP_N + block] = (words >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu);',
    operation: { kind: 'matmul-quantised-int8', m: 8, n: 8, k: 256, bits: 4, group: 32 },
  },
  {
    fault: 'one byte of four in the wrong place',
    kernel: 'matvec-quantised-int8/int4/64x4/f32',
    sound: 'vec4<u32>(24u, 16u, 8u, 0u)',
    faulty: 'vec4<u32>(16u, 16u, 8u, 0u)',
    operation: { kind: 'matmul-quantised-int8', m: 4, n: 8, k: 256, bits: 4, group: 32 },
  },
  {
    fault: "a mask that hides the query's own key",
    kernel: 'attention-prefill/32x32-d64/f32',
    sound: 'exp(s1 - highest.y), keys <=',
    faulty: 'exp(s1 - highest.y), keys <',
    operation: { kind: 'attention', queries: 16, keys: 64, queryOffset: 48, heads: 1, kvHeads: 1, headDim: 64 },
  },
  {
    fault: 'the head dimension left out of the scale',
    kernel: 'attention-prefill-direct/d64/f32',
    sound: 'inverseSqrt(f32(shape.headDim))',
    faulty: 'inverseSqrt(63.0)',
    operation: { kind: 'attention', queries: 16, keys: 64, queryOffset: 48, heads: 1, kvHeads: 1, headDim: 64 },
  },
  {
    fault: 'a causal mask where there is none',
    kernel: 'attention-prefill-direct/d64/f32',
    sound: 'vec4<u32>(shape.reach + queryA * shape.stride)',
    faulty: 'vec4<u32>(queryA)',
    operation: { kind: 'attention', queries: 16, keys: 22, queryOffset: 0, heads: 1, kvHeads: 1, headDim: 64, mask: 'full' },
  },
  {
    fault: 'what came before a new maximum not scaled down',
    kernel: 'attention-decode/128/f32',
    sound: 'output *= correction;',
    faulty: '',
    operation: { kind: 'attention-decode', keys: 513, heads: 8, kvHeads: 8, headDim: 64 },
  },
  {
    fault: 'the first key of a split left out',
    kernel: 'attention-decode-split/128x256/f32',
    sound: 'for (var key = split; key < keyCount; key += splits)',
    faulty: 'for (var key = split + u32(firstKey > 0u && split == 0u); key < keyCount; key += splits)',
    operation: { kind: 'attention-decode', keys: 600, heads: 2, kvHeads: 1, headDim: 64 },
  },
  {
    fault: 'splits added up as if their maxima were one',
    kernel: 'attention-decode-split/128x256/f32',
    sound: 'let share = exp(parts[at + pitch].x - maximum);',
    faulty: 'let share = 1.0;',
    operation: { kind: 'attention-decode', keys: 600, heads: 2, kvHeads: 1, headDim: 64 },
  },
  {
    fault: 'grouped heads read the wrong cache',
    kernel: 'attention-decode-direct/4/f32',
    sound: 'head * shape.kvHeads / shape.heads * pitch',
    faulty: '(head % shape.kvHeads) * pitch',
    operation: { kind: 'attention-decode', keys: 64, heads: 4, kvHeads: 2, headDim: 64 },
  },
  {
    fault: 'a mean over one column too many',
    kernel: 'rmsnorm/128/f32',
    sound: '/ f32(shape.width)',
    faulty: '/ f32(shape.width + 1u)',
    operation: { kind: 'rmsnorm', rows: 2, width: 1024 },
  },
  {
    fault: 'another ε',
    kernel: 'layernorm/4/f32',
    sound: 'EPSILON: f32 = 1e-5',
    faulty: 'EPSILON: f32 = 1e-4',
    operation: { kind: 'layernorm', rows: 2, width: 256 },
  },
  {
    fault: "the sine's sign",
    kernel: 'rotary/4/f32',
    sound: 'a * cosine - b * sine',
    faulty: 'a * cosine + b * sine',
    operation: { kind: 'rotary', rows: 2, heads: 2, headDim: 64 },
  },
  {
    fault: 'a coefficient cut to three digits',
    kernel: 'gelu/4/f32',
    sound: '0.044715 * (v',
    faulty: '0.0447 * (v',
    operation: { kind: 'gelu', rows: 2, width: 64 },
  },
  {
    fault: 'gate and up exchanged',
    kernel: 'swiglu/1/f32',
    sound: 'Wide(x[start + pitch])',
    faulty: 'Wide(x[start])',
    operation: { kind: 'swiglu', rows: 2, width: 5 },
  },
  {
    fault: 'one of 4096 rounds left out',
    kernel: 'fma-chain/8x4/f32',
    sound: 'done < shape.iterations; done++',
    faulty: 'done + 1u < shape.iterations; done++',
    operation: { kind: 'fma', invocations: 64, iterations: 4095 },
  },
  {
    fault: "the own row's share of the norm left out of its gradient",
    kernel: 'rmsnorm-backward/4/f32',
    sound: 'let share = scale * scale * means.y;',
    faulty: 'let share = 0.0 * means.y;',
    operation: { kind: 'rmsnorm-backward', rows: 2, width: 1024 },
  },
  {
    fault: "the mean's share left out of a gradient",
    kernel: 'layernorm-backward/128/f32',
    sound: 'pull - means.y - normalised',
    faulty: 'pull - normalised',
    operation: { kind: 'layernorm-backward', rows: 2, width: 1024 },
  },
  {
    fault: 'one of 1024 rows lost',
    kernel: 'gain-backward/4x16x16/f32',
    sound: 'row < shape.rows; row += ROW_LANES',
    faulty: 'row + 1u < shape.rows; row += ROW_LANES',
    operation: { kind: 'gain-backward', rows: 1024, width: 64 },
  },
  {
    fault: "the first row's token looked up for all",
    kernel: 'embedding/4/f32',
    sound: 'tokens[at / pitch]',
    faulty: 'tokens[0]',
    operation: { kind: 'embedding', rows: 9, width: 8, vocabulary: 11 },
  },
  {
    fault: 'the last of the rows that read a word not added',
    kernel: 'embedding-backward/4x64/f32',
    sound: '32u * i + bit < shape.rows; bit++',
    faulty: '32u * i + bit + 1u < shape.rows; bit++',
    operation: { kind: 'embedding-backward', rows: 65, width: 8, vocabulary: 3 },
  },
  {
    fault: "another row's target",
    kernel: 'cross-entropy/256/f32',
    sound: 'targets[row] % shape',
    faulty: 'targets[row + 1u] % shape',
    operation: { kind: 'cross-entropy', rows: 3, vocabulary: 1024 },
  },
  {
    fault: 'a sum not scaled down when its maximum rises',
    kernel: 'cross-entropy-backward/4/f32',
    sound: 'sum *= exp(maximum - highest);',
    faulty: '',
    operation: { kind: 'cross-entropy-backward', rows: 3, vocabulary: 64 },
  },
  {
    fault: 'no decay of the parameters',
    kernel: 'adamw/4/f32',
    sound: 'bitcast<f32>(shape.kept) * Wide(state[at])',
    faulty: 'Wide(state[at])',
    operation: { kind: 'adamw', elements: 64, step: 3 },
  },
  {
    fault: 'do·o left out of the slope',
    kernel: 'attention-backward-queries-direct/4-d64/f32',
    sound: 'weights * (products - along)',
    faulty: 'weights * products',
    operation: {
      kind: 'attention-backward-queries',
      queries: 16,
      keys: 64,
      queryOffset: 48,
      heads: 1,
      kvHeads: 1,
      headDim: 64,
    },
  },
  {
    fault: "the first query that sees a key left out of the key's gradient",
    kernel: 'attention-backward-keys-direct/4-d64/f32',
    sound: 'let first = key - min(key, shape.reach);',
    faulty: 'let first = key + 1u - min(key, shape.reach);',
    operation: { kind: 'attention-backward-keys', queries: 16, keys: 16, queryOffset: 0, heads: 2, kvHeads: 1, headDim: 64 },
  },
  {
    fault: 'the wrong maximum added back to the logarithm of a sum',
    kernel: 'attention-backward-rows-tile/32x16/f32',
    sound: 'highestOf[index / 4u][index % 4u] + log(whole)',
    faulty: 'highestOf[index / 4u][0] + log(whole)',
    operation: { kind: 'attention-backward-rows', queries: 40, keys: 45, queryOffset: 5, heads: 2, kvHeads: 1, headDim: 64 },
  },
  {
    fault: 'a mask that shows one key too many',
    kernel: 'attention-backward-queries-tile/32x16-d64/f32',
    sound: 'let isSeen = vec4<u32>(firstKey + key) <= last;',
    faulty: 'let isSeen = vec4<u32>(firstKey + key) < last;',
    operation: { kind: 'attention-backward-queries', queries: 40, keys: 45, queryOffset: 5, heads: 2, kvHeads: 1, headDim: 64 },
  },
  {
    fault: 'the last query of a tile left out',
    kernel: 'attention-backward-keys-tile/32x8-d64/f32',
    sound: 'query < queryCount; query++',
    faulty: 'query + 1u < queryCount; query++',
    operation: { kind: 'attention-backward-keys', queries: 40, keys: 45, queryOffset: 5, heads: 2, kvHeads: 1, headDim: 64 },
  },
  {
    fault: "a query's own key left out of the softmax's sum",
    kernel: 'attention-backward-rows-direct/4-d64/f32',
    sound: 'let seen = shape.reach + query * shape.stride + 1u;',
    faulty: 'let seen = max(1u, shape.reach + query * shape.stride);',
    operation: { kind: 'attention-backward-rows', queries: 16, keys: 64, queryOffset: 48, heads: 1, kvHeads: 1, headDim: 64 },
  },
];

describe.skipIf(!device)('on a Vulkan device', () => {
  it.each(FAULTS)('$fault shows in $kernel', async ({ kernel: id, sound, faulty, operation }) => {
    const kernel = CATALOGUE.find((candidate) => candidate.id === id);
    if (!device || !kernel) throw new Error(`no device or no kernel ${id}`);
    // The fault lies in whichever of the kernel's texts holds the sound line.
    expect(passesOf(kernel).filter(({ source }) => source.includes(sound))).toHaveLength(1);
    expect((await verdictOf(device, kernel, operation)).errorOverBound).toBeLessThanOrEqual(1);
    const planted = <Text extends Pass>(pass: Text): Text => ({ ...pass, source: pass.source.replace(sound, faulty) });
    const mutant = { ...planted(kernel), ...(kernel.merge && { merge: planted(kernel.merge) }) };
    expect((await verdictOf(device, mutant, operation)).errorOverBound).toBeGreaterThan(1);
  });
});
