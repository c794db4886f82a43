// The page at `/train`: runs the training that proves the kernels and shows it. Rests on gpu/training-session.ts and components/.
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { trainOnGpu, type TrainingProof } from '../gpu/training-session.ts';
import { bundledText, unigramEntropy } from '../training/text.ts';
import type { Verdict } from '../training/verdict.ts';
import '../components/sw-training.ts';
import type { Proof, ProofPart, TrainingState, TrainingText } from '../components/sw-training.ts';
import { describeHost } from './host.ts';

const STEPS = 200;

@customElement('sw-train-page')
export class TrainPage extends LitElement {
  private readonly text: TrainingText = describeText();
  private abort = new AbortController();
  @state() private training: TrainingState = { kind: 'idle' };

  override disconnectedCallback(): void {
    this.abort.abort();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<sw-training
      .state=${this.training}
      .text=${this.text}
      .steps=${STEPS}
      @training-start=${() => void this.begin().catch((error: unknown) => this.fail(String(error)))}
      @training-stop=${() => this.abort.abort()}
    ></sw-training>`;
  }

  /** What was proved and learnt until then stays on the page. */
  private fail(message: string): void {
    const before = this.training;
    const { proof, losses } = before.kind === 'running' ? before : { proof: undefined, losses: [] };
    this.training = { kind: 'failed', message, proof, losses };
  }

  private async begin(): Promise<void> {
    this.abort = new AbortController();
    let proof: Proof | undefined;
    let losses: readonly number[] = [];
    const show = () => {
      this.training = { kind: 'running', proof, losses };
    };
    show();
    const outcome = await trainOnGpu({
      gpu: isSecureContext ? navigator.gpu : undefined,
      host: describeHost(navigator, crossOriginIsolated, false),
      seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
      steps: STEPS,
      signal: this.abort.signal,
      onProof: (found) => {
        proof = proofOf(found);
        show();
      },
      onLoss: (_, loss) => {
        losses = [...losses, loss];
        show();
      },
    });
    if (outcome.kind !== 'trained') {
      this.fail(outcome.detail);
      return;
    }
    const { report } = outcome;
    this.training = {
      kind: 'done',
      proof: proofOf(report.proof),
      losses: report.losses,
      lossAfter: report.lossAfter,
      isBelow: report.lossAfter < report.unigramEntropy,
      isStopped: report.losses.length < STEPS,
    };
  }
}

function describeText(): TrainingText {
  const { title, author, tokens } = bundledText();
  return { title, author, characters: tokens.length, unigramEntropy: unigramEntropy(tokens) };
}

function proofOf({ gradient, step, parameters, steps }: TrainingProof): Proof {
  return { gradients: partOf(gradient, parameters), operations: partOf(step, steps) };
}

function partOf({ name, errorOverBound }: Verdict, compared: number): ProofPart {
  return { compared, worstName: name, worstShare: errorOverBound, isWithin: errorOverBound <= 1 };
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-train-page': TrainPage;
  }
}
