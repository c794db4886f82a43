// Submissions that no service took yet, kept in this browser until one does or the visitor throws them away: IndexedDB, as a
// document may be larger than localStorage holds. A browser that refuses storage keeps nothing, and says so.
import { submissionSchema } from '../contract/api.ts';
import { keptSubmissionSchema, type KeptSubmission } from '../contract/kept.ts';

/** The oldest give way. */
export const MOST_KEPT = 10;

const DATABASE = 'scalewall';
const STORE = 'submissions';

/** Whether it is kept now. */
export async function keepSubmission(submission: KeptSubmission): Promise<boolean> {
  const done = await inStore('readwrite', async (store) => {
    await ended(store.put(submission));
    const all = readable(await ended(store.getAll()));
    for (const { digest } of all.toSorted(newestFirst).slice(MOST_KEPT)) store.delete(digest);
    return true;
  });
  return done ?? false;
}

/** Newest first; what cannot be read is left out. */
export async function keptSubmissions(): Promise<readonly KeptSubmission[]> {
  const all = await inStore('readonly', async (store) => readable(await ended(store.getAll())));
  return (all ?? []).toSorted(newestFirst);
}

export async function forgetSubmission(digest: string): Promise<void> {
  await inStore('readwrite', (store) => ended(store.delete(digest)));
}

function newestFirst(a: KeptSubmission, b: KeptSubmission): number {
  return b.keptAt.localeCompare(a.keptAt);
}

/** Another version of the page may have written what this one does not know. */
function readable(values: readonly unknown[]): readonly KeptSubmission[] {
  return values.flatMap((value) => {
    const kept = keptSubmissionSchema.safeParse(value);
    return kept.success && isDocument(kept.data.document) ? [kept.data] : [];
  });
}

function isDocument(text: string): boolean {
  try {
    return submissionSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Undefined where the browser has no such store, or refuses it. */
async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => Promise<T>): Promise<T | undefined> {
  let database: IDBDatabase | undefined;
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE, { keyPath: 'digest' }));
    database = await ended(opening);
    const transaction = database.transaction(STORE, mode);
    const committed = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      for (const name of ['abort', 'error'] as const) transaction.addEventListener(name, () => reject(reasonOf(transaction)));
    });
    const [value] = await Promise.all([act(transaction.objectStore(STORE)), committed]);
    return value;
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}

function ended<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(reasonOf(request)));
  });
}

function reasonOf({ error }: { readonly error: DOMException | null }): Error {
  return error ?? new Error('the browser gave no reason');
}
