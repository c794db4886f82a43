// What the page and its worker say to each other. Types only.
import type { Exploration } from '../contract/exploration.ts';
import type { Run } from '../contract/run.ts';
import type { ClaimId, Verdict } from '../report/claims-verdict.ts';
import type { ExplorationReport } from '../report/exploration-report.ts';

export type Question =
  /** The run that all explorations after it rest on; undefined for none. Not replied to. */
  | { readonly kind: 'run'; readonly run: Run | undefined }
  | { readonly kind: 'explore'; readonly exploration: Exploration }
  /** What speaks for and against the article's claims, by a law of loss. */
  | { readonly kind: 'claims'; readonly law: Exploration['law'] };

export interface ClaimsAnswer {
  readonly law: Exploration['law'];
  readonly verdicts: readonly Verdict[];
  /** What each claim's link sets. */
  readonly dials: Readonly<Partial<Record<ClaimId, Partial<Exploration>>>>;
}

/** One for each question but `run`, in order. */
export type Reply =
  | { readonly kind: 'report'; readonly report: ExplorationReport; readonly seconds: number }
  | { readonly kind: 'claims'; readonly claims: ClaimsAnswer }
  | { readonly kind: 'failed'; readonly asked: 'explore' | 'claims'; readonly message: string };
