// Trains the small transformer on a GPU and proves it: gradients against float64 first, then the text. Rests on trainer.ts.
// The only entry that a page needs. Everything made here is destroyed here.
import type { DeviceProfile } from '../contract/run.ts';
import { candidates } from '../kernels/choose.ts';
import { recipeOf, type Recipe } from '../training/recipe.ts';
import { referenceStep } from '../training/reference-run.ts';
import { unigramEntropy, windowsOf } from '../training/text.ts';
import { gradientVerdicts, stepVerdicts, worstOf, type Verdict } from '../training/verdict.ts';
import { openGpu, type OpenedGpu } from './adapter.ts';
import { openTrainer, type Choose, type Outcome, type Trainer } from './trainer.ts';

export interface TrainingInput {
  readonly gpu: GPU | undefined;
  readonly host: DeviceProfile['host'];
  readonly seed: number;
  readonly steps: number;
  /** The proof, before the first step. */
  readonly onProof: (proof: TrainingProof) => void;
  /** The mean loss of step `step`, counted from 0, before its update. */
  readonly onLoss: (step: number, loss: number) => void;
  /** Ends the training early; what is done by then is reported. */
  readonly signal?: AbortSignal;
}

export interface TrainingProof {
  /** The parameter whose gradient lies furthest from float64, in units of a bound for the whole pass. */
  readonly gradient: Verdict;
  /** The step whose result lies furthest from float64, in units of its own bound, on the inputs that it had. */
  readonly step: Verdict;
  readonly parameters: number;
  readonly steps: number;
}

export interface TrainingReport {
  readonly proof: TrainingProof;
  /** Mean loss of each step's window, in nats a character. */
  readonly losses: readonly number[];
  /** Mean loss over the whole text after the last step. */
  readonly lossAfter: number;
  /** What a model reaches that ignores what came before. */
  readonly unigramEntropy: number;
}

export type TrainingOutcome =
  | { readonly kind: 'trained'; readonly report: TrainingReport }
  | { readonly kind: 'failed'; readonly detail: string }
  | Exclude<OpenedGpu, { kind: 'ready' }>;

export async function trainOnGpu(input: TrainingInput): Promise<TrainingOutcome> {
  const opened = await openGpu(input.gpu, input.host);
  if (opened.kind === 'unsupported') return opened;
  const { device, profile } = opened;
  try {
    const outcome = await trainOnDevice(device, chooserOf(device, profile.gpu.is_fallback), input);
    return outcome.kind === 'failed' ? ((await lossOf(device)) ?? outcome) : outcome;
  } finally {
    device.destroy();
  }
}

/** A lost device is told some time after what it broke. */
const LOSS_SECONDS = 0.2;

/** The failure that a lost device is, in its own words; undefined where the device is still there. */
async function lossOf(device: GPUDevice): Promise<Extract<TrainingOutcome, { kind: 'failed' }> | undefined> {
  const later = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), 1000 * LOSS_SECONDS);
  });
  const lost = await Promise.race([device.lost, later]);
  return lost && { kind: 'failed', detail: `the GPU device was lost (${lost.reason}): ${lost.message}` };
}

/** The static rule's first choice in f32 among the kernels of one dispatch. */
export function chooserOf(device: GPUDevice, isSoftware: boolean): Choose {
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup } = device.limits;
  const limits = { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup };
  const capabilities = { features: [...device.features], limits };
  return (operation) => candidates(operation, 'f32', capabilities, isSoftware).find(({ merge }) => merge === undefined);
}

async function trainOnDevice(device: GPUDevice, choose: Choose, request: TrainingInput): Promise<TrainingOutcome> {
  const recipe = recipeOf(request.seed);
  const opened = await openTrainer(device, recipe.program, choose);
  if (opened.kind === 'failed') return opened;
  const trainer = opened.value;
  try {
    trainer.load(recipe.parameters);
    const proof = await prove(trainer, recipe);
    if (proof.kind === 'failed') return proof;
    request.onProof(proof.value);
    const losses: number[] = [];
    while (losses.length < request.steps && request.signal?.aborted !== true) {
      const loss = await trainer.train(recipe.window(losses.length));
      if (loss.kind === 'failed') return loss;
      request.onLoss(losses.length, loss.value);
      losses.push(loss.value);
    }
    const lossAfter = await textLoss(trainer, recipe);
    if (lossAfter.kind === 'failed') return lossAfter;
    return {
      kind: 'trained',
      report: {
        proof: proof.value,
        losses,
        lossAfter: lossAfter.value,
        unigramEntropy: unigramEntropy(recipe.text.tokens),
      },
    };
  } finally {
    trainer.destroy();
  }
}

/** Compares the first window's gradients, and every step on the way to them, with the float64 reference. */
async function prove(trainer: Trainer, { program, parameters, window }: Recipe): Promise<Outcome<TrainingProof>> {
  const run = await trainer.differentiate(window(0));
  if (run.kind === 'failed') return run;
  const gradient = await trainer.gradient();
  if (gradient.kind === 'failed') return gradient;
  const everything = await trainer.everything();
  if (everything.kind === 'failed') return everything;
  const reference = referenceStep(program, parameters, window(0));
  const ofParameters = gradientVerdicts(program.layout.all, gradient.value, reference.gradient);
  const ofSteps = stepVerdicts([...program.forward, ...program.backward], everything.value);
  const [worstParameter, worstStep] = [worstOf(ofParameters), worstOf(ofSteps)];
  if (worstParameter === undefined || worstStep === undefined) throw new Error('training: a program without steps');
  const counts = { parameters: ofParameters.length, steps: ofSteps.length };
  return { kind: 'done', value: { gradient: worstParameter, step: worstStep, ...counts } };
}

/** Mean loss over the whole text, window by window. */
async function textLoss(trainer: Trainer, { text, model }: Recipe): Promise<Outcome<number>> {
  const windows = windowsOf(text.tokens, model.sequence);
  let total = 0;
  for (const window of windows) {
    const loss = await trainer.loss(window);
    if (loss.kind === 'failed') return loss;
    total += loss.value;
  }
  return { kind: 'done', value: total / windows.length };
}
