import { z } from 'zod';
import type { Context } from '../context.ts';
import { page, pageOf, pageQuery } from '../contract/lists.ts';
import { BadLine, IngestedTable, TableAnswer, TableValues } from '../contract/tables.ts';
import { readBadLines } from '../lake/bad-lines.ts';
import { profileAllColumns, profileColumn, sampleTable, suggestValues } from '../lake/inspect-table.ts';
import { findTable, listTables, type StoredTable, toIngested } from '../store/tables.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';
import { found } from './params.ts';

const tags = ['Tables'];
const params = z.object({ name: z.string() });

const TableQuery = z.strictObject({
  sample: z.coerce.number().int().min(1).max(1000).optional(),
  profile: z.string().min(1).optional(),
});

const ValuesQuery = z.strictObject({
  column: z.string().min(1),
  q: page.q,
  limit: z.coerce.number().int().min(1).max(200).default(20),
});

export function tableRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/tables',
    {
      config: { call: 'tables.list' },
      schema: {
        tags,
        summary: 'List the tables that were read',
        querystring: pageQuery(['name', 'rows', 'refreshedAt']),
        response: answer(200, pageOf(IngestedTable)),
      },
    },
    ({ query }) => listTables(ctx.db, query),
  );

  app.get(
    '/api/tables/:name',
    {
      config: { call: 'tables.get' },
      schema: {
        tags,
        summary: 'Read a table',
        description:
          '`sample` adds so many rows; `profile` adds what is in that column, `profile=*` what is in each.',
        params,
        querystring: TableQuery,
        response: answer(200, TableAnswer, 'notFound', 'columnMissing', 'snapshotCorrupt'),
      },
    },
    async ({ params: { name }, query: { sample, profile } }) => {
      const table = await tableNamed(ctx, name);
      return {
        ...toIngested(table),
        ...(sample === undefined ? {} : { sample: await sampleTable(ctx.lake, ctx.storage, table, sample) }),
        ...(await profilesOf(ctx, table, profile)),
      };
    },
  );

  app.get(
    '/api/tables/:name/values',
    {
      config: { call: 'tables.values' },
      schema: {
        tags,
        summary: 'Values of a column to choose from',
        description: 'The most frequent first; none when the column has 200 different values or more.',
        params,
        querystring: ValuesQuery,
        response: answer(200, TableValues, 'notFound', 'columnMissing', 'snapshotCorrupt'),
      },
    },
    async ({ params: { name }, query }) =>
      suggestValues(ctx.lake, ctx.storage, await tableNamed(ctx, name), query),
  );

  app.get(
    '/api/tables/:name/bad-lines',
    {
      config: { call: 'tables.badLines' },
      schema: {
        tags,
        summary: 'The lines that could not be read as rows',
        params,
        querystring: z.strictObject({ limit: page.limit, offset: page.offset }),
        response: answer(200, pageOf(BadLine), 'notFound'),
      },
    },
    async ({ params: { name }, query }) => {
      const { badLines: total, badLinesFile } = await tableNamed(ctx, name);
      if (badLinesFile === null) return { items: [], total };
      return { items: await readBadLines(ctx.lake, ctx.storage, { badLinesFile, ...query }), total };
    },
  );
}

async function tableNamed(ctx: Context, name: string): Promise<StoredTable> {
  return found(await findTable(ctx.db, name), 'table', `"${name}"`);
}

async function profilesOf(
  { lake, storage }: Context,
  table: StoredTable,
  wish: string | undefined,
): Promise<Pick<TableAnswer, 'profile' | 'profiles'>> {
  if (wish === undefined) return {};
  if (wish === '*') return { profiles: await profileAllColumns(lake, storage, table) };
  return { profile: await profileColumn(lake, storage, table, wish) };
}
