// Loads the entries of a comparison, each by itself, so that one that is gone leaves the others. Rests on client.ts,
// reading-client.ts and result-file.ts.
import { msg, str } from '@lit/localize';
import { DEFAULT_ASSUMPTIONS } from '../contract/assumptions.ts';
import type { StoredRun } from '../contract/api.ts';
import type { Run } from '../contract/run.ts';
import type { CompareEntry } from '../components/compare-entry.ts';
import { dayName } from '../components/words.ts';
import { hasMeasurement } from '../device-model/fit.ts';
import { gpuName } from '../report/gpu-name.ts';
import { report } from '../report/report.ts';
import { fetchRun, type Answer } from './client.ts';
import type { Asked } from './compare-url.ts';
import { fetchDevice } from './reading-client.ts';
import { readResultFile } from './result-file.ts';

/** An entry before it has its letter, or why there is none, in words. */
export type LoadedEntry =
  | { readonly kind: 'entry'; readonly entry: Omit<CompareEntry, 'letter'> }
  | { readonly kind: 'failed'; readonly message: string };

export async function loadEntry({ kind, value }: Asked): Promise<LoadedEntry> {
  if (kind === 'run') {
    const answer = await fetchRun(value);
    return answer.kind === 'ok' ? ofStored(answer.value, undefined) : failed(value, answer);
  }
  const device = await fetchDevice(value);
  if (device.kind !== 'ok') return failed(value, device);
  const answer = await fetchRun(device.value.representative.id);
  return answer.kind === 'ok' ? ofStored(answer.value, value) : failed(value, answer);
}

export async function loadFile(file: File): Promise<LoadedEntry> {
  const read = await readResultFile(file);
  if (read.kind === 'refused') return { kind: 'failed', message: read.message };
  return ofRun(read.submission.run, { detail: msg(str`file ${file.name}`), href: undefined, verified: null });
}

function ofStored({ id, submission, verification, standing, created_at }: StoredRun, gpu: string | undefined): LoadedEntry {
  const day = dayName(created_at);
  const detail =
    gpu !== undefined
      ? msg(str`the GPU’s representative run, of ${day}`)
      : standing.kind === 'held'
        ? msg(str`run of ${day}, waiting for review`)
        : msg(str`run of ${day}`);
  return ofRun(submission.run, { detail, href: `/runs/${id}`, verified: verification?.verified_flop_per_second ?? null });
}

function ofRun(run: Run, rest: Pick<CompareEntry, 'detail' | 'href' | 'verified'>): LoadedEntry {
  const name = gpuName(run.device.gpu);
  if (!hasMeasurement(run)) return { kind: 'failed', message: msg(str`${name}: nothing was measured in this run.`) };
  return { kind: 'entry', entry: { name, ...rest, report: report(run, DEFAULT_ASSUMPTIONS) } };
}

function failed(value: string, answer: Exclude<Answer<unknown>, { kind: 'ok' }>): LoadedEntry {
  return { kind: 'failed', message: `${value}: ${answer.message}` };
}
