// The quickest hardware of each class that a browser's names tell apart. Facts, no judgement: f32 FLOP/s of the vector units
// (an FMA counts 2) and bytes/s of memory, as makers publish them. Rests on nothing.
// Written down on 24 November 2026 without the sheets at hand: look a figure up before a rule is made narrower by it.

export interface HardwareClass {
  readonly name: string;
  /** Whether a device belongs to it, by vendor, architecture and description as the browser gives them, in lower case. */
  readonly vendor: RegExp;
  readonly architecture?: RegExp;
  readonly description?: RegExp;
  readonly flopPerSecond: number;
  readonly bytesPerSecond: number;
  /** Which device that is, and who says so. */
  readonly source: string;
}

/** The first that fits counts: narrow ones stand before wide ones. Architectures are those of Dawn's gpu_info.json (2026). */
export const HARDWARE_CLASSES: readonly HardwareClass[] = [
  {
    name: 'an NVIDIA GPU of the Maxwell or Kepler generation',
    vendor: /^nvidia$/,
    architecture: /kepler|maxwell|fermi/,
    flopPerSecond: 8.7e12,
    bytesPerSecond: 4.8e11,
    source: 'Tesla K80, Quadro M6000, NVIDIA data sheets',
  },
  {
    name: 'an NVIDIA GPU of the Pascal generation',
    vendor: /^nvidia$/,
    architecture: /pascal/,
    flopPerSecond: 1.22e13,
    bytesPerSecond: 7.32e11,
    source: 'Titan Xp and Tesla P100, NVIDIA data sheets',
  },
  {
    name: 'an NVIDIA GPU of the Turing or Volta generation',
    vendor: /^nvidia$/,
    architecture: /turing|volta/,
    flopPerSecond: 1.67e13,
    bytesPerSecond: 1.134e12,
    source: 'Quadro RTX 8000, V100S, NVIDIA data sheets',
  },
  {
    name: 'an NVIDIA GPU of the Ampere generation',
    vendor: /^nvidia$/,
    architecture: /ampere/,
    flopPerSecond: 4e13,
    bytesPerSecond: 2.039e12,
    source: 'GeForce RTX 3090 Ti and A100 80GB, NVIDIA data sheets',
  },
  {
    name: 'an NVIDIA GPU of the Ada generation',
    vendor: /^nvidia$/,
    architecture: /ada|lovelace/,
    flopPerSecond: 9.14e13,
    bytesPerSecond: 1.008e12,
    source: 'RTX 6000 Ada and GeForce RTX 4090, NVIDIA data sheets',
  },
  {
    name: 'an NVIDIA GPU',
    vendor: /^nvidia$/,
    flopPerSecond: 1.26e14,
    bytesPerSecond: 8e12,
    source: 'RTX PRO 6000 Blackwell and B200, NVIDIA data sheets',
  },
  {
    name: 'a GPU integrated into an Intel processor',
    vendor: /^intel$/,
    architecture: /gen-?(7|8|9|11|12-?lp)|xe-?(2-|3-)?lpg/,
    flopPerSecond: 8.8e12,
    bytesPerSecond: 1.54e11,
    source: 'Xe3 of Panther Lake with 12 cores, LPDDR5X-9600, Intel',
  },
  {
    name: 'a GPU integrated into an Intel processor',
    vendor: /^intel$/,
    description: /\b(u?hd|iris)\b/,
    flopPerSecond: 2.5e12,
    bytesPerSecond: 1e11,
    source: 'Iris Xe MAX and Iris Xe with 96 units, Intel',
  },
  {
    name: 'an Intel GPU',
    vendor: /^intel$/,
    flopPerSecond: 5.2e13,
    bytesPerSecond: 3.28e12,
    source: 'Data Center GPU Max 1550, Intel',
  },
  {
    name: 'a GPU integrated into an AMD processor',
    vendor: /^amd$/,
    description: /radeon(\(tm\))? (vega |\d{3}m\b|8\d{3}s\b|graphics)/,
    flopPerSecond: 2.97e13,
    bytesPerSecond: 2.56e11,
    source: 'Radeon 8060S of the Ryzen AI Max+ 395, AMD',
  },
  {
    name: 'an AMD GPU of the GCN or first RDNA generation',
    vendor: /^amd$/,
    architecture: /gcn|rdna-?1/,
    flopPerSecond: 1.47e13,
    bytesPerSecond: 1.024e12,
    source: 'Radeon Instinct MI60 and Radeon VII, AMD',
  },
  {
    name: 'an AMD GPU of the second RDNA generation',
    vendor: /^amd$/,
    architecture: /rdna-?2/,
    flopPerSecond: 2.37e13,
    bytesPerSecond: 5.76e11,
    source: 'Radeon RX 6950 XT, AMD',
  },
  {
    name: 'an AMD GPU of the third or fourth RDNA generation',
    vendor: /^amd$/,
    architecture: /rdna-?[34]/,
    flopPerSecond: 6.14e13,
    bytesPerSecond: 9.6e11,
    source: 'Radeon RX 7900 XTX, AMD',
  },
  {
    name: 'an AMD GPU',
    vendor: /^amd$/,
    flopPerSecond: 1.57e14,
    bytesPerSecond: 8e12,
    source: 'Instinct MI355X, AMD',
  },
  {
    name: 'an Apple GPU',
    vendor: /^apple$/,
    flopPerSecond: 3.26e13,
    bytesPerSecond: 8.19e11,
    source: 'M3 Ultra with 80 cores, Apple',
  },
  {
    name: 'a GPU of a phone or an ARM laptop',
    vendor: /^(qualcomm|arm|img-tec|samsung|mediatek|broadcom)$/,
    flopPerSecond: 7e12,
    bytesPerSecond: 2.28e11,
    source: 'Adreno X2-90 of the Snapdragon X2 Elite Extreme, Qualcomm',
  },
];
