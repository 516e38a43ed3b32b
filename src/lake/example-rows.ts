// Names rows by where they stand in their file: a person can look there, and no value has to be shown.
import type { Duck } from './duck.ts';
import type { Staged } from './staged.ts';

export type ExampleRow = { file: string; row: number };

const most = 5;

/** The first few rows, in the order of the files, that satisfy `condition`; rows count from 1 below the header. */
export async function exampleRows(duck: Duck, staged: Staged, condition: string): Promise<ExampleRow[]> {
  const found: ExampleRow[] = [];
  for (const file of staged.files) {
    // A window without an order makes DuckDB read with one thread, in the order of the file.
    const rows = await duck.rows(
      `SELECT segue_row FROM (SELECT row_number() OVER () AS segue_row, * FROM ${file.from})
       WHERE ${condition} ORDER BY segue_row LIMIT ${most - found.length}`,
    );
    found.push(...rows.map((row) => ({ file: file.name, row: Number(row.segue_row) })));
    if (found.length >= most) break;
  }
  return found;
}

/** `rows 2, 7 and more of "a.csv"`, file by file. */
export function describeExamples(examples: ExampleRow[], total: number): string {
  const files = [...new Set(examples.map((example) => example.file))];
  const parts = files.map((file) => {
    const rows = examples.filter((example) => example.file === file).map((example) => example.row);
    return `${rows.length === 1 ? 'row' : 'rows'} ${rows.join(', ')} of "${file}"`;
  });
  return `${parts.join(', ')}${total > examples.length ? ' and more' : ''} (counted from the first row that was read)`;
}
