// A thread that examines submissions for the service: examiner-pool.ts sends texts, and gets back what examination.ts makes of them.
import { parentPort } from 'node:worker_threads';
import { SUITE_VERSION } from '../contract/suite.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { ladderComposition } from './composition.ts';
import { examine, type Question } from './examination.ts';

parentPort?.on('message', ({ text, now }: Question) => {
  parentPort?.postMessage(
    examine(text, { suiteVersions: [SUITE_VERSION], composition: ladderComposition, now: new Date(now) }, publishedSummary),
  );
});
parentPort?.postMessage('ready');
