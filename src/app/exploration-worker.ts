// The worker that computes the explorer's report off the page's main thread. One question, one reply, in order.
import { answer } from './exploration-answer.ts';
import type { Question } from './exploration-messages.ts';
import type { Run } from '../contract/run.ts';

let run: Run | undefined;

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  if (data.kind === 'run') run = data.run;
  else postMessage(answer(data, run));
});
