// A two-layer transformer trained by the catalogue's kernels alone, held against float64: its gradients, its losses, its text.
import { afterAll, describe, expect, it } from 'vitest';
import { chooserOf, trainOnGpu } from '../../../src/gpu/training-session.ts';
import { Pipelines } from '../../../src/gpu/pipelines.ts';
import { openTrainer, type Choose, type Outcome, type Trainer } from '../../../src/gpu/trainer.ts';
import { createRandom } from '../../../src/statistics/random.ts';
import type { ProgramStep } from '../../../src/training/program-step.ts';
import { recipeOf } from '../../../src/training/recipe.ts';
import { referenceLosses, referenceStep } from '../../../src/training/reference-run.ts';
import type { Tensor } from '../../../src/training/tensor.ts';
import { gradientVerdicts, stepVerdicts, worstOf } from '../../../src/training/verdict.ts';
import { referenceElements } from '../../../src/workload/reference.ts';
import { openDevice } from '../dawn.ts';
import { gpu } from '../instance.ts';

const device = await openDevice('vulkan');
const recipe = recipeOf(20_261_124);
const { program, parameters } = recipe;
const steps = [...program.forward, ...program.backward];
const window = recipe.window(0);
const reference = referenceStep(program, parameters, window);
/** Software drivers compile for seconds, so all trainers share what is compiled. */
const pipelines = device && new Pipelines(device);
const opened: Trainer[] = [];

afterAll(() => {
  for (const trainer of opened) trainer.destroy();
});

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind === 'failed') throw new Error(outcome.detail);
  return outcome.value;
}

async function trainerOf(altered: (choose: Choose) => Choose = (choose) => choose): Promise<Trainer> {
  if (!device) throw new Error('no device');
  const trainer = valueOf(await openTrainer(device, program, altered(chooserOf(device, true)), pipelines));
  opened.push(trainer);
  trainer.load(parameters);
  return trainer;
}

async function gradientsOf(trainer: Trainer) {
  valueOf(await trainer.differentiate(window));
  return gradientVerdicts(program.layout.all, valueOf(await trainer.gradient()), reference.gradient);
}

const except = (left: ProgramStep) => steps.filter((step) => step !== left);

function firstOfEachKind(all: readonly ProgramStep[]): readonly ProgramStep[] {
  return all.filter(({ operation: { kind } }, index) => all.findIndex(({ operation }) => operation.kind === kind) === index);
}

