// From members to contacts: who is in which segment, whose address is usable, who shares one, who gets which phone.
// Rows stay narrow here (a profile's number, its address, some bits); the wide ones are read when contacts are written.
import { asciiDomain } from '../core/address.ts';
import { birthdate, dateOrderSeeker } from '../core/birthdate.ts';
import { countryCode } from '../core/country.ts';
import { emailStatus } from '../core/email-status.ts';
import { gender } from '../core/gender.ts';
import { countryOfCallingCode, e164Digits } from '../core/phone.ts';
import { addressProblemSql, addressSql, foreignDomain, trimSql } from './address-sql.ts';
import { quoteName } from './duck.ts';
import { phoneDigits, phoneSql } from './phone-sql.ts';
import type { PlanField, WordField } from './plan-fields.ts';
import { eachText, translateWords } from './plan-words.ts';
import { bitsPerColumn, keyColumn, type PlanWork, parquet, rawProfiles, wordJoins } from './plan-work.ts';

/** How many countries' phone patterns go into the statement; the numbers of rarer ones go to the library. */
const mostPatterns = 24;

export type ContactCounts = { members: number; invalid: number; duplicates: number; contacts: number };

/**
 * Makes the view `contact` (rid, email, phone, bits…, open, warned, rest), one row for each contact of the plan, and
 * the tables behind its corrections: `folded` (rid, kept), `shared` (rid).
 */
export async function makeContacts(work: PlanWork): Promise<ContactCounts> {
  await translateAll(work);
  await makeMembers(work);
  await scanProfiles(work);
  const { duck } = work;
  const counts = await duck.row(
    `SELECT count(*) AS members, count(*) FILTER (problem > 0) AS invalid FROM ${scanned(work)}`,
  );
  const members = Number(counts?.members);
  const invalid = Number(counts?.invalid);
  await makeView(work, []);
  const duplicates = await foldDuplicates(work);
  const corrections: Correction[] = duplicates > 0 ? ['folded', 'united'] : [];
  await makeView(work, corrections);
  if (work.fields.phone !== undefined) {
    if ((await dialPhones(work, work.fields.phone)) > 0) corrections.push('dialled');
    await makeView(work, corrections);
    if ((await sharePhones(work)) > 0) corrections.push('shared');
    await makeView(work, corrections);
  }
  return { members, invalid, duplicates, contacts: members - invalid - duplicates };
}

const scanned = (work: PlanWork) => parquet(work.file('scanned.parquet'));

async function translateAll(work: PlanWork): Promise<void> {
  const { duck, fields, profiles, input } = work;
  const distinct = (expression: string) =>
    `SELECT DISTINCT ${expression} AS raw, NULL AS home FROM ${profiles} p`;
  const today = input.now.toISOString().slice(0, 10);
  for (const { field, name, table } of fields.words) {
    const texts = distinct(field.source);
    await translateWords(duck, table, texts, await translator(work, name, texts, today));
  }
  const foreign = `SELECT ${trimSql('x')} AS t FROM (SELECT ${fields.email} AS x FROM ${profiles} p) WHERE strlen(x) <> length(x)`;
  const domains = `SELECT DISTINCT raw, NULL AS home FROM (SELECT ${foreignDomain} AS raw FROM (${foreign})) WHERE strlen(raw) <> length(raw)`;
  await translateWords(duck, 'w_domain', domains, asciiDomain);
}

async function translator(
  { duck }: PlanWork,
  name: WordField,
  texts: string,
  today: string,
): Promise<(raw: string) => string | null> {
  switch (name) {
    case 'country':
      return countryCode;
    case 'gender':
      return gender;
    case 'emailStatus':
      return emailStatus;
    case 'birthdate': {
      const seeker = dateOrderSeeker();
      await eachText(duck, 'birthdate_texts', texts, (page) => {
        for (const { raw } of page) seeker.see(raw);
      });
      const orders = seeker.orders();
      return (raw) => birthdate(raw, orders, today);
    }
  }
}

