// The database did not do what was asked: full, gone, locked or unreachable. Answered as 503; the cause goes to the log.

export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
