import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rule } from '../../src/contract/rules.ts';
import { readBadLines } from '../../src/lake/bad-lines.ts';
import { profileColumn, sampleTable } from '../../src/lake/inspect-table.ts';
import { evaluateSegment, membersCsv, previewMembers, readMembers } from '../../src/lake/members.ts';
import type { TableSnapshot } from '../../src/lake/snapshot.ts';
import { openSmallLake, type SmallLake } from '../support/small-lake.ts';

const now = new Date('2024-03-31T12:00:00Z');
const hostile = `x"; DROP TABLE p; --'`;

let small: SmallLake;
let profiles: TableSnapshot;
let orders: TableSnapshot;

beforeAll(async () => {
  small = await openSmallLake();
  profiles = await small.write(
    {
      name: 'people',
      idColumn: 'Id',
      columns: [
        { name: 'Name', type: 'text' },
        { name: 'Id', type: 'number' },
        { name: hostile, type: 'text' },
        { name: 'Born', type: 'date' },
        { name: 'Seen', type: 'timestamp' },
        { name: 'Vip', type: 'boolean' },
        { name: 'Words', type: 'text' },
      ],
      rows: [
        {
          Id: 10,
          Name: "O'Brien",
          [hostile]: "' OR 1=1 --",
          Born: '1980-05-01',
          Seen: '2024-01-02T03:04:05Z',
          Vip: true,
          Words: 'soon',
        },
        {
          Id: 9,
          Name: 'Åsa',
          [hostile]: '$p0',
          Born: null,
          Seen: '2024-01-02T03:04:05.25Z',
          Vip: false,
          Words: 'later',
        },
        { Id: 11, Name: ' ', [hostile]: null, Born: '2001-12-31', Seen: null, Vip: null, Words: null },
        { Id: 12, Name: 'Åsa', [hostile]: 'a, "b"', Born: '2001-12-31', Seen: null, Vip: null, Words: '' },
      ],
    },
    'profiles',
  );
  orders = await small.write(
    {
      name: 'orders & "more"',
      idColumn: 'Customer',
      columns: [
        { name: 'Customer', type: 'text' },
        { name: 'Sum', type: 'number' },
      ],
      rows: [
        { Customer: '9', Sum: 0.1 },
        { Customer: '9', Sum: 0.2 },
        { Customer: 'guest', Sum: 5 },
        { Customer: null, Sum: 5 },
      ],
    },
    'related',
  );
});
afterAll(() => small.close());

const evaluate = (rules: Rule[], tables = [profiles, orders]) =>
  evaluateSegment(small.lake, small.storage, { rules, tables, now, file: 'members/one.parquet' });
const idsOf = async (rules: Rule[]) => {
  const { file } = await evaluate(rules);
  const { items } = await readMembers(small.lake, small.storage, {
    members: file,
    profiles,
    limit: 100,
    offset: 0,
  });
  return items.map((item) => item.Id);
};
const everybody: Rule[] = [{ where: { all: [{ attribute: 'Id', op: 'isNotEmpty' }] } }];

test('names and values from outside stay names and values', async () => {
  for (const value of ["' OR 1=1 --", '$p0', 'a, "b"']) {
    expect(await idsOf([{ where: { all: [{ attribute: hostile, op: 'eq', value }] } }])).toHaveLength(1);
  }
  const summed = { fn: 'sum' as const, column: 'Sum', op: 'eq' as const, value: 0.3 };
  expect(await idsOf([{ where: { all: [{ table: 'orders & "more"', aggregate: summed }] } }])).toEqual([9]);
});

test('a preview counts all and shows some, with dates as ISO 8601', async () => {
  const preview = await previewMembers(small.lake, small.storage, {
    rules: everybody,
    tables: [profiles, orders],
    now,
    sample: 2,
  });
  expect(preview).toEqual({
    count: 4,
    rules: [{ count: 4, total: 4 }],
    sample: [
      {
        Id: 9,
        Name: 'Åsa',
        [hostile]: '$p0',
        Born: null,
        Seen: '2024-01-02T03:04:05.250Z',
        Vip: false,
        Words: 'later',
      },
      {
        Id: 10,
        Name: "O'Brien",
        [hostile]: "' OR 1=1 --",
        Born: '1980-05-01',
        Seen: '2024-01-02T03:04:05Z',
        Vip: true,
        Words: 'soon',
      },
    ],
  });
});

