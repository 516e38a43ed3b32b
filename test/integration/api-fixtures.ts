// What exports need to stand on, put straight into the control database: a profile table and segments.
import { randomUUID } from 'node:crypto';
import type { Export } from '../../src/contract/exports.ts';
import { SegmentId, SourceId } from '../../src/contract/ids.ts';
import { insertSegment } from '../../src/store/segments.ts';
import { allTables } from '../../src/store/tables.ts';
import type { Api } from './api-harness.ts';

const columns = ['CustomerKey', 'EmailAddress', 'FirstName', 'LastName'];

/** A table of profiles that was read, as far as the control plane knows. */
export async function putProfileTable({ ctx }: Api): Promise<void> {
  if ((await allTables(ctx.db)).length > 0) return;
  const id = SourceId.parse(randomUUID());
  const now = ctx.clock.now();
  await ctx.db.transaction().execute(async (tx) => {
    const source = {
      id,
      name: 'shop',
      type: 'file' as const,
      tables: JSON.stringify([{ name: 'Customers', kind: 'profiles', path: 'none.csv', key: 'CustomerKey' }]),
      created_at: now,
      updated_at: now,
    };
    await tx.insertInto('sources').values(source).execute();
    await tx
      .insertInto('tables')
      .values({
        name: 'Customers',
        source_id: id,
        kind: 'profiles',
        file: 'tables/none.parquet',
        id_column: 'CustomerKey',
        columns: JSON.stringify(columns.map((name) => ({ name, type: 'text' }))),
        rows: 0,
        bad_lines: 0,
        bad_lines_file: null,
        refreshed_at: now,
      })
      .execute();
  });
}

export async function putSegment({ ctx }: Api, name = `Segment ${randomUUID()}`): Promise<SegmentId> {
  const id = SegmentId.parse(randomUUID());
  const facts = { name, description: '', type: 'dynamic' as const, rules: [], active: true };
  await ctx.db.transaction().execute((tx) => insertSegment(tx, id, facts, ctx.clock.now()));
  return id;
}

/** An export of one segment of its own, made through the API. */
export async function putExport(
  api: Api,
  input: { connectionId: string; segmentIds?: string[]; name?: string },
): Promise<Export> {
  await putProfileTable(api);
  return api.client.exports.create({
    name: `Export ${randomUUID()}`,
    segmentIds: [await putSegment(api)],
    mapping: { email: 'EmailAddress' },
    ...input,
  });
}

export async function putConnection(
  api: Api,
  options: { shared?: boolean; apiKey?: string } = {},
): Promise<string> {
  const connection = await api.client.connections.create({
    type: 'omnisend',
    displayName: `Connection ${randomUUID()}`,
    apiKey: options.apiKey ?? 'the-key-of-a-shop-0001',
    sharedWithContributors: options.shared ?? false,
    consent: { accepted: true },
  });
  return connection.id;
}
