// Profiles that share an address or a phone. Hashes and counts over narrow rows find them; only those are then looked
// at closely, so a plan without any pays next to nothing.
import { e164Digits } from '../core/phone.ts';
import { quoteName } from './duck.ts';
import type { PlanField } from './plan-parts.ts';
import { translateWords } from './plan-words.ts';
import type { PlanWork } from './plan-work.ts';

/** How customer ids are put in order: as numbers when all of the table are, else as text. */
async function idOrder({ duck, profiles, key }: PlanWork): Promise<string> {
  const column = quoteName(key);
  const type = await duck.row(`SELECT typeof(${column}) AS type FROM ${profiles} LIMIT 1`);
  if (String(type?.type) !== 'VARCHAR') {
    return /INT|DECIMAL|DOUBLE|FLOAT/.test(String(type?.type)) ? 'id' : 'CAST(id AS VARCHAR)';
  }
  const all = await duck.row(
    `SELECT bool_and(regexp_full_match(${column}, '[+-]?\\d{1,38}') AND TRY_CAST(${column} AS HUGEINT) IS NOT NULL) AS whole,
       bool_and(regexp_full_match(${column}, '[+-]?\\d+(\\.\\d+)?')) AS numbers FROM ${profiles}`,
  );
  if (all?.whole === true) return 'CAST(id AS HUGEINT)';
  return all?.numbers === true ? 'CAST(id AS DOUBLE)' : 'id';
}

/** Profiles with one address become one contact: `folded` (rid, email, id, kept) into `united` (rid, bits…). @returns how many are folded */
export async function foldDuplicates(work: PlanWork): Promise<number> {
  const { duck, bits, profiles, key } = work;
  await duck.run(
    'CREATE OR REPLACE TEMP TABLE twice AS SELECT hash(email) AS h FROM contact GROUP BY h HAVING count(*) > 1',
  );
  if (Number((await duck.row('SELECT count(*) AS n FROM twice'))?.n) === 0) return 0;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE alike AS
     SELECT c.*, p.id FROM (SELECT rid, email, ${bits.join(', ')} FROM contact WHERE hash(email) IN (SELECT h FROM twice)) c
     JOIN (SELECT file_row_number AS rid, ${quoteName(key)} AS id FROM ${profiles}) p ON p.rid = c.rid`,
  );
  const order = `PARTITION BY email ORDER BY ${await idOrder(work)}, CAST(id AS VARCHAR)`;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE folded AS
     SELECT rid, email, id, kept FROM (SELECT rid, email, id, first_value(id) OVER w AS kept, first_value(rid) OVER w AS first FROM alike WINDOW w AS (${order}))
     WHERE rid <> first`,
  );
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE united AS
     SELECT a.rid, u.* EXCLUDE (email)
     FROM alike a JOIN (SELECT email, ${bits.map((bit) => `bit_or(${bit}) AS ${bit}`).join(', ')} FROM alike GROUP BY email HAVING count(*) > 1) u ON u.email = a.email
     WHERE a.rid NOT IN (SELECT rid FROM folded)`,
  );
  await duck.run('DROP TABLE alike');
  await duck.run('DROP TABLE twice');
  return Number((await duck.row('SELECT count(*) AS n FROM folded'))?.n);
}

/** Asks the library about the numbers that the patterns left open, each once; of no country, only international ones. */
export async function dialPhones(work: PlanWork, phone: PlanField): Promise<number> {
  const { duck, fields, profiles } = work;
  const open = Number((await duck.row('SELECT count(*) AS n FROM contact WHERE undialled'))?.n);
  if (open === 0) return 0;
  const country = fields.words.find(({ name }) => name === 'country');
  const home = country === undefined ? 'NULL' : 'w.word';
  const join = country === undefined ? '' : `LEFT JOIN ${country.table} w ON w.raw = ${country.field.source}`;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE undialled AS
     SELECT p.file_row_number AS rid, ${phone.source} AS raw, CAST(${home} AS VARCHAR) AS home
     FROM ${profiles} p ${join} WHERE p.file_row_number IN (SELECT rid FROM contact WHERE undialled)
       AND (${home} IS NOT NULL OR contains(${phone.source}, '+') OR regexp_matches(${phone.source}, '^\\s*\\(?00'))`,
  );
  const found = await translateWords(duck, 'w_phone', 'SELECT DISTINCT raw, home FROM undialled', e164Digits);
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE dialled AS SELECT u.rid, CAST(w.word AS BIGINT) AS phone
     FROM undialled u JOIN w_phone w ON w.raw = u.raw AND w.home IS NOT DISTINCT FROM u.home`,
  );
  await duck.run('DROP TABLE undialled');
  return found;
}

/**
 * Omnisend drops an identifier that another contact holds, without a word. So a phone goes to one contact only, the
 * one with the lowest customer id, and the others are told of.
 */
export async function sharePhones(work: PlanWork): Promise<number> {
  const { duck, profiles, key } = work;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE common AS SELECT phone FROM contact WHERE phone IS NOT NULL GROUP BY phone HAVING count(*) > 1`,
  );
  if (Number((await duck.row('SELECT count(*) AS n FROM common'))?.n) === 0) return 0;
  const order = `${await idOrder(work)}, CAST(id AS VARCHAR)`;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE shared AS
     SELECT rid FROM (SELECT c.rid, row_number() OVER (PARTITION BY c.phone ORDER BY ${order}) AS place
       FROM (SELECT rid, phone FROM contact WHERE phone IN (SELECT phone FROM common)) c
       JOIN (SELECT file_row_number AS rid, ${quoteName(key)} AS id FROM ${profiles}) p ON p.rid = c.rid)
     WHERE place > 1`,
  );
  await duck.run('DROP TABLE common');
  return Number((await duck.row('SELECT count(*) AS n FROM shared'))?.n);
}