test('members are sorted, paged, searched, and keep those whose profile has gone', async () => {
  const { file, members } = await evaluate(everybody);
  expect(members).toBe(4);
  const read = (paging: { limit: number; offset: number; q?: string }, table = profiles) =>
    readMembers(small.lake, small.storage, { members: file, profiles: table, ...paging });
  const page = await read({ limit: 2, offset: 1 });
  expect(page.total).toBe(4);
  expect(page.items.map((item) => item.Id)).toEqual([10, 11]);
  expect((await read({ limit: 5, offset: 0, q: 'ÅS' })).items.map((item) => item.Id)).toEqual([9, 12]);
  expect(await read({ limit: 5, offset: 0, q: '11' })).toMatchObject({ total: 1, items: [{ Id: 11 }] });
  const fewer = await small.write(
    {
      name: 'fewer',
      idColumn: 'Id',
      columns: [
        { name: 'Id', type: 'text' },
        { name: 'Name', type: 'text' },
      ],
      rows: [{ Id: '9', Name: 'Åsa' }],
    },
    'profiles',
  );
  expect((await read({ limit: 2, offset: 0 }, fewer)).items).toEqual([
    { Id: 9, Name: 'Åsa' },
    { Id: 10, Name: null },
  ]);
});

test('members as CSV', async () => {
  const { file } = await evaluate(everybody);
  let text = '';
  for await (const piece of membersCsv(small.lake, small.storage, { members: file, profiles })) text += piece;
  const [header, first, ...rest] = text.split('\r\n');
  expect(header).toBe(`Id,Name,"x""; DROP TABLE p; --'",Born,Seen,Vip,Words`);
  expect(first).toBe('9,Åsa,$p0,,2024-01-02T03:04:05.250Z,false,later');
  expect(rest).toHaveLength(4);
});

test('a stream of members may be left early', async () => {
  const { file } = await evaluate(everybody);
  for await (const piece of membersCsv(small.lake, small.storage, { members: file, profiles })) {
    expect(piece).toContain('Id');
    break;
  }
  expect(await idsOf(everybody)).toHaveLength(4);
});

test('a text column without a single number or date is not compared with one', async () => {
  const rules: Rule[] = [
    {
      where: {
        any: [
          { attribute: 'Words', op: 'gt', value: 5 },
          { attribute: 'Words', op: 'eq', value: 'soon' },
        ],
      },
    },
    { set: 'union', where: { all: [{ attribute: 'Words', op: 'inLast', value: { n: 1, unit: 'days' } }] } },
  ];
  await expect(evaluate(rules)).rejects.toMatchObject({
    code: 'ruleTypeMismatch',
    fields: [
      { field: 'rules[0].where.any[0]', message: 'no value of the column "Words" can be read as a number' },
      { field: 'rules[1].where.all[0]', message: 'no value of the column "Words" can be read as a date' },
    ],
  });
});

test('without profiles nothing can be evaluated, and wrong rules say where', async () => {
  await expect(evaluate(everybody, [orders])).rejects.toMatchObject({ code: 'notIngested' });
  await expect(evaluate([{ where: { all: [] } }])).rejects.toMatchObject({
    code: 'ruleInvalid',
    fields: [{ field: 'rules[0].where.all', message: 'needs at least one condition' }],
  });
});

test('a damaged or missing snapshot is said to be that', async () => {
  const broken = { ...profiles, file: 'tables/broken.parquet' };
  await expect(evaluate(everybody, [broken])).rejects.toMatchObject({ code: 'snapshotCorrupt' });
  await writeFile(small.storage.path(broken.file), 'PAR1 half of a file');
  await expect(evaluate(everybody, [broken])).rejects.toMatchObject({ code: 'snapshotCorrupt' });
  await expect(
    readBadLines(small.lake, small.storage, { badLinesFile: broken.file, limit: 1, offset: 0 }),
  ).rejects.toMatchObject({ code: 'snapshotCorrupt' });
});

test('a long list of values', async () => {
  const value = Array.from({ length: 10_000 }, (_, at) => at);
  expect(await idsOf([{ where: { all: [{ attribute: 'Id', op: 'in', value }] } }])).toEqual([9, 10, 11, 12]);
  const names = [...value.map(String), 'åsa'];
  const rule: Rule = { where: { all: [{ attribute: 'Name', op: 'in', value: names.slice(1) }] } };
  expect(await idsOf([rule])).toEqual([9, 12]);
});

test('rows and columns of a table can be looked at', async () => {
  expect(await sampleTable(small.lake, small.storage, profiles, 1)).toMatchObject([{ Id: 9, Name: 'Åsa' }]);
  expect(await profileColumn(small.lake, small.storage, profiles, 'Name')).toEqual({
    column: 'Name',
    count: 4,
    nulls: 1,
    distinct: 2,
    top: [
      { value: 'Åsa', count: 2 },
      { value: "O'Brien", count: 1 },
    ],
    min: "O'Brien",
    max: 'Åsa',
  });
  expect(await profileColumn(small.lake, small.storage, profiles, 'Born')).toMatchObject({
    nulls: 1,
    distinct: 2,
    min: '1980-05-01',
    max: '2001-12-31',
  });
  await expect(profileColumn(small.lake, small.storage, profiles, 'Nam')).rejects.toMatchObject({
    code: 'columnMissing',
    detail: 'The table "people" has no column "Nam". Did you mean "Name"?',
  });
});
