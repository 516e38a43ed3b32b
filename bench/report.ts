// Lines of the table: what was measured, the bound, and the ratio of the two. Ratios above 1 miss the bound.

export type Line = {
  what: string;
  measured: number;
  unit: string;
  /** The target, and on which side of it the measured value should be. */
  bound: number;
  side: 'atMost' | 'atLeast';
};

export function ratio(line: Line): number {
  return line.side === 'atMost' ? line.measured / line.bound : line.bound / line.measured;
}

const shown = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

export function printTable(lines: Line[]): void {
  const cells = lines.map((line) => [
    line.what,
    `${shown(line.measured)} ${line.unit}`,
    `${line.side === 'atMost' ? '≤' : '≥'} ${shown(line.bound)} ${line.unit}`,
    ratio(line).toFixed(2),
    ratio(line) <= 1 ? 'met' : 'MISSED',
  ]);
  const rows = [['what', 'measured', 'target', 'ratio', ''], ...cells];
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
}
