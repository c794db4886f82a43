// Runs of planted GPUs, sent to the service under test: what rankings, devices and comparisons are made of. Nothing was measured.
import { createHash } from 'node:crypto';
import { expect, type APIRequestContext } from '@playwright/test';
import { submittedSchema, type Submission, type Submitted } from '../../src/contract/api.ts';
import { canonicalJson } from '../../src/contract/canonical.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { buildRun, PLANTED } from '../fixtures/run-builder.ts';

const SIZES = ['llama-style-1m', 'llama-style-31m', 'llama-2-7b'];

/** The result document of a run on a GPU of that name, of another speed for every seed. */
function plantedSubmission(gpu: string, seed: number): Submission {
  const run = buildRun({
    seed,
    sizes: SIZES,
    phases: ['prefill', 'decode', 'train'],
    roofline: { ...PLANTED, flopPerSecond: PLANTED.flopPerSecond * (1 + seed / 50) },
    gpu: { description: gpu },
  });
  const digest = `sha256:${createHash('sha256').update(canonicalJson(run)).digest('hex')}`;
  return { schema_version: 1, kind: 'scalewall-result', digest, run, summary: publishedSummary(run) };
}

/** Sends a run; each seed of a GPU is another run, and may be sent once. */
export async function sendPlanted(request: APIRequestContext, gpu: string, seed: number): Promise<Submitted> {
  const answer = await request.post('/api/v1/runs', { data: plantedSubmission(gpu, seed) });
  expect(answer.status(), await answer.text()).toBe(201);
  return submittedSchema.parse(await answer.json());
}

/** One after the other, so that the last is the newest. */
export async function sendMany(request: APIRequestContext, gpu: string, count: number): Promise<readonly Submitted[]> {
  const sent: Submitted[] = [];
  for (let seed = 1; seed <= count; seed++) sent.push(await sendPlanted(request, gpu, seed));
  return sent;
}
