import { z } from 'zod';
import type { Context } from '../context.ts';
import { page, pageOf, pageQuery } from '../contract/lists.ts';
import { BadLine, IngestedTable, TableAnswer } from '../contract/tables.ts';
import { readBadLines } from '../lake/bad-lines.ts';
import { profileColumn, sampleTable } from '../lake/inspect-table.ts';
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
        description: '`sample` adds so many rows; `profile` adds what is in that column.',
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
        ...(profile === undefined
          ? {}
          : { profile: await profileColumn(ctx.lake, ctx.storage, table, profile) }),
      };
    },
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
