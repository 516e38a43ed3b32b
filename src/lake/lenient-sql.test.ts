import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lake, openLake } from './duck.ts';
import { booleanFromText, dateEvidence, isBlankText, momentFromText, numberFromText } from './lenient-sql.ts';

let folder: string;
let lake: Lake;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-lenient-'));
  lake = await openLake({ folders: [folder], spillFolder: folder, memoryMegabytes: 100, threads: 1 });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

const evaluate = async (sql: string, x: string | null) =>
  (
    await lake.use((duck) =>
      duck.row(`SELECT ${sql} AS result FROM (SELECT CAST($x AS VARCHAR) AS x)`, { x }),
    )
  )?.result;

test.each<[string | null, number | null]>([
  ['90000', 90000],
  ['$90,000 ', 90000],
  ['-$90.50', -90.5],
  ['- 12', -12],
  ['($1,234.00)', -1234],
  ['1,234', 1234],
  ['1.234', 1.234],
  ['1,234,567.25', 1234567.25],
  ['1.234.567', 1234567],
  ['1.234,50', 1234.5],
  ['1 234,50', 1234.5],
  ['1\u00a0234 kr', 1234],
  ['SEK 1 234,50', 1234.5],
  ["1'234.50", 1234.5],
  ['12,5 €', 12.5],
  ['0,125', 0.125],
  ['+7', 7],
  ['00123', 123],
  ['070-123 45 67', null],
  ['12 34', null],
  ['1,23,456', null],
  ['12abc', null],
  ['1e5', null],
  ['n/a', null],
  ['', null],
  [' ', null],
  [null, null],
  ['inf', null],
])('the number in %j is %j', async (text, number) => {
  expect(await evaluate(numberFromText('x'), text)).toBe(number);
});

test.each<[string | null, string | null]>([
  ['1965-05-14', '1965-05-14 00:00:00'],
  ['1965-5-4', '1965-05-04 00:00:00'],
  [' 1965/05/14 ', '1965-05-14 00:00:00'],
  ['1965.05.14', '1965-05-14 00:00:00'],
  ['19650514', '1965-05-14 00:00:00'],
  ['2017-01-02T10:00:00+02:00', '2017-01-02 08:00:00'],
  ['2017-01-02T10:00:00Z', '2017-01-02 10:00:00'],
  ['2017-01-02 10:00', '2017-01-02 10:00:00'],
  ['5/14/1965', '1965-05-14 00:00:00'],
  ['14/5/1965', '1965-05-14 00:00:00'],
  ['04-08-1966', '1966-08-04 00:00:00'],
  ['4/8/1966', '1966-04-08 00:00:00'],
  ['4.8.1966', '1966-08-04 00:00:00'],
  ['1/2/2017 3:04:05 PM', '2017-01-02 15:04:05'],
  ['1/2/2017 3:04', '2017-01-02 03:04:00'],
  ['14 May 1965', '1965-05-14 00:00:00'],
  ['May 14, 1965', '1965-05-14 00:00:00'],
  ['14-Feb-1965', '1965-02-14 00:00:00'],
  ['2/30/2015', null],
  ['2015-02-30', null],
  ['13/13/2015', null],
  ['5/14/65', null],
  ['12345678901', null],
  ['hello 1234 world', null],
  ['', null],
  [null, null],
])('the moment in %j is %j', async (text, moment) => {
  expect(await evaluate(momentFromText('x', 'false', 'false'), text)).toBe(moment);
});

test('evidence from the column decides the order of days and months', async () => {
  const read = async (values: string[]) =>
    lake.use((duck) =>
      duck.rows(
        `WITH input AS (SELECT unnest([${values.map((value) => `'${value}'`).join(', ')}]) AS x),
          evidence AS (SELECT ${dateEvidence.dayFirst('x')} AS d, ${dateEvidence.monthFirst('x')} AS m FROM input)
        SELECT CAST(${momentFromText('x', 'd', 'm')} AS DATE) AS result FROM input, evidence`,
      ),
    );
  expect(await read(['04-08-1966', '5/14/1965'])).toEqual([
    { result: '1966-04-08' },
    { result: '1965-05-14' },
  ]);
  expect(await read(['04/08/1966', '14.5.1965'])).toEqual([
    { result: '1966-08-04' },
    { result: '1965-05-14' },
  ]);
});

test.each<[string, boolean | null]>([
  ['Y', true],
  ['nej', false],
  [' True ', true],
  ['0', false],
  ['maybe', null],
])('%j is %j', async (text, truth) => {
  expect(await evaluate(booleanFromText('x'), text)).toBe(truth);
});

test.each(['', ' ', '\t\n', '\u00a0\u3000', null])('%j is blank', async (text) => {
  expect(await evaluate(isBlankText('x'), text)).toBe(true);
});
