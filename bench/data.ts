// Made-up customers and orders of any number, the same for the same seed. DuckDB writes the files: a million lines of
// JavaScript strings would take longer than what is measured.
import { dirname } from 'node:path';
import { openLake, quoteText } from '../src/lake/duck.ts';

const firstNames =
  'Åsa,Björn,Anna,Erik,John,Mary,Örjan,Karin,Lars,Zoë,José,Märta,Per-Åke,Linnéa,Sven,Ulf'.split(',');
const lastNames =
  "Andersson,Öberg,O'Brien,Smith,Lindström,Muñoz,Åkesson,Johansson,Nyström,Håkansson,Berg,Ek".split(',');
const streets = 'Storgatan,Kungsgatan,Drottninggatan,Östra Ågatan,Main Street,Skolvägen,Björkvägen'.split(
  ',',
);
const places = [
  ['Stockholm', 'Sweden', '+4670'],
  ['Göteborg', 'Sweden', '+4672'],
  ['Malmö', 'Sweden', '+4673'],
  ['Umeå', 'Sweden', '+4676'],
  ['Oslo', 'Norway', '+474'],
  ['Århus', 'Denmark', '+452'],
  ['London', 'United Kingdom', '+44780'],
] as const;

export type ProfileOptions = {
  seed?: number;
  /** The share of profiles whose address and income differ from what the same seed gives without it. */
  changedShare?: number;
};

/** Numbers from 0 below `below`, the same for the same row, column and seed. */
const pick = (row: string, column: number, seed: number, below: number) =>
  `CAST(hash(${row} * 1000003 + ${column * 7919 + seed * 104729}) % ${below} AS BIGINT)`;
const oneOf = (values: readonly string[], index: string) =>
  `[${values.map(quoteText).join(', ')}][1 + ${index}]`;

/**
 * A CSV file of profiles with 11 columns: CustomerId, FirstName, LastName, Email, Phone, Address, City, PostalCode,
 * Country, BirthDate, Income. Ids run from 100001 on, and every e-mail address is different.
 */
export async function writeProfilesCsv(
  path: string,
  rows: number,
  options: ProfileOptions = {},
): Promise<void> {
  const { seed = 1, changedShare = 0 } = options;
  const changed = `CASE WHEN ${pick('(range + 1)', 99, seed, 1_000_000)} < ${Math.round(changedShare * 1_000_000)} THEN 1 ELSE 0 END`;
  const column = (at: number, below: number) => pick('i', at, seed, below);
  const moved = (at: number, below: number) => `((${column(at, below)} + changed) % ${below})`;
  const length = places.length;
  await writeCsv(
    path,
    `SELECT 100000 + i AS CustomerId,
      ${oneOf(firstNames, column(1, firstNames.length))} AS FirstName,
      ${oneOf(lastNames, column(2, lastNames.length))} AS LastName,
      'customer' || i || '@' || ${oneOf(['example.com', 'example.org', 'Mail.Example.net'], column(3, 3))} AS Email,
      ${oneOf(
        places.map(([, , phone]) => phone),
        column(7, length),
      )} || lpad(CAST(${column(4, 10_000_000)} AS VARCHAR), 7, '0') AS Phone,
      ${oneOf(streets, column(5, streets.length))} || ' ' || (1 + ${moved(6, 200)}) || ', lgh ' || (1000 + ${column(8, 400)}) AS Address,
      ${oneOf(
        places.map(([city]) => city),
        column(7, length),
      )} AS City,
      lpad(CAST(${column(9, 100_000)} AS VARCHAR), 5, '0') AS PostalCode,
      ${oneOf(
        places.map(([, country]) => country),
        column(7, length),
      )} AS Country,
      DATE '1940-01-01' + CAST(${column(10, 25_000)} AS INTEGER) AS BirthDate,
      1000 * ${moved(11, 150)} AS Income
    FROM (SELECT range + 1 AS i, ${changed} AS changed FROM range(${rows}))`,
  );
}

/** A CSV file of orders of customers from `writeProfilesCsv`: OrderId, CustomerId, OrderDate, Amount, Status. */
export async function writeOrdersCsv(path: string, rows: number, customers: number, seed = 1): Promise<void> {
  await writeCsv(
    path,
    `SELECT i AS OrderId, 100001 + ${pick('i', 21, seed, customers)} AS CustomerId,
      DATE '2022-01-01' + CAST(${pick('i', 22, seed, 1_100)} AS INTEGER) AS OrderDate,
      ${pick('i', 23, seed, 500_000)} / 100 AS Amount,
      ${oneOf(['paid', 'Paid', 'returned', 'open'], pick('i', 24, seed, 4))} AS Status
    FROM (SELECT range + 1 AS i FROM range(${rows}))`,
  );
}

async function writeCsv(path: string, sql: string): Promise<void> {
  const folder = dirname(path);
  const lake = await openLake({ folders: [folder], spillFolder: folder, memoryMegabytes: 300, threads: 2 });
  try {
    await lake.use((duck) => duck.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT csv, HEADER true)`));
  } finally {
    await lake.close();
  }
}
