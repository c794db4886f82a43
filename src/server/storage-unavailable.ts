// The database did not do what was asked: full, gone, locked or unreachable. Answered as 503; the cause goes to the log.

export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** Runs a query; whatever it throws becomes a StorageUnavailable with that cause. */
export async function guarded<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw new StorageUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
