// What a run has to do: the contacts of the plan beside the ledger, which is what Omnisend is known to hold.
// Only what differs is kept, so a run with nothing to do leaves nothing behind here.

import { quoteText } from './duck.ts';
import { bitsPerColumn, byName, type PlanWork, parquet } from './plan-work.ts';

/** Names that the bits of a contact stand for, as a table (bits…, tags, properties, names). */
export async function makeMemberships({ duck, input, bits }: PlanWork): Promise<void> {
  const named = [...input.segments].sort(byName);
  const list = named.flatMap(({ name }, index) => {
    const bit = bits[Math.floor(index / bitsPerColumn)];
    if (name === null || bit === undefined) return [];
    const value = 1n << BigInt(index % bitsPerColumn);
    return [`CASE WHEN (${bit} & ${value}) <> 0 THEN ${quoteText(name)} END`];
  });
  const names =
    list.length === 0
      ? 'CAST([] AS VARCHAR[])'
      : `list_sort(list_distinct(list_filter(CAST([${list.join(', ')}] AS VARCHAR[]), lambda name: name IS NOT NULL)))`;
  const none = 'CAST([] AS VARCHAR[])';
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE membership AS
     SELECT ${bits.join(', ')}, ${input.membership === 'tag' ? 'names' : none} AS tags,
       ${input.membership === 'property' ? 'names' : none} AS properties,
       array_to_string(names, chr(31)) AS names
     FROM (SELECT *, ${names} AS names FROM (SELECT DISTINCT ${bits.join(', ')} FROM contact))`,
  );
}

/** Everything that is compared, in one number; `c` has the contact, `g` its memberships. @param rest SQL of the rest's */
export function fingerprintSql(work: PlanWork, c: string, g: string, rest: string): string {
  return `CAST(md5(concat_ws(chr(30), ${c}.email, ${c}.phone, ${rest}, ${quoteText(work.input.membership)}, ${g}.names)) AS UUID)`;
}

export function membershipJoin(work: PlanWork, c: string, g: string): string {
  return work.bits.map((bit) => `${g}.${bit} = ${c}.${bit}`).join(' AND ');
}

/**
 * Makes the tables
 * - `difference`: (rid, email, phone, fingerprint, bits…, state, sends) of contacts that differ from the ledger, are
 *   not in it, or were turned down as they are; and of those in the ledger that are in no segment any more (rid null)
 * - `loss`: (email, name, what, kept) of tags and properties to take away; `kept` when another export still gives it
 */
export async function compareWithLedger(work: PlanWork, ledger: string): Promise<void> {
  const { duck, input } = work;
  const full = input.mode === 'full';
  const same = `c.fingerprint = l.fingerprint AND l.state <> 'unknown'`;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE difference AS
     SELECT c.rid, coalesce(c.email, l.email) AS email, c.phone, c.fingerprint, ${work.bits.map((bit) => `c.${bit}`).join(', ')},
       c.tags, c.properties, l.fingerprint AS known, l.state, l.tags AS old_tags, l.properties AS old_properties,
       c.rid IS NOT NULL AND ${full ? 'true' : `(${same}) IS NOT TRUE`} AS sends
     FROM (
       SELECT c.rid, c.email, c.phone, ${work.bits.map((bit) => `c.${bit}`).join(', ')}, g.tags, g.properties,
         ${fingerprintSql(work, 'c', 'g', 'c.rest')} AS fingerprint
       FROM contact c JOIN membership g ON ${membershipJoin(work, 'c', 'g')}
     ) c
     FULL OUTER JOIN (SELECT email, fingerprint, state, tags, properties FROM ${parquet(ledger)}) l ON l.email = c.email
     WHERE c.rid IS NULL OR l.email IS NULL OR ${full ? 'true' : `(${same}) IS NOT TRUE`} OR l.state <> 'accepted'
       OR l.tags IS DISTINCT FROM c.tags OR l.properties IS DISTINCT FROM c.properties`,
  );
  await findLosses(work);
}

async function findLosses({ duck, input, storage }: PlanWork): Promise<void> {
  const lost = (what: 'tag' | 'property', old: string, wanted: string) =>
    `SELECT email, rid IS NULL AS gone, unnest(${old}) AS name, '${what}' AS what, ${wanted} AS wanted
     FROM difference WHERE len(${old}) > 0 AND ${old} IS DISTINCT FROM ${wanted}`;
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE loss AS
     SELECT email, gone, name, what, false AS kept
     FROM (${lost('tag', 'old_tags', 'tags')} UNION ALL ${lost('property', 'old_properties', 'properties')})
     WHERE NOT coalesce(list_contains(wanted, name), false)`,
  );
  if (input.otherLedgers.length === 0) return;
  if (Number((await duck.row('SELECT count(*) AS n FROM loss'))?.n) === 0) return;
  const given = input.otherLedgers.flatMap((key) => {
    const from = `FROM ${parquet(storage.path(key))} WHERE email IN (SELECT email FROM loss)`;
    return [
      `SELECT email, unnest(tags) AS name, 'tag' AS what ${from}`,
      `SELECT email, unnest(properties) AS name, 'property' AS what ${from}`,
    ];
  });
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE given AS SELECT DISTINCT email, name, what FROM (${given.join(' UNION ALL ')})`,
  );
  await duck.run(
    'UPDATE loss SET kept = true FROM given g WHERE g.email = loss.email AND g.name = loss.name AND g.what = loss.what',
  );
  await duck.run('DROP TABLE given');
}
