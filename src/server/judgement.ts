// What the service hands to the thread that judges: a question and the bytes that are said to answer it.
import type { Question } from '../proof/verdict.ts';

export interface Judgement {
  readonly question: Question;
  readonly opening: Uint8Array;
}
