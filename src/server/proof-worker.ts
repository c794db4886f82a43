// Judges openings in a thread of its own, one at a time, so that the service goes on answering. Started by proof-judge.ts.
import { parentPort } from 'node:worker_threads';
import { judge } from '../proof/verdict.ts';
import type { Judgement } from './judgement.ts';

parentPort?.on('message', ({ question, opening }: Judgement) => parentPort?.postMessage(judge(question, opening), []));
