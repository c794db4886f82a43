// What a dispatch costs at the least: a GPU's front end has to fetch, distribute and finish even an empty one, and every
// dispatch of a sample waits for the one before, as they write the same word.
import type { Rule } from './evidence.ts';
import { pathOf } from './evidence.ts';

/** A tenth of the quickest dependent dispatches that are known, about 1 µs (NVIDIA and Apple under Vulkan and Metal, 2020–2026). */
const LEAST_SECONDS = 1e-7;
/** The suite puts at most this many dispatches into one sample (measure/bench.ts, MOST_DISPATCHES). */
export const MOST_DISPATCHES = 4096;

export const launch: Rule = ({ trials }) => {
  const quick = trials.find(({ seconds }) => seconds < LEAST_SECONDS);
  if (quick !== undefined) return { path: pathOf(quick), reason: `a dispatch takes longer than ${quick.seconds} s on any GPU` };
  const many = trials.find(({ outcome }) => outcome.dispatches_per_sample > MOST_DISPATCHES);
  return many && { path: pathOf(many), reason: `the suite puts at most ${MOST_DISPATCHES} dispatches into a sample` };
};
