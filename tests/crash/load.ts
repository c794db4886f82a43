// Submissions without end, from several clients at once, and a record of what was answered to each.
import { createHash } from 'node:crypto';
import { submittedSchema, type Submission } from '../../src/contract/api.ts';
import { canonicalJson } from '../../src/contract/canonical.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { buildRun } from '../fixtures/run-builder.ts';

export interface LoadRecord {
  /** Ids of runs that were sent, whatever became of them. */
  readonly sent: ReadonlySet<string>;
  /** Ids of runs that were answered 201. */
  readonly acknowledged: ReadonlySet<string>;
  /** Answers by status; `no answer` where the connection broke. */
  readonly answers: ReadonlyMap<string, number>;
  /** Answers 503 that had no Retry-After, or not the error of the API. */
  readonly unclear: number;
  /** Runs that were acknowledged, sent again, and acknowledged a second time. */
  readonly doubled: number;
}

/** Every so many submissions a run that is stored already is sent again. */
const REPEAT_EVERY = 10;
const GPUS = ['hopper', 'ada-lovelace', 'ampere', 'blackwell'];
const FIRST_START = Date.parse('2026-05-01T00:00:00.000Z');

export class Load {
  readonly #templates = GPUS.map((architecture, seed) =>
    buildRun({ seed, sampleCount: 2, gpu: { vendor: 'nvidia', architecture } }),
  );
  readonly #summaries = this.#templates.map(publishedSummary);
  readonly #sent = new Set<string>();
  readonly #acknowledged = new Set<string>();
  readonly #answers = new Map<string, number>();
  readonly #indexOf = new Map<string, number>();
  #unclear = 0;
  #doubled = 0;
  #made = 0;

  get record(): LoadRecord {
    return {
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      answers: new Map(this.#answers),
      unclear: this.#unclear,
      doubled: this.#doubled,
    };
  }

  /** Starts `clients` that submit one run after the other to `address`; the returned function stops them and waits for them. */
  start(address: string, clients: number): () => Promise<void> {
    const state = { isStopped: false };
    const client = async () => {
      for (let count = 1; !state.isStopped; count++) await this.#submit(address, count % REPEAT_EVERY === 0);
    };
    const all = Promise.all(Array.from({ length: clients }, client));
    return async () => {
      state.isStopped = true;
      await all;
    };
  }

  /** One new run; its status. */
  submitOne(address: string): Promise<string> {
    return this.#submit(address, false);
  }

  async #submit(address: string, isRepeat: boolean): Promise<string> {
    const [known] = isRepeat ? this.#acknowledged : [];
    const index = (known === undefined ? undefined : this.#indexOf.get(known)) ?? this.#made++;
    const submission = this.#submission(index);
    const id = submission.digest.slice(7, 39);
    this.#indexOf.set(id, index);
    this.#sent.add(id);
    const status = await this.#send(address, submission, id, known !== undefined);
    this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
    return status;
  }

  async #send(address: string, submission: Submission, id: string, isRepeat: boolean): Promise<string> {
    try {
      const answer = await fetch(`${address}/api/v1/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(submission),
      });
      const body: unknown = await answer.json();
      if (answer.status === 201) {
        submittedSchema.parse(body);
        if (isRepeat) this.#doubled++;
        this.#acknowledged.add(id);
      }
      if (answer.status === 503 && !isClear(answer, body)) this.#unclear++;
      return String(answer.status);
    } catch {
      return 'no answer';
    }
  }

  /** The run of an index is one of four, at a time of its own. */
  #submission(index: number): Submission {
    const place = index % this.#templates.length;
    const [template, summary] = [this.#templates[place], this.#summaries[place]];
    if (template === undefined || summary === undefined) throw new Error('there is no template');
    const run = { ...template, started_at: new Date(FIRST_START + 1000 * index).toISOString() };
    const digest = `sha256:${createHash('sha256').update(canonicalJson(run)).digest('hex')}`;
    return { schema_version: 1, kind: 'scalewall-result', digest, run, summary };
  }
}

function isClear(answer: Response, body: unknown): boolean {
  const code = (body as { readonly error?: { readonly code?: string } } | undefined)?.error?.code;
  return Number(answer.headers.get('retry-after')) > 0 && code === 'storage-unavailable';
}
