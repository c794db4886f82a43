// The constants of the AdamW step and how they reach a kernel: one noun for the uniform, the reference and the trainer.
// Rests on nothing. Source: Loshchilov & Hutter, 2019, Decoupled Weight Decay Regularization, algorithm 2; the values of
// Touvron et al., 2023, Llama 2, section 2.2, at the peak of its schedule.
//
// m' = β₁·m + (1 − β₁)·g;  v' = β₂·v + (1 − β₂)·g²;  θ' = θ − η·(λ·θ + m'/(1 − β₁ᵗ)/√(v'/(1 − β₂ᵗ) + ε²)).
// ε stands squared under the root, which differs from √v + ε by less than ε. v is read as |v|: it is never negative.

const LEARNING_RATE = 3e-4;
const BETA_1 = 0.9;
const BETA_2 = 0.95;
const EPSILON = 1e-5;
const WEIGHT_DECAY = 0.1;

/** What a step multiplies by, in the order of the kernel's uniform after the element count; all rounded to f32. */
export interface AdamWFactors {
  readonly firstKept: number;
  readonly firstTaken: number;
  readonly secondKept: number;
  readonly secondTaken: number;
  /** θ's own factor, 1 − η·λ. */
  readonly kept: number;
  /** η/(1 − β₁ᵗ) */
  readonly rate: number;
  /** 1/(1 − β₂ᵗ) */
  readonly correction: number;
  /** ε² */
  readonly floor: number;
}

/** The factors of step `step`, counted from 1; the learning rate is η above where none is given. */
export function adamWFactors(step: number, learningRate: number = LEARNING_RATE): AdamWFactors {
  return {
    firstKept: Math.fround(BETA_1),
    firstTaken: Math.fround(1 - BETA_1),
    secondKept: Math.fround(BETA_2),
    secondTaken: Math.fround(1 - BETA_2),
    kept: Math.fround(1 - learningRate * WEIGHT_DECAY),
    rate: Math.fround(learningRate / (1 - BETA_1 ** step)),
    correction: Math.fround(1 / (1 - BETA_2 ** step)),
    floor: Math.fround(EPSILON ** 2),
  };
}
