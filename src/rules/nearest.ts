/**
 * The known word that was most likely meant, `undefined` when none is close. Cost
 * O(words x their length squared).
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  return nearestFew(word, known, 1)[0];
}

/** The known words that may have been meant, the closest first; with `far`, however far off. */
export function nearestFew(
  word: string,
  known: Iterable<string>,
  count: number,
  { far = false }: { far?: boolean } = {},
): string[] {
  const close: { candidate: string; distance: number }[] = [];
  for (const candidate of known) {
    const distance = distanceOf(fold(word), fold(candidate));
    if (far || distance <= tolerance(word, candidate)) close.push({ candidate, distance });
  }
  close.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return close.slice(0, count).map(({ candidate }) => candidate);
}

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}

/** Case and the ways to join words are what people mix up first: they cost nothing. */
function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, "");
}

function tolerance(a: string, b: string): number {
  return Math.max(1, Math.floor(Math.max(a.length, b.length) / 3));
}

/** A word that holds the other one whole is close to it. */
function distanceOf(a: string, b: string): number {
  const held = Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a));
  return held ? Math.min(1, Math.abs(a.length - b.length)) : editDistance(a, b);
}

/**
 * Insertions, deletions, replacements, and swaps of neighbours that nothing else changes: the optimal string
 * alignment distance (restricted Damerau–Levenshtein).
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
