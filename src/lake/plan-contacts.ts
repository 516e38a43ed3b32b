// From members to contacts: who is in which segment, whose address is usable, who shares one, who gets which phone.
// Rows stay narrow here (a profile's number, its address, some bits); the wide ones are read when contacts are written.
import { addressProblemSql, addressSql, foreignDomain, trimSql } from './address-sql.ts';
import { dialPhones, foldDuplicates, sharePhones } from './plan-duplicates.ts';
import { contentSql } from './plan-fields.ts';
import { phoneNumberSql, translateAll } from './plan-translate.ts';
import {
  bitsPerColumn,
  byName,
  keyColumn,
  type PlanWork,
  parquet,
  rawProfiles,
  wordJoins,
} from './plan-work.ts';

export type ContactCounts = { members: number; invalid: number; duplicates: number; contacts: number };

/**
 * Makes the view `contact` (rid, email, phone, bits…, open, warned, rest), one row for each contact of the plan, and
 * the tables behind its corrections: `folded` (rid, kept), `shared` (rid).
 */
export async function makeContacts(work: PlanWork): Promise<ContactCounts> {
  const domains = await translateAll(work);
  await makeMembers(work);
  await scanProfiles(work, domains > 0);
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

async function makeMembers(work: PlanWork): Promise<void> {
  const { duck, input, storage, bits } = work;
  const named = [...input.segments].sort(byName);
  const each = named.map(({ members }, index) => {
    const columns = bits.map((bit, column) => {
      const mine = Math.floor(index / bitsPerColumn) === column;
      return `CAST(${mine ? 1n << BigInt(index % bitsPerColumn) : 0n} AS BIGINT) AS ${bit}`;
    });
    return `SELECT customer_id, ${columns.join(', ')} FROM ${parquet(storage.path(members))}`;
  });
  // Nobody: every contact of the ledger leaves.
  if (each.length === 0) {
    const none = bits.map((bit) => `CAST(0 AS BIGINT) AS ${bit}`).join(', ');
    each.push(`SELECT ${keyColumn(work)} AS customer_id, ${none} FROM ${work.profiles} p WHERE false`);
  }
  const united = bits.map((bit) => `bit_or(${bit}) AS ${bit}`);
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE member AS SELECT customer_id, ${united.join(', ')}
     FROM (${each.join(' UNION ALL ')}) WHERE customer_id IS NOT NULL GROUP BY customer_id`,
  );
}

/** The one pass over all mapped columns of all members. */
async function scanProfiles(work: PlanWork, foreign: boolean): Promise<void> {
  const { duck, fields, bits } = work;
  const domain = foreign ? 'd.word' : 'NULL';
  const domainJoin = foreign ? `LEFT JOIN w_domain d ON d.raw = ${foreignDomain}` : '';
  const profile = `${rawProfiles(work, ['m.* EXCLUDE (customer_id)', `${trimSql(fields.email)} AS t`])}
    JOIN member m ON m.customer_id = ${keyColumn(work)}`;
  const phone = fields.phone === undefined ? 'NULL' : await phoneNumberSql(work, fields.phone);
  const facts = `SELECT r.*, ${addressSql(domain)} AS a, ${phone} AS phone, ${warnedSql(work)} AS warned, ${work.compares ? contentSql(fields) : 'CAST(NULL AS UUID)'} AS rest
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
