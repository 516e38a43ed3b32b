/** Of the names of segments and exports, in the units in which JavaScript and the contract count. */
const longest = 200;

/** "Name (copy)", or the first of "Name (copy 2)", "Name (copy 3)" … that is free. @param taken in lower case */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const end = number === 1 ? ' (copy)' : ` (copy ${number})`;
    const copy = `${begin(name, longest - end.length)}${end}`;
    if (!taken.has(copy.toLowerCase())) return copy;
  }
}

/** As much of a name as fits, without half a character at the end. */
function begin(name: string, units: number): string {
  return name
    .slice(0, units)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}
