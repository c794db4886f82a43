// Challenges and what became of them, on either database and for any number of servers: every step is one conditional update,
// and the number of updated rows decides who took it. Nothing is remembered in the process.
//
//   issued → committed → judging → passed → used          refused, replaced: over.  A judging that fails goes back to committed.
//
// The clock is the database's. The step to `used` belongs to the transaction that stores the run (run-insert.ts).
import type { Challenge, Verification } from '../contract/proof.ts';
import type { ChallengeRow, Database } from './database/database.ts';
import { guarded } from './storage-unavailable.ts';

/** From a challenge to its commitment: the time to do the work in. */
export const COMMIT_SECONDS = 60;
/** From a commitment to its opening: the time to do the work again in, to read the asked rows, and to send them. */
export const OPEN_SECONDS = 120;
/** A passed proof waits this long for its run. */
const KEPT_MILLISECONDS = 24 * 3600 * 1000;
/** All others are remembered for so long, to say what became of them. */
const OVER_MILLISECONDS = 3600 * 1000;
const PURGE_MILLISECONDS = 60_000;

/** Why a step was not taken: no such challenge, one that is over (in words), or one that waits for another step. */
export type Untaken =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'over'; readonly why: string }
  | { readonly kind: 'order'; readonly why: string };

export type Step<T> = { readonly kind: 'taken'; readonly value: T } | Untaken;

/** What a commitment is opened against. */
export type Committed = Pick<ChallengeRow, 'nonce' | 'digest' | 'rows' | 'links'> & {
  readonly root: string;
  readonly leaves: readonly number[];
  /** From before the challenge was sent until after the commitment had arrived, rounded up. */
  readonly elapsedSeconds: number;
};

export class ChallengeStore {
  readonly #database: Database;
  #purged = Number.NEGATIVE_INFINITY;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a new challenge, whose time runs from before this call, and ends the open ones of the same digest. */
  async issue({ id, nonce, digest, rows, links }: Omit<Challenge, 'commit_within_seconds'>): Promise<void> {
    await guarded(async () => {
      const issued_ms = await this.#database.now();
      await this.#purge(issued_ms);
      await this.#database.queries
        .insertInto('challenges')
        .values({
          id,
          nonce,
          digest,
          rows,
          links,
          issued_ms,
          committed_ms: null,
          root: null,
          leaves: null,
          state: 'issued',
          verification: null,
        })
        .execute();
      // After the insert: of two at the same time the later insert is seen by its own update at the least, so that never two stay open.
      await this.#database.queries
        .updateTable('challenges')
        .set({ state: 'replaced' })
        .where('digest', '=', digest)
        .where('id', '!=', id)
        .where('state', 'in', ['issued', 'committed'])
        .execute();
    });
  }

  /** Takes the commitment, whose bytes have all arrived; `leaves` become known to the client only if it was taken. */
  async commit(id: string, root: string, leaves: readonly number[]): Promise<Step<undefined>> {
    return guarded(async () => {
      const now = await this.#database.now();
      const { numUpdatedRows } = await this.#database.queries
        .updateTable('challenges')
        .set({ state: 'committed', committed_ms: now, root, leaves: JSON.stringify(leaves) })
        .where('id', '=', id)
        .where('state', '=', 'issued')
        .where('issued_ms', '>=', now - COMMIT_SECONDS * 1000)
        .where('issued_ms', '<=', now)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n ? { kind: 'taken', value: undefined } : untaken(await this.find(id), 'issued');
    });
  }

  /** What may be opened now, without taking the step: for what is known of an opening before its bytes are read. */
  async committed(id: string): Promise<Step<Committed>> {
    return guarded(async () => {
      const row = await this.find(id);
      const isOpen = row?.state === 'committed' && (row.committed_ms ?? 0) >= (await this.#database.now()) - OPEN_SECONDS * 1000;
      const value = isOpen ? committedOf(row) : undefined;
      return value === undefined ? untaken(row, 'committed') : { kind: 'taken', value };
    });
  }

  /** Takes the step to judging: of several openings at once one is judged. */
  async claim(id: string): Promise<Step<undefined>> {
    return guarded(async () => {
      const now = await this.#database.now();
      const { numUpdatedRows } = await this.#database.queries
        .updateTable('challenges')
        .set({ state: 'judging' })
        .where('id', '=', id)
        .where('state', '=', 'committed')
        .where('committed_ms', '>=', now - OPEN_SECONDS * 1000)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n ? { kind: 'taken', value: undefined } : untaken(await this.find(id), 'committed');
    });
  }

  /** Ends a judging: passed with what it says, refused for good, or back to committed, where nothing was judged. */
  async settle(id: string, outcome: Verification | 'refused' | 'committed'): Promise<void> {
    const change =
      typeof outcome === 'string' ? { state: outcome } : { state: 'passed' as const, verification: JSON.stringify(outcome) };
    await guarded(() =>
      this.#database.queries
        .updateTable('challenges')
        .set(change)
        .where('id', '=', id)
        .where('state', '=', 'judging')
        .executeTakeFirstOrThrow(),
    );
  }

  /** Ends a challenge that was committed to, without an opening. */
  async end(id: string): Promise<void> {
    await guarded(() =>
      this.#database.queries
        .updateTable('challenges')
        .set({ state: 'refused' })
        .where('id', '=', id)
        .where('state', '=', 'committed')
        .executeTakeFirstOrThrow(),
    );
  }

  find(id: string): Promise<ChallengeRow | undefined> {
    return guarded(() => this.#database.queries.selectFrom('challenges').selectAll().where('id', '=', id).executeTakeFirst());
  }

  async #purge(now: number): Promise<void> {
    if (now < this.#purged + PURGE_MILLISECONDS) return;
    this.#purged = now;
    const { queries } = this.#database;
    await queries
      .deleteFrom('challenges')
      .where('issued_ms', '<', now - KEPT_MILLISECONDS)
      .execute();
    await queries
      .deleteFrom('challenges')
      .where('issued_ms', '<', now - OVER_MILLISECONDS)
      .where('state', '!=', 'passed')
      .execute();
  }
}

function committedOf({ nonce, digest, rows, links, root, leaves, issued_ms, committed_ms }: ChallengeRow): Committed | undefined {
  if (root === null || leaves === null || committed_ms === null) return undefined;
  // A millisecond for each clock's rounding down of the later reading.
  const elapsedSeconds = (committed_ms - issued_ms + 1) / 1000;
  return { nonce, digest, rows, links, root, leaves: JSON.parse(leaves) as readonly number[], elapsedSeconds };
}

const WAITS = { issued: 'It waits for its commitment.', committed: 'It has its commitment.' } as const;
const SECONDS = { issued: COMMIT_SECONDS, committed: OPEN_SECONDS } as const;
const OVER = {
  replaced: 'A newer challenge for the same run replaced it.',
  refused: 'It was refused.',
  passed: 'Its opening was accepted; a proof is given once.',
  used: 'Its opening was accepted, and its run is stored.',
} as const;

function untaken(row: ChallengeRow | undefined, wanted: 'issued' | 'committed'): Untaken {
  if (row === undefined) return { kind: 'unknown' };
  const { state } = row;
  if (state === wanted) return { kind: 'over', why: `It had to be answered within ${SECONDS[state]} s.` };
  if (state === 'issued' || state === 'committed') return { kind: 'order', why: WAITS[state] };
  if (state === 'judging') return { kind: 'order', why: 'Its opening is being judged.' };
  return { kind: 'over', why: OVER[state] };
}
