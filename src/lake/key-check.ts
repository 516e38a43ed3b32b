import type { Column } from '../contract/columns.ts';
import { SegueError } from '../errors.ts';
import { type Duck, quoteName, quoteText } from './duck.ts';
import { describeExamples, exampleRows } from './example-rows.ts';
import { isBlankText } from './lenient-sql.ts';
import type { Staged } from './staged.ts';

const mostExamples = 5;

/** Every profile has an id of its own: throws `keyEmpty` or `keyDuplicate`, with how many and some examples. */
export async function checkKey(duck: Duck, staged: Staged, snapshotPath: string, key: Column): Promise<void> {
  const { name, type } = key;
  const from = `read_parquet(${quoteText(snapshotPath)})`;
  const id = quoteName(name);
  const blank = type === 'text' ? isBlankText(id) : `${id} IS NULL`;
  const counts = await duck.row(
    `SELECT count(*) FILTER (${blank}) AS empty, count(${id}) AS filled, count(DISTINCT ${id}) AS ids FROM ${from}`,
  );
  const empty = Number(counts?.empty);
  if (empty > 0) {
    const text = staged.columns.find((column) => column.name === name)?.text ?? id;
    const examples = await exampleRows(duck, staged, isBlankText(text));
    throw new SegueError('keyEmpty', {
      detail: `${empty} ${empty === 1 ? 'row has' : 'rows have'} no "${name}": ${describeExamples(examples, empty)}.`,
    });
  }
  if (Number(counts?.filled) !== Number(counts?.ids)) throw await duplicates(duck, from, name);
}

async function duplicates(duck: Duck, from: string, key: string): Promise<SegueError> {
  const id = quoteName(key);
  const rows = await duck.rows(
    `SELECT id, count(*) OVER () AS total
     FROM (SELECT ${id} AS id FROM ${from} GROUP BY ${id} HAVING count(*) > 1) ORDER BY id LIMIT ${mostExamples}`,
  );
  const total = Number(rows[0]?.total);
  const examples = rows.map((row) => `"${row.id}"`).join(', ');
  return new SegueError('keyDuplicate', {
    detail: `${total} customer ${total === 1 ? 'id' : 'ids'} in "${key}" ${total === 1 ? 'occurs' : 'occur'} more than once: ${examples}${total > rows.length ? ' and more' : ''}.`,
  });
}
