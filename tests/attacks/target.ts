// The service under attack: the real application on SQLite in a folder or another database, asked as over HTTP, with a clock that tests put forward
// and random numbers that they may choose. The judge is the real one, in its thread.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorSchema, type ApiError, type Submission } from '../../src/contract/api.ts';
import {
  challengeSchema,
  questionSchema,
  verificationSchema,
  type Challenge,
  type Question,
  type Verification,
} from '../../src/contract/proof.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { createApp } from '../../src/server/app.ts';
import { ChallengeStore } from '../../src/server/challenge-store.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import type { Database } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { openSqlite } from '../../src/server/database/sqlite.ts';
import { DeviceStore } from '../../src/server/device-store.ts';
import { LogStore } from '../../src/server/log-store.ts';
import { ProofJudge } from '../../src/server/proof-judge.ts';
import { PROOF_RANDOM, type ProofRandom } from '../../src/server/proof-random.ts';
import { DumpShelf } from '../../src/server/published-dump.ts';
import { RequestLimit } from '../../src/server/request-limit.ts';
import { RunStore } from '../../src/server/run-store.ts';

export interface Reply<T> {
  readonly status: number;
  /** Undefined where it was not taken. */
  readonly value: T | undefined;
  readonly code: ApiError['error']['code'] | undefined;
  readonly message: string;
}

export interface Target {
  /** Milliseconds that the database's clock is put forward by. */
  clockAhead: number;
  /** The next nonce; drawn where undefined. */
  nonce: string | undefined;
  /** The rows of the next question; drawn where undefined. */
  places: readonly number[] | undefined;
  readonly database: Database;
  challenge(offer: unknown, headers?: HeadersInit): Promise<Reply<Challenge>>;
  commit(id: string, body: unknown, headers?: HeadersInit): Promise<Reply<Question>>;
  open(id: string, body: Uint8Array, headers?: HeadersInit): Promise<Reply<Verification>>;
  submit(submission: Submission, query?: string): Promise<Reply<{ readonly verification: Verification | null }>>;
  verifiedRuns(): Promise<number>;
  close(): Promise<void>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BYTES_TYPE = { 'content-type': 'application/octet-stream' };

export async function openTarget(folder: string, stored: Database = openSqlite(join(folder, 'data'))): Promise<Target> {
  const database: Database = { ...stored, now: async () => (await stored.now()) + target.clockAhead };
  await migrate(database);
  const judge = new ProofJudge();
  const proofRandom: ProofRandom = {
    hex: (bytes) => (bytes === 32 ? (target.nonce ?? randomBytes(32).toString('hex')) : PROOF_RANDOM.hex(bytes)),
    places: (count, end) => target.places ?? PROOF_RANDOM.places(count, end),
  };
  const app = createApp({
    runs: new RunStore(database),
    devices: new DeviceStore(database),
    publicLog: new LogStore(database),
    dumps: new DumpShelf(undefined),
    summarise: publishedSummary,
    knowledge: { suiteVersions: [SUITE_VERSION], composition: ladderComposition },
    limit: new RequestLimit({ database, kind: 'submissions', most: 0 }),
    challenges: new ChallengeStore(database),
    judge,
    proofRandom,
    leastProofSeconds: 0,
    challengeLimit: new RequestLimit({ database, kind: 'challenges', most: 0 }),
    publicUrl: () => 'https://scalewall.example',
    now: () => new Date(),
    clientOf: () => 'attacker',
    suiteVersion: SUITE_VERSION,
    distFolder: emptyPage(folder),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const ask = async <T>(path: string, body: BodyInit, headers: HeadersInit, parse: (json: unknown) => T): Promise<Reply<T>> => {
    const response = await app.request(`/api/v1${path}`, { method: 'POST', body, headers });
    const json: unknown = await response.json();
    if (response.ok) return { status: response.status, value: parse(json), code: undefined, message: '' };
    const { code, message } = errorSchema.parse(json).error;
    return { status: response.status, value: undefined, code, message };
  };
  const text = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));
  const target: Target = {
    clockAhead: 0,
    nonce: undefined,
    places: undefined,
    database,
    challenge: (offer, headers) =>
      ask('/challenges', text(offer), { ...JSON_TYPE, ...headers }, (json) => challengeSchema.parse(json)),
    commit: (id, body, headers) =>
      ask(`/challenges/${id}/commitment`, text(body), { ...JSON_TYPE, ...headers }, (json) => questionSchema.parse(json)),
    open: (id, body, headers) =>
      ask(`/challenges/${id}/opening`, new Uint8Array(body), { ...BYTES_TYPE, ...headers }, (json) =>
        verificationSchema.parse(json),
      ),
    submit: (submission, query = '') =>
      ask(`/runs${query}`, JSON.stringify(submission), JSON_TYPE, (json) => json as { verification: Verification | null }),
    verifiedRuns: async () => {
      const rows = await database.queries
        .selectFrom('runs')
        .select('id')
        .where('verified_flop_per_second', 'is not', null)
        .execute();
      return rows.length;
    },
    close: async () => {
      await judge.close();
      await stored.close();
    },
  };
  return target;
}

function emptyPage(folder: string): string {
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Scalewall</title>');
  return page;
}
