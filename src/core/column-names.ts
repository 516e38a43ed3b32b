// Names of columns as SQL can hold them: none empty, no two that differ by case alone.

/** The names of one file, made fit: trimmed, empty ones numbered, repeated ones marked `(2)`, `(3)` and so on. */
export function fitColumnNames(header: string[]): { names: string[]; warnings: string[] } {
  const taken = new Set<string>();
  const warnings: string[] = [];
  const names = header.map((cell, at) => {
    const wished = cell.trim() === '' ? `column ${at + 1}` : cell.trim();
    let name = wished;
    for (let copy = 2; taken.has(name.toLowerCase()); copy += 1) name = `${wished} (${copy})`;
    taken.add(name.toLowerCase());
    if (cell.trim() === '') warnings.push(`Column ${at + 1} has no name and is called "${name}".`);
    else if (name !== wished)
      warnings.push(`The column name "${wished}" occurs more than once; one is called "${name}".`);
    return name;
  });
  return { names, warnings };
}

export type ColumnUnion = {
  names: string[];
  /** For each file, where it has each of `names`, or -1. */
  positions: number[][];
  warnings: string[];
};

/** The columns of several files together, matched by name whatever the case; the first spelling wins. */
export function uniteColumns(files: { name: string; columns: string[] }[]): ColumnUnion {
  const names: string[] = [];
  const known = new Map<string, number>();
  for (const { columns } of files) {
    for (const column of columns) {
      if (known.has(column.toLowerCase())) continue;
      known.set(column.toLowerCase(), names.length);
      names.push(column);
    }
  }
  const warnings: string[] = [];
  const positions = files.map(({ name, columns }) => {
    const own = new Map(columns.map((column, at) => [column.toLowerCase(), at]));
    return names.map((column) => {
      const at = own.get(column.toLowerCase()) ?? -1;
      if (at === -1) warnings.push(`"${name}" has no column "${column}": its rows are empty there.`);
      return at;
    });
  });
  return { names, positions, warnings };
}

/** Whether a first line is data rather than names: an address, a number or a date stands where a name should. */
export function looksLikeData(header: string[]): boolean {
  return header.some((cell) => /@[^\s@]+\.|^[+-]?[\d][\d .,:/-]*$/.test(cell.trim()));
}
