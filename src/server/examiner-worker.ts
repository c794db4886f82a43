// A thread that examines submissions for the service: examiner-pool.ts sends texts, and gets back what examination.ts makes of them.
import { parentPort } from 'node:worker_threads';
import { SUITE_VERSION } from '../contract/suite.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { ladderComposition } from './composition.ts';
import { examine, type Question } from './examination.ts';

parentPort?.on('message', ({ text, now }: Question) => {
  const knowledge = { suiteVersions: [SUITE_VERSION], composition: ladderComposition, now: new Date(now) };
  parentPort?.postMessage(examine(text, knowledge, publishedSummary));
});
parentPort?.postMessage('ready');
