// The run that this browser sent last, as far as its own storage remembers. Rests on nothing.

/** Where the page keeps the secret links that delete what was sent from here; each holds its run's permalink. */
const DELETE_LINKS = 'scalewall-delete-links';

/** Id of the run that was sent last; undefined where none was, or storage is blocked. */
export function lastOwnRun(): string | undefined {
  try {
    const text = localStorage.getItem(DELETE_LINKS) ?? '';
    return [...text.matchAll(/\/runs\/([0-9a-f]{32})/g)].at(-1)?.[1];
  } catch {
    return undefined; // blocked storage throws on access
  }
}
