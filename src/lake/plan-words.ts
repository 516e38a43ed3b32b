// Where SQL is not enough: the distinct values of a column go through a function, page by page, and the answers come
// back as a small table to join. A million profiles have a few hundred countries and some ten thousand birthdays.
import type { Duck } from './duck.ts';

const pageSize = 50_000;

/**
 * Makes the table (raw, home, word) of the values that `translate` knows.
 * @param distinct SQL giving text columns `raw` and `home` (null where `raw` says all), each pair once
 * @returns how many there are
 */
export async function translateWords(
  duck: Duck,
  table: string,
  distinct: string,
  translate: (raw: string, home: string | null) => string | null,
): Promise<number> {
  await duck.run(`CREATE OR REPLACE TEMP TABLE ${table} (raw VARCHAR, home VARCHAR, word VARCHAR)`);
  let known = 0;
  await eachText(duck, `${table}_raw`, distinct, async (texts) => {
    const appender = await duck.connection.createAppender(table, undefined, 'temp');
    try {
      for (const { raw, home } of texts) {
        const word = translate(raw, home);
        if (word === null) continue;
        appender.appendVarchar(raw);
        if (home === null) appender.appendNull();
        else appender.appendVarchar(home);
        appender.appendVarchar(word);
        appender.endRow();
        known++;
      }
    } finally {
      appender.closeSync();
    }
  });
  return known;
}

type Text = { raw: string; home: string | null };

/** Shows distinct texts in pages; they are put into a table first, so that other statements may run in between. */
export async function eachText(
  duck: Duck,
  table: string,
  distinct: string,
  see: (texts: Text[]) => Promise<void> | void,
): Promise<void> {
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT raw, CAST(home AS VARCHAR) AS home FROM (${distinct}) WHERE raw IS NOT NULL`,
  );
  for (let first = 0; ; first += pageSize) {
    const rows = await duck.rows(
      `SELECT raw, home FROM ${table} WHERE rowid >= ${first} AND rowid < ${first + pageSize}`,
    );
    if (rows.length === 0) break;
    await see(rows as Text[]);
  }
  await duck.run(`DROP TABLE ${table}`);
}