describe.skipIf(!device)('on a Vulkan device, training', () => {
  it('gives every gradient and the loss within the bounds that float64 derives for the whole pass', async () => {
    const trainer = await trainerOf();
    const verdicts = await gradientsOf(trainer);
    expect(verdicts.length).toBe(3 + 8 * recipe.model.layers);
    expect(verdicts.filter(({ errorOverBound }) => errorOverBound > 1)).toEqual([]);
    expect(Math.abs(valueOf(await trainer.loss(window)) - reference.loss)).toBeLessThanOrEqual(reference.lossBound);
  });

  it('is within the far sharper bound of every step on the numbers that it read', async () => {
    const trainer = await trainerOf();
    valueOf(await trainer.differentiate(window));
    const verdicts = stepVerdicts(steps, valueOf(await trainer.everything()));
    expect(verdicts.length).toBe(steps.length);
    expect(verdicts.filter(({ errorOverBound }) => errorOverBound > 1)).toEqual([]);
    expect(Math.max(...verdicts.map(({ boundOverSize }) => boundOverSize))).toBeLessThan(1e-2);
  });

  it('is out of bounds where one step is left out and another window’s result stands in its place, whatever its kind', async () => {
    const trainer = await trainerOf();
    const unseen: string[] = [];
    for (const left of firstOfEachKind(steps)) {
      valueOf(await trainer.differentiate(recipe.window(1)));
      valueOf(await trainer.run(window, except(left)));
      const verdicts = gradientVerdicts(program.layout.all, valueOf(await trainer.gradient()), reference.gradient);
      if (!((worstOf(verdicts)?.errorOverBound ?? 0) > 1)) unseen.push(`${left.operation.kind} to ${left.output.buffer}`);
    }
    expect(unseen).toEqual(['cross-entropy to loss']);
  });

  it('is out of a step’s own bound even where what is left out hardly moves any gradient', async () => {
    const trainer = await trainerOf();
    const left = steps.find(({ output }) => output.buffer === 'd-0/by-key');
    if (!left) throw new Error('no such step');
    valueOf(await trainer.differentiate(recipe.window(1)));
    valueOf(await trainer.run(window, except(left)));
    const wrong = stepVerdicts(steps, valueOf(await trainer.everything())).filter(({ errorOverBound }) => errorOverBound > 1);
    expect(wrong.map(({ name }) => name)).toEqual([expect.stringContaining('d-0/by-key')]);
  });

  it('is out of bounds where one line of one kernel is wrong', async () => {
    const sound = 'let share = scale * scale * means.y;';
    const trainer = await trainerOf((choose) => (operation) => {
      const kernel = choose(operation);
      if (kernel?.operation !== 'rmsnorm-backward') return kernel;
      expect(kernel.source).toContain(sound);
      return { ...kernel, id: `${kernel.id}/faulty`, source: kernel.source.replace(sound, 'let share = 0.0 * means.y;') };
    });
    expect(worstOf(await gradientsOf(trainer))?.errorOverBound).toBeGreaterThan(1);
  });

  it('updates every parameter and moment within the bounds of AdamW, steps after the first included', async () => {
    const trainer = await trainerOf();
    const { elements } = program.layout;
    for (const count of [1, 2, 3]) {
      const before = valueOf(await trainer.state());
      valueOf(await trainer.train(recipe.window(count)));
      const [after, gradient] = [valueOf(await trainer.state()), valueOf(await trainer.gradient())];
      const operation = { kind: 'adamw', elements, step: count, learningRate: program.learningRate } as const;
      const read = (slot: number, index: number) => (slot === 0 ? before : gradient)[index] ?? Number.NaN;
      const expected = referenceElements(operation, 'f32', read, Array.from(after.keys()));
      const wrong = expected.filter(({ value, bound }, index) => !(Math.abs((after[index] ?? Number.NaN) - value) <= bound));
      expect(wrong).toEqual([]);
    }
  });

  it('follows the first 20 losses of float64 as closely as a run does whose every result is moved within its bound', async () => {
    const windows = Array.from({ length: 20 }, (_, step) => recipe.window(step));
    const expected = referenceLosses(program, parameters, windows);
    const random = createRandom(3);
    const moved = ({ values, bounds }: Tensor): Tensor => ({
      values: values.map((value, index) => value + (2 * random.next() - 1) * (bounds[index] ?? 0)),
      bounds: new Float64Array(values.length),
    });
    const disturbed = referenceLosses(program, parameters, windows, moved);
    const trainer = await trainerOf();
    let reach = 0;
    for (const [step, of] of windows.entries()) {
      const loss = valueOf(await trainer.train(of));
      reach = Math.max(reach, Math.abs((disturbed[step] ?? Number.NaN) - (expected[step] ?? Number.NaN)));
      expect(Math.abs(loss - (expected[step] ?? Number.NaN)), `step ${step}`).toBeLessThanOrEqual(reach);
    }
  });

  it('brings the loss on the whole text below its unigram entropy, in 60 of the 200 steps that it may take', async () => {
    const seen: number[] = [];
    const outcome = await trainOnGpu({
      gpu,
      host: { kind: 'node', browser: 'Node', os: 'Linux', is_isolated: true, is_headless: true },
      seed: 1,
      steps: 60,
      onProof: ({ gradient, step }) => {
        expect(gradient.errorOverBound).toBeLessThanOrEqual(1);
        expect(step.errorOverBound).toBeLessThanOrEqual(1);
      },
      onLoss: (step, loss) => {
        seen[step] = loss;
      },
    });
    if (outcome.kind !== 'trained') throw new Error(outcome.detail);
    const { losses, lossAfter, unigramEntropy } = outcome.report;
    expect(seen).toEqual(losses);
    expect(losses.length).toBe(60);
    expect(losses[0]).toBeGreaterThan(unigramEntropy);
    expect(lossAfter).toBeLessThan(unigramEntropy);
  });
});
