// Devices from a phone to a datacentre as browsers name them, with rates that their makers publish: f32 FLOP/s of the vector
// units and bytes/s of memory. Launches are typical orders of magnitude.
import type { SimulatedDevice } from './simulated-run.ts';

const nvidia = (architecture: string, peak: number, bandwidth: number, description = ''): SimulatedDevice => ({
  ...{ gpu: { vendor: 'nvidia', architecture, description }, os: 'Windows', peak, bandwidth, launch: 4e-6, subgroups: [32, 32] },
});
const amd = (architecture: string, peak: number, bandwidth: number, description = ''): SimulatedDevice => ({
  ...{ gpu: { vendor: 'amd', architecture, description }, os: 'Linux', peak, bandwidth, launch: 6e-6, subgroups: [32, 64] },
});
const intel = (architecture: string, peak: number, bandwidth: number, description = ''): SimulatedDevice => ({
  ...{ gpu: { vendor: 'intel', architecture, description }, os: 'Windows', peak, bandwidth, launch: 9e-6, subgroups: [8, 32] },
});
const apple = (peak: number, bandwidth: number, description = ''): SimulatedDevice => ({
  ...{ gpu: { vendor: 'apple', architecture: 'metal-3', description }, os: 'macOS', peak, bandwidth, launch: 3e-6, subgroups: [4, 64] },
});
const phone = (vendor: string, architecture: string, peak: number, bandwidth: number): SimulatedDevice => ({
  ...{ gpu: { vendor, architecture }, os: 'Android', peak, bandwidth, launch: 3e-5, subgroups: [4, 128] },
});

export const SIMULATED_DEVICES: readonly SimulatedDevice[] = [
  phone('arm', 'bifrost', 1.5e11, 1.2e10),
  phone('arm', 'valhall', 2.6e12, 6e10),
  phone('qualcomm', 'adreno-6xx', 1.2e12, 4.4e10),
  phone('qualcomm', 'adreno-7xx', 3.4e12, 7.7e10),
  phone('img-tec', 'rogue', 8e10, 8e9),
  { ...phone('qualcomm', 'adreno-7xx', 4.6e12, 1.35e11), os: 'Windows' },
  { ...apple(2e12, 6e10), os: 'iOS', browser: 'Safari 27' },
  intel('gen-9', 4.4e11, 3.4e10, 'Intel(R) UHD Graphics 630'),
  intel('gen-12lp', 2.1e12, 6.8e10, 'Intel(R) Iris(R) Xe Graphics'),
  intel('xe-lpg', 4.6e12, 1.2e11),
  intel('xe-2lpg', 4e12, 1.36e11),
  intel('xe-2hpg', 1.37e13, 4.56e11),
  intel('gen-12hp', 1.97e13, 5.6e11),
  intel('', 2.6e13, 1.6e12),
  amd('gcn-5', 1.8e12, 4.5e10, 'AMD Radeon Vega 8 Graphics'),
  amd('rdna-2', 3.4e12, 9.6e10, 'AMD Radeon 680M'),
  amd('rdna-3', 8.3e12, 1.2e11, 'AMD Radeon 780M'),
  amd('rdna-3', 2.9e13, 2.5e11, 'AMD Radeon 8060S Graphics'),
  amd('gcn-4', 6.2e12, 2.56e11),
  amd('gcn-5', 1.34e13, 1.02e12),
  amd('rdna-1', 9.7e12, 4.48e11),
  amd('rdna-2', 2.3e13, 5.76e11),
  amd('rdna-3', 6.1e13, 9.6e11, 'AMD Radeon RX 7900 XTX'),
  amd('rdna-4', 4.87e13, 6.4e11),
  amd('cdna-3', 1.63e14, 5.3e12, 'AMD Instinct MI300X'),
  nvidia('maxwell', 6.7e12, 3.36e11),
  nvidia('pascal', 8.9e12, 3.2e11),
  nvidia('turing', 6.5e12, 3.36e11, 'NVIDIA GeForce RTX 2060'),
  nvidia('turing', 1.63e13, 6.72e11),
  nvidia('ampere', 1.3e13, 3.6e11, 'NVIDIA GeForce RTX 3060'),
  nvidia('ampere', 4e13, 1.01e12, 'NVIDIA GeForce RTX 3090 Ti'),
  nvidia('ampere', 1.95e13, 2.03e12, 'NVIDIA A100-SXM4-80GB'),
  nvidia('lovelace', 1.1e13, 2.56e11, 'NVIDIA GeForce RTX 4060 Laptop GPU'),
  nvidia('lovelace', 8.3e13, 1e12),
  nvidia('hopper', 6.7e13, 3.35e12, 'NVIDIA H100 80GB HBM3'),
  nvidia('blackwell', 1.05e14, 1.79e12, 'NVIDIA GeForce RTX 5090'),
  nvidia('blackwell', 8e13, 8e12),
  apple(2.6e12, 6.8e10, 'Apple M1'),
  apple(1.04e13, 4e11, 'Apple M1 Max'),
  apple(4.6e12, 1.53e11, 'Apple M5'),
  apple(9e12, 3.07e11, 'Apple M5 Pro'),
  apple(3.2e13, 8.19e11),
  { gpu: {}, os: 'Linux', browser: 'Firefox 150', peak: 3e12, bandwidth: 8e10, launch: 1e-5, subgroups: [0, 0] },
  {
    gpu: { vendor: 'google', architecture: 'swiftshader', is_fallback: true },
    ...{ os: 'Linux', peak: 5e10, bandwidth: 5e9, launch: 4e-5, subgroups: [4, 4] },
  },
  {
    gpu: { vendor: 'mesa', architecture: '', description: 'llvmpipe (LLVM 19.1.7, 256 bits)', is_fallback: true },
    ...{ os: 'Linux', peak: 4e11, bandwidth: 2e10, launch: 8e-5, subgroups: [8, 8] },
  },
];
