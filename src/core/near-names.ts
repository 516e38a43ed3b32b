/** The names that somebody may have meant by `wrong`, nearest first; empty if none is near. */
export function nearNames(wrong: string, names: string[]): string[] {
  const wanted = plain(wrong);
  return names
    .map((name) => ({ name, distance: distance(wanted, plain(name)) }))
    .filter(
      ({ name, distance: steps }) =>
        steps <= Math.max(1, Math.floor(Math.min(wanted.length, name.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** ` Did you mean "x"?`, or nothing. */
export function suggestion(wrong: string, names: string[]): string {
  const near = nearNames(wrong, names);
  return near.length === 0 ? '' : ` Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`;
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\p{M}\s_-]/gu, '')
    .toLowerCase();
}

/** Insertions, deletions, replacements and swaps of neighbours that make one text the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let steps = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        steps = Math.min(steps, (before[j - 2] ?? 0) + 1);
      next.push(steps);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