async function makeMembers({ duck, input, storage, bits }: PlanWork): Promise<void> {
  const named = [...input.segments].sort(byName);
  const each = named.map(({ members }, index) => {
    const columns = bits.map((bit, column) => {
      const mine = Math.floor(index / bitsPerColumn) === column;
      return `CAST(${mine ? 1n << BigInt(index % bitsPerColumn) : 0n} AS BIGINT) AS ${bit}`;
    });
    return `SELECT customer_id, ${columns.join(', ')} FROM ${parquet(storage.path(members))}`;
  });
  const united = bits.map((bit) => `bit_or(${bit}) AS ${bit}`);
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE member AS SELECT customer_id, ${united.join(', ')}
     FROM (${each.join(' UNION ALL ')}) WHERE customer_id IS NOT NULL GROUP BY customer_id`,
  );
}

/** Segments in the order of their bits. */
export function byName(a: { name: string | null }, b: { name: string | null }): number {
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}

/** The one pass over all mapped columns of all members. */
async function scanProfiles(work: PlanWork): Promise<void> {
  const { duck, fields, bits } = work;
  const domains = Number((await duck.row('SELECT count(*) AS n FROM w_domain'))?.n);
  const domain = domains > 0 ? 'd.word' : 'NULL';
  const domainJoin = domains > 0 ? `LEFT JOIN w_domain d ON d.raw = ${foreignDomain}` : '';
  const profile = `${rawProfiles(work, ['m.* EXCLUDE (customer_id)', `${trimSql(fields.email)} AS t`])}
    JOIN member m ON m.customer_id = ${keyColumn(work)}`;
  const phone = fields.phone === undefined ? 'NULL' : await phoneOf(work, fields.phone);
  const facts = `SELECT r.*, ${addressSql(domain)} AS a, ${phone} AS phone, ${warnedSql(work)} AS warned, ${restSql(work)} AS rest
    FROM (${profile}) r ${wordJoins(work)} ${domainJoin}`;
  const open = fields.phone === undefined ? 'false' : `phone IS NULL AND ${fields.phone.filled}`;
  await duck.run(
    `COPY (
      SELECT rid, CASE WHEN problem = 0 THEN a END AS email, CAST(problem AS TINYINT) AS problem,
        CAST(phone AS BIGINT) AS phone, open, warned, rest, ${bits.join(', ')}
      FROM (SELECT *, ${addressProblemSql('a')} AS problem, ${open} AS open FROM (${facts}) r)
    ) TO '${work.file('scanned.parquet')}' (FORMAT parquet, COMPRESSION snappy)`,
  );
  await duck.run('DROP TABLE member');
}

/** Whether anything at all is to be said about a profile's fields; what exactly is worked out for those alone. */
function warnedSql({ fields }: PlanWork): string {
  const whens = fields.all.flatMap(({ warnings }) => warnings.map(({ when }) => `WHEN ${when} THEN true`));
  return whens.length === 0 ? 'false' : `CASE ${whens.join(' ')} ELSE false END`;
}

/** A fingerprint of what comes from the profile alone; address, phone and memberships join it later. */
export function restSql({ fields, compares }: Pick<PlanWork, 'fields' | 'compares'>): string {
  if (!compares) return 'CAST(NULL AS UUID)';
  return contentSql(fields);
}

export function contentSql(fields: PlanWork['fields']): string {
  const texts = [fields.channels, ...fields.parts].flatMap((part) => (part === undefined ? [] : [part.json]));
  const properties = fields.properties.map(({ json }) => json);
  return `CAST(md5(concat('', ${[...texts, 'chr(31)', ...properties].join(', ')})) AS UUID)`;
}

async function phoneOf(work: PlanWork, phone: PlanField): Promise<string> {
  const { duck, fields, profiles } = work;
  const country = fields.words.find(({ name }) => name === 'country');
  const homes =
    country === undefined
      ? []
      : await duck.rows(
          `SELECT word FROM ${profiles} p JOIN ${country.table} w ON w.raw = ${country.field.source}
           GROUP BY word ORDER BY count(*) DESC, word LIMIT ${mostPatterns}`,
        );
  const starts = await duck.rows(
    `SELECT start FROM (SELECT left(${phoneDigits(phone.source)}, 5) AS start FROM ${profiles} p
       WHERE ${phone.source} LIKE '+%' OR ${phone.source} LIKE '(+%') starts
     WHERE start LIKE '+%' GROUP BY start ORDER BY count(*) DESC, start LIMIT 500`,
  );
  const abroad = starts.flatMap(({ start }) => countryOfCallingCode(String(start).slice(1)) ?? []);
  return phoneSql(
    phoneDigits(phone.raw),
    country === undefined ? 'NULL' : `${country.table}.word`,
    homes.map(({ word }) => String(word)),
    [...new Set(abroad)].slice(0, mostPatterns),
  );
}

type Correction = 'folded' | 'united' | 'dialled' | 'shared';

async function makeView(work: PlanWork, corrections: Correction[]): Promise<void> {
  const has = (name: Correction) => corrections.includes(name);
  const bits = work.bits.map((bit) =>
    has('united') ? `coalesce(united.${bit}, s.${bit}) AS ${bit}` : `s.${bit}`,
  );
  const dialled = has('dialled') ? 'coalesce(s.phone, dialled.phone)' : 's.phone';
  const phone = has('shared') ? `CASE WHEN shared.rid IS NULL THEN ${dialled} END` : dialled;
  const joins = corrections.map((name) => `LEFT JOIN ${name} ON ${name}.rid = s.rid`);
  await work.duck.run(
    `CREATE OR REPLACE TEMP VIEW contact AS
     SELECT s.rid, s.email, ${phone} AS phone, s.open AND ${dialled} IS NULL AS undialled,
       ${has('shared') ? 'shared.rid IS NOT NULL' : 'false'} AS shared, s.warned, s.rest, ${bits.join(', ')}
     FROM ${scanned(work)} s ${joins.join(' ')}
     WHERE s.problem = 0 ${has('folded') ? 'AND folded.rid IS NULL' : ''}`,
  );
}

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

/** Profiles with one address become one contact. Hashes find them; only those rows are then looked at closely. */
async function foldDuplicates(work: PlanWork): Promise<number> {
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

/** Asks the library about the numbers that the patterns left open, each once. */
async function dialPhones(work: PlanWork, phone: PlanField): Promise<number> {
  const { duck, fields, profiles } = work;
  const open = Number((await duck.row('SELECT count(*) AS n FROM contact WHERE undialled'))?.n);
  if (open === 0) return 0;
  const country = fields.words.find(({ name }) => name === 'country');
  const home = country === undefined ? 'NULL' : 'w.word';
  const join = country === undefined ? '' : `LEFT JOIN ${country.table} w ON w.raw = ${country.field.source}`;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE undialled AS
     SELECT p.file_row_number AS rid, ${phone.source} AS raw, CAST(${home} AS VARCHAR) AS home
     FROM ${profiles} p ${join} WHERE p.file_row_number IN (SELECT rid FROM contact WHERE undialled)`,
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
async function sharePhones(work: PlanWork): Promise<number> {
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
