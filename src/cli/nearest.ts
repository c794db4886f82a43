// The word that a misspelt one was probably meant to be. Rests on nothing.

/** The candidate with the fewest edits (insert, delete, replace), if they are at most a third of its length, or 1. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, edits: editDistance(word, candidate) }));
  const best = ranked.toSorted((a, b) => a.edits - b.edits).at(0);
  return best !== undefined && best.edits <= Math.max(1, best.candidate.length / 3) ? best.candidate : undefined;
}

/** Levenshtein, 1966; one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
