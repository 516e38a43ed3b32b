const longestName = 200;
const tries = 100;

/** What a copy can be called, the best name first. */
export function copyNames(name: string): string[] {
  return Array.from({ length: tries }, (_, index) => {
    const ending = index === 0 ? ' (copy)' : ` (copy ${index + 1})`;
    return `${name.slice(0, longestName - ending.length).trimEnd()}${ending}`;
  });
}
