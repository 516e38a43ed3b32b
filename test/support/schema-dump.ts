// The schema as text, the same on the embedded database and on every version of a server.
import { sql } from 'kysely';
import type { Db } from '../../src/store/db.ts';

type TableRow = { table: string; columns: string[]; constraints: string[] | null; indexes: string[] | null };

export async function dumpSchema(db: Db): Promise<string> {
  // Not-null constraints have rows of their own from PostgreSQL 18 on; the columns tell them everywhere.
  const { rows } = await sql<TableRow>`
    SELECT c.relname AS "table",
      (SELECT json_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attnotnull THEN 'NOT NULL' END,
           'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
         FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
      (SELECT json_agg(concat_ws(' ', k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
         FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f', 'p', 'u')) AS constraints,
      (SELECT json_agg(pg_get_indexdef(i.indexrelid) ORDER BY i.indexrelid::regclass::text)
         FROM pg_index i WHERE i.indrelid = c.oid
           AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
      ) AS indexes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r'
    ORDER BY c.relname COLLATE "C"`.execute(db);
  const head = '-- What the migrations amount to. Made and compared by src/store/migrate.test.ts.\n';
  return head + rows.map(tableText).join('');
}

function tableText({ table, columns, constraints, indexes }: TableRow): string {
  const lines = [...columns, ...(constraints ?? []).map((constraint) => `CONSTRAINT ${constraint}`)];
  const body = lines.map((line) => `  ${line}`).join(',\n');
  return `\nCREATE TABLE ${table} (\n${body}\n);\n${(indexes ?? []).map((index) => `${index};\n`).join('')}`;
}
