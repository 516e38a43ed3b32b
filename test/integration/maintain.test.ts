import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { SegmentId, TaskId } from '../../src/contract/ids.ts';
import { maintain } from '../../src/engine/maintain.ts';
import { addUsage } from '../../src/store/brand-usage.ts';
import { insertSegment, moveMembers } from '../../src/store/segments.ts';
import { findTask, insertTask, moveTask } from '../../src/store/tasks.ts';
import { withContext } from '../support/context.ts';

let days = 0;
const clock = {
  ...systemClock,
  now: () => new Date(Date.UTC(2026, 0, 1) + days * 24 * 60 * 60_000),
};
const made = withContext({ overrides: { clock } });

const put = (key: string) => made.ctx.storage.write(key, (path) => writeFile(path, 'text'));
const keys = async () =>
  (await made.ctx.storage.list()).map(({ key }) => key).filter((key) => key !== 'unused.json');

test('a file goes once nothing has pointed to it for days, and what is used stays', async () => {
  const { db } = made.ctx;
  const id = SegmentId.parse(made.ctx.newId());
  const point = (file: string) =>
    db.transaction().execute((tx) => moveMembers(tx, id, { file, count: 1, asOf: clock.now() }));
  await db.transaction().execute((tx) => {
    const facts = { name: 's', description: '', type: 'dynamic', rules: [], active: true } as const;
    return insertSegment(tx, id, { ...facts, rules: [] }, clock.now());
  });
  await put('members/one.parquet');
  await point('members/one.parquet');
  await maintain(made.ctx);
  days = 20;
  await put('members/two.parquet');
  await point('members/two.parquet');
  await maintain(made.ctx);
  days = 26;
  await maintain(made.ctx);
  expect((await keys()).sort()).toEqual(['members/one.parquet', 'members/two.parquet']);
  days = 28;
  await maintain(made.ctx);
  expect(await keys()).toEqual(['members/two.parquet']);
});

test('the requests of a brand can be looked at for a week', async () => {
  const { db } = made.ctx;
  await db.insertInto('brands').values({ id: 'brand', name: 'Brand', website: null }).execute();
  for (const day of [28, 29.5]) {
    days = day;
    await addUsage(db, 'brand', clock.now(), { requests: 1, throttled: 0 });
  }
  days = 36;
  await maintain(made.ctx);
  const left = await db.selectFrom('brand_usage').select('minute').execute();
  expect(left).toEqual([{ minute: new Date(Date.UTC(2026, 0, 30, 12)) }]);
});

test('tasks and sessions end some day', async () => {
  days = 36;
  const { db } = made.ctx;
  const id = TaskId.parse(made.ctx.newId());
  await db.transaction().execute(async (tx) => {
    await insertTask(tx, { id, kind: 'refresh', name: 'all', targetId: null }, clock.now());
    await moveTask(tx, { id, status: 'queued' }, 'canceled', { at: clock.now() });
  });
  days = 65;
  await maintain(made.ctx);
  expect(await findTask(db, id)).not.toBeNull();
  days = 67;
  await maintain(made.ctx);
  expect(await findTask(db, id)).toBeNull();
});
