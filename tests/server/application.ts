// The service's application on a database of a test, with a page of one file, a fixed clock and no limit; and submissions for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Submission } from '../../src/contract/api.ts';
import { API_BASE } from '../../src/contract/endpoint.ts';
import type { Run } from '../../src/contract/run.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { createApp, type AppParts } from '../../src/server/app.ts';
import { ChallengeStore } from '../../src/server/challenge-store.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import type { Database } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { DumpShelf } from '../../src/server/published-dump.ts';
import { ProofJudge } from '../../src/server/proof-judge.ts';
import { PROOF_RANDOM } from '../../src/server/proof-random.ts';
import { RequestLimit } from '../../src/server/request-limit.ts';
import { DeviceStore } from '../../src/server/device-store.ts';
import { LogStore } from '../../src/server/log-store.ts';
import { RunStore } from '../../src/server/run-store.ts';
import { digestOf } from '../../src/server/validate.ts';
import { undocumented } from './documented.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const NOW = new Date('2026-07-01T00:00:00.000Z');
export const PUBLIC_URL = 'https://scalewall.example';

export const summarise = (run: Run): Submission['summary'] => publishedSummary(run);

/** A folder like Vite's output: index.html and a hashed script large enough to be compressed. */
export function buildPage(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Scalewall</title><script type="module" src="/assets/index-abc123.js"></script>',
  );
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), `export default [${'0,'.repeat(2000)}];`);
  writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return folder;
}

export interface Application {
  readonly runs: RunStore;
  readonly log: readonly string[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Rejects where the API's answer is not one that its description tells of. */
  request(path: string, init?: RequestInit): Promise<Response>;
  submit(body: unknown): Promise<Response>;
}

export async function openApplication(database: Database, overrides: Partial<AppParts> = {}): Promise<Application> {
  await migrate(database);
  const runs = new RunStore(database);
  const log: string[] = [];
  const app = createApp({
    runs,
    devices: new DeviceStore(database),
    publicLog: new LogStore(database),
    summarise,
    knowledge: { suiteVersions: [SUITE_VERSION], composition: ladderComposition },
    limit: new RequestLimit({ database, kind: 'submissions', most: 0 }),
    challenges: new ChallengeStore(database),
    judge: new ProofJudge(),
    proofRandom: PROOF_RANDOM,
    leastProofSeconds: 0,
    challengeLimit: new RequestLimit({ database, kind: 'challenges', most: 0 }),
    publicUrl: () => PUBLIC_URL,
    now: () => NOW,
    clientOf: () => 'test',
    suiteVersion: SUITE_VERSION,
    dumps: new DumpShelf(undefined),
    distFolder: buildPage(),
    log: (line) => log.push(line),
    ...overrides,
  });
  const request = async (path: string, init?: RequestInit) => {
    const answer = await app.request(path, init);
    const fault = path.startsWith(`${API_BASE}/`) ? await undocumented(init?.method ?? 'GET', path, answer) : undefined;
    if (fault !== undefined) throw new Error(fault);
    return answer;
  };
  return {
    runs,
    log,
    routes: app.routes,
    request,
    submit: (body) =>
      request('/api/v1/runs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

export function submissionOf(run: Run): Submission {
  return { schema_version: 1, kind: 'scalewall-result', digest: digestOf(run), run, summary: summarise(run) };
}
