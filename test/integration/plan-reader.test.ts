// A plan read back while it is carried out.
import { truncate } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRows, readBatches, readRows } from '../../src/lake/plan-reader.ts';
import { readTagAdditions, readTagCallEmails, readUntags } from '../../src/lake/plan-tags.ts';
import { everything, type Made, openPlanWorld, type PlanWorld } from '../support/plan-world.ts';

let world: PlanWorld;
let made: Made;
const count = 12_345;
const address = (i: number) => `p${String(i).padStart(5, '0')}@x.se`;

async function planOf(
  size: number,
  segments: Record<string, (i: number) => boolean>,
  ledger: string | null = null,
  tag = '',
) {
  const rows = Array.from({ length: size }, (_, i) => ({ id: i, email: address(i), first: `Å${i}${tag}` }));
  const profiles = await world.table(rows, { email: 'text', first: 'text' });
  const named = Object.entries(segments).map(async ([name, has]) => ({
    id: name,
    name,
    members: await world.members(rows.map(({ id }) => id).filter(has)),
  }));
  return world.plan({
    profiles,
    mapping: { email: 'email', firstName: 'first' },
    segments: await Promise.all(named),
    ledger,
  });
}

beforeAll(async () => {
  world = await openPlanWorld();
  made = await planOf(count, { All: () => true, Even: (i) => i % 2 === 0 });
});
afterAll(() => world.close());

describe('readBatches', () => {
  it('cuts rows into batches of contacts, complete and in order', async () => {
    const { files } = made.plan;
    const whole = { firstRow: 0, lastRow: count - 1, size: 100, tagsInside: true };
    const batches = await readBatches(world.lake, world.storage, files, whole);
    expect(batches).toHaveLength(124);
    expect(batches.at(-1)).toMatchObject({ firstRow: 12_300, lastRow: 12_344 });
    const contacts = batches.flatMap(({ items }) => JSON.parse(items) as Record<string, unknown>[]);
    expect(contacts).toEqual(made.upserts.map(({ contact, tags }) => ({ ...contact, tags })));
    const part = await readBatches(world.lake, world.storage, files, {
      ...whole,
      firstRow: 5100,
      lastRow: 5249,
    });
    expect(part.map(({ firstRow, lastRow }) => [firstRow, lastRow])).toEqual([
      [5100, 5199],
      [5200, 5249],
    ]);
    const bare = await readBatches(world.lake, world.storage, files, {
      ...whole,
      lastRow: 0,
      tagsInside: false,
    });
    expect(bare.map(({ items }) => JSON.parse(items))).toEqual([[made.upserts[0]?.contact]]);
    expect(await readBatches(world.lake, world.storage, files, { ...whole, lastRow: -1 })).toEqual([]);
  });

  it('notices rows that are not there, and a damaged file', async () => {
    const beyond = { firstRow: count - 1, lastRow: count, size: 100, tagsInside: true };
    await expect(readBatches(world.lake, world.storage, made.plan.files, beyond)).rejects.toMatchObject({
      code: 'planCorrupt',
    });
    const broken = await planOf(10, { All: () => true });
    await truncate(world.storage.path(broken.plan.files.upserts), 500);
    const range = { firstRow: 0, lastRow: 9, size: 100, tagsInside: true };
    await expect(readBatches(world.lake, world.storage, broken.plan.files, range)).rejects.toMatchObject({
      code: 'planCorrupt',
    });
  });
});

describe('single rows', () => {
  it('are read by number and found by address', async () => {
    const { files } = made.plan;
    const rows = await readRows(world.lake, world.storage, files, [12_000, 3], true);
    expect(
      rows.map(({ row, email, customerId, tags, leaving }) => [row, email, customerId, tags, leaving]),
    ).toEqual([
      [3, address(3), '3', ['All'], false],
      [12_000, address(12_000), '12000', ['All', 'Even'], false],
    ]);
    expect(JSON.parse(rows[1]?.body ?? '')).toMatchObject({ firstName: 'Å12000', tags: ['All', 'Even'] });
    expect(await readRows(world.lake, world.storage, files, [], true)).toEqual([]);
    const found = await findRows(world.lake, world.storage, files, [address(7), 'nobody@x.se', "o'x@x.se"]);
    expect(found).toEqual([{ row: 7, email: address(7) }]);
  });
});

describe('tag calls', () => {
  it('take contacts with the same tags together, at most 250', async () => {
    const calls = await readTagAdditions(world.lake, world.storage, made.plan.files, 0, 999);
    expect(calls.map(({ tags, rows }) => [tags.join(), rows.length])).toEqual([
      ['All,Even', 250],
      ['All', 250],
      ['All,Even', 250],
      ['All', 250],
    ]);
    expect(calls.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    const [first] = calls;
    expect(first?.emails).toEqual(first?.rows.map(address));
    const again = await readTagCallEmails(world.lake, world.storage, made.plan.files.upserts, [9, 2]);
    expect(again).toEqual([address(9), address(2)]);
  });

  it('take nothing away that a keeper gives', async () => {
    const ledger = await world.merge(made, null, everything(made));
    const next = await planOf(600, { Odd: (i) => i % 2 === 1 && i < 600 }, ledger);
    expect(next.plan.untagRows).toBe(count);
    const all = await readUntags(world.lake, world.storage, next.plan.files, []);
    expect(all.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(count);
    expect(Math.max(...all.map(({ emails }) => emails.length))).toBe(250);
    const keeper = await planOf(400, { Even: () => true }, null, 'x');
    const other = await world.merge(keeper, null, everything(keeper));
    const rest = await readUntags(world.lake, world.storage, next.plan.files, [String(other)]);
    const kept = rest.flatMap(({ tags, emails }) =>
      emails.filter((email) => email < address(400) && tags.includes('Even')),
    );
    expect(kept).toEqual([]);
    expect(await readUntags(world.lake, world.storage, next.plan.files, [keeper.plan.files.upserts])).toEqual(
      rest,
    );
    const both = await readUntags(world.lake, world.storage, next.plan.files, [String(ledger)]);
    expect(both).toEqual([]);
  });
});
