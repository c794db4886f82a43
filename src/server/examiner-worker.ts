// A thread that examines submissions for the service: examiner-pool.ts sends texts, and gets back what examination.ts makes of them,
// documents compressed.
import { parentPort } from 'node:worker_threads';
import { SUITE_VERSION } from '../contract/suite.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { ladderComposition } from './composition.ts';
import { compressHere } from './document.ts';
import { examine, type Question } from './examination.ts';

parentPort?.on('message', ({ text, now }: Question) => {
  const knowledge = { suiteVersions: [SUITE_VERSION], composition: ladderComposition, now: new Date(now) };
  const examination = examine(text, knowledge, publishedSummary);
  const isText = examination.kind === 'valid' && typeof examination.document === 'string';
  parentPort?.postMessage(isText ? { ...examination, document: compressHere(examination.document) } : examination);
});
parentPort?.postMessage('ready');
