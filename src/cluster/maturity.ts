// How software falls behind hardware: kernels of a new GPU generation, and of mixtures of experts, get better with the years.
// Rests on dates alone; a slow-down of 1 is mature software.
import type { Fraction } from '../units/units.ts';
import type { Accelerator, Generation } from './accelerator.ts';

/** Fractional year in which clusters of a generation first trained; a variant (H200, B300) inherits its software. */
const FIRST_TRAINING: Readonly<Record<Generation, number | undefined>> = {
  volta: 2017.8,
  ampere: 2020.4,
  ada: 2022.8,
  hopper: 2022.75,
  blackwell: 2024.2,
  cdna3: 2023.95,
  cdna4: 2025.5,
  apple: undefined,
  other: undefined,
};

/** Years in which the slow-down falls to 1/e (extrapolation of the same GPT-3 configuration over 2023–24). */
const FADING_YEARS = 1.2;

/** Time of a step over that with mature software: 1 + immaturity·exp(−age / 1.2 years). */
export function immaturitySlowdown(accelerator: Accelerator, softwareYear: number, immaturity: Fraction): number {
  const age = Math.max(0, softwareYear - (FIRST_TRAINING[accelerator.generation] ?? accelerator.releaseYear));
  return 1 + immaturity * Math.exp(-age / FADING_YEARS);
}

/** Mixtures’ overhead falls by a fifth a year until mid-2026 (Megatron-Bridge’s tables 25.09 to 26.08); not known to fall further. */
const EXPERT_DECLINE = 0.2;
const EXPERT_REFERENCE_YEAR = 2026.5;

export function expertMaturity(softwareYear: number): number {
  return Math.exp(EXPERT_DECLINE * Math.min(3, Math.max(0, EXPERT_REFERENCE_YEAR - softwareYear)));
}

/** When most of a generation’s published runs were made: two years after its first clusters. */
export function usualYear(accelerator: Accelerator): number {
  return (FIRST_TRAINING[accelerator.generation] ?? accelerator.releaseYear) + 2;
}
