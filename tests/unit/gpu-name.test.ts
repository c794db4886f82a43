// Names of GPUs as lists group them.
import { expect, test } from 'vitest';
import { gpuName } from '../../src/report/gpu-name.ts';

const gpu = { vendor: '', architecture: '', device: '', description: '', is_fallback: false };

test.each([
  ['nvidia ada-lovelace', { vendor: 'nvidia', architecture: 'ada-lovelace' }],
  ['apple', { vendor: 'apple' }],
  ['NVIDIA H100 PCIe', { vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H100 PCIe' }],
  ['unknown GPU', {}],
  ['unknown GPU', { vendor: ' ', description: '\n\u0000' }],
  ['software (SwiftShader)', { vendor: 'google', architecture: 'swiftshader', is_fallback: true }],
  ['software (llvmpipe)', { description: 'llvmpipe (LLVM 15, 256 bits)', is_fallback: true }],
  ['software (acme soft)', { vendor: 'acme', architecture: 'soft', is_fallback: true }],
  ['software (unknown)', { is_fallback: true }],
  ['a b', { vendor: 'a\u0000', architecture: '\ud800 b' }],
  ['x'.repeat(120), { vendor: 'x'.repeat(200) }],
])('the label %j', (label, fields) => {
  expect(gpuName({ ...gpu, ...fields })).toBe(label);
});
