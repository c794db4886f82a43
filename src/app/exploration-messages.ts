// What the page and its worker say to each other. Types only.
import type { Exploration } from '../contract/exploration.ts';
import type { Run } from '../contract/run.ts';
import type { ExplorationReport } from '../report/exploration-report.ts';

export type Question =
  /** The run that all questions after it rest on; undefined for none. */
  { readonly kind: 'run'; readonly run: Run | undefined } | { readonly kind: 'explore'; readonly exploration: Exploration };

/** One for each `explore`, in order. */
export type Reply =
  | { readonly kind: 'report'; readonly report: ExplorationReport; readonly seconds: number }
  | { readonly kind: 'failed'; readonly message: string };
