// The contacts to send, each with its complete JSON. The mapped attributes are sorted by address into a work file;
// the JSON is made while that file is read again, so that nothing wide is ever held in memory as a whole.
import { quoteText } from './duck.ts';
import { asLedger } from './ledger-file.ts';
import { fingerprintSql, membershipJoin } from './plan-diff.ts';
import { contentSql, type PlanFields } from './plan-fields.ts';
import type { Part } from './plan-parts.ts';
import { keyColumn, type PlanWork, parquet, rawProfiles, wordJoins } from './plan-work.ts';

/** Small enough that reading the rows of some batches is quick, large enough to compress. */
const rowGroup = 10_240;

/** Work files with contacts in the order of their addresses, `first` being the row of the first one in it. */
type Sorted = { path: string; first: number; rows: number }[];

/** Writes the upserts to `target`. @returns how many, and how many of them leave. */
export async function writeUpserts(
  work: PlanWork,
  ledger: string | null,
  target: string,
): Promise<{ rows: number; leaving: number }> {
  const { duck } = work;
  const sorted = await sortContacts(work, ledger);
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE part AS SELECT * FROM (VALUES ${sorted.map(({ path, first }) => `(${quoteText(path)}, ${first})`).join(', ')}) part(path, first)`,
  );
  await duck.run(
    `COPY (${contactsSql(work, sorted)}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rowGroup})`,
  );
  const counted = await duck.row(
    `SELECT count(*) AS rows, count(*) FILTER (leaving) AS leaving FROM ${parquet(target)}`,
  );
  return { rows: Number(counted?.rows), leaving: Number(counted?.leaving) };
}

/** Contacts sorted at once: a quarter of a million are some eighty megabytes of attributes. */
const partSize = 250_000;

/**
 * Sorts the attributes of the contacts to send, in parts: the first addresses of all into the first file, and so on.
 * Sorting everything at once would take as much memory as there is.
 */
async function sortContacts(work: PlanWork, ledger: string | null): Promise<Sorted> {
  const { duck } = work;
  const bits = work.bits.map((bit) => `s.${bit}`).join(', ');
  let contacts: string;
  let leaving = '';
  if (ledger === null) {
    contacts = `SELECT rid, email, phone, CAST(NULL AS UUID) AS fingerprint, false AS known, CAST(NULL AS VARCHAR) AS had,
      CAST(NULL AS VARCHAR) AS off, ${bits} FROM contact s`;
  } else {
    await asLedger(() => readBefore(work, ledger));
    contacts = `SELECT s.rid, s.email, s.phone, s.fingerprint, s.state IS NOT NULL AS known, b.had, o.off, ${bits}
      FROM difference s LEFT JOIN before b ON b.email = s.email LEFT JOIN off o ON o.email = s.email WHERE s.sends`;
    leaving = `UNION ALL BY NAME SELECT email, customer_id, fingerprint, true AS known, off, true AS leaving FROM leaving`;
  }
  const profiles = rawProfiles(work, [
    `CAST(${keyColumn(work)} AS VARCHAR) AS customer_id`,
    's.* EXCLUDE (rid)',
    'false AS leaving',
  ]);
  const parts: Sorted = [];
  for (const [index, within] of (await addressRanges(work, ledger !== null)).entries()) {
    const path = work.file(`sorted-${index}.parquet`);
    await duck.run(
      `COPY (SELECT * EXCLUDE (rid) FROM (
         ${profiles} JOIN (SELECT * FROM (${contacts}) WHERE ${within}) s ON s.rid = p.file_row_number
         ${leaving === '' ? '' : `${leaving} WHERE ${within}`}
       ) ORDER BY email) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rowGroup})`,
    );
    const before = parts.at(-1);
    const rows = Number((await duck.row(`SELECT count(*) AS n FROM ${parquet(path)}`))?.n);
    parts.push({ path, first: before === undefined ? 0 : before.first + before.rows, rows });
  }
  return parts;
}

/** Conditions on `email` that cut the contacts into parts of about the same size, in order. */
async function addressRanges({ duck }: PlanWork, compared: boolean): Promise<string[]> {
  const from = compared ? 'difference WHERE sends' : 'contact';
  const count = Number((await duck.row(`SELECT count(*) AS n FROM ${from}`))?.n);
  const parts = Math.ceil(count / partSize);
  if (parts <= 1) return ['true'];
  const sample = await duck.rows(
    `SELECT email FROM (SELECT email FROM ${from} USING SAMPLE reservoir(${parts * 200} ROWS) REPEATABLE (1)) ORDER BY email`,
  );
  const bounds = Array.from({ length: parts - 1 }, (_, part) => sample[(part + 1) * 200]?.email).flatMap(
    (bound) => (bound === undefined ? [] : [quoteText(String(bound))]),
  );
  return [...bounds, null].map((bound, part) => {
    const low = bounds[part - 1];
    const conditions = [
      ...(low === undefined ? [] : [`email >= ${low}`]),
      ...(bound === null ? [] : [`email < ${bound}`]),
    ];
    return conditions.join(' AND ');
  });
}

/** Every place in an earlier contact whose emptying has to be said, or cannot be. */
function placesBefore({ channels, parts, properties, phone }: PlanFields) {
  const all = [channels, ...parts, ...properties].flatMap((part) =>
    part === undefined ? [] : part.before.map((place) => ({ ...place, field: part.field })),
  );
  return phone === undefined ? all : [...all, { path: '$.identifiers[1].id', cleared: null, field: phone }];
}

/**
 * Makes the tables
 * - `before` (email, had): a string of 0 and 1, whether each place had a value in the contact as last accepted
 * - `off` (email, off): properties to set to false
 * - `leaving` (email, customer_id, fingerprint, off): contacts in no segment any more that lose properties
 * - `waiting` (email): such contacts that Omnisend turned down as they are
 */
async function readBefore(work: PlanWork, ledger: string): Promise<void> {
  const { duck, fields, input } = work;
  const places = placesBefore(fields);
  const paths = places.map(({ path }) => quoteText(path)).join(', ');
  const flags = places.map((_, index) => `CASE WHEN had[${index + 1}] <> '' THEN '1' ELSE '0' END`);
  const had =
    places.length === 0
      ? `SELECT NULL AS email, NULL AS had WHERE false`
      : `SELECT email, concat(${flags.join(', ')}) AS had FROM (
           SELECT email, json_extract_string(body, [${paths}]) AS had FROM ${parquet(ledger)}
           WHERE email IN (SELECT email FROM difference WHERE sends AND state IS NOT NULL) AND body IS NOT NULL)`;
  await duck.run(`CREATE OR REPLACE TEMP TABLE before AS SELECT * FROM (${had}) WHERE contains(had, '1')`);
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE off AS
     SELECT email, any_value(gone) AS gone, string_agg(',"' || name || '":false', '' ORDER BY name) AS off
     FROM loss WHERE what = 'property' AND NOT kept GROUP BY email`,
  );
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE departure AS
     SELECT l.email, l.customer_id, o.off, l.state, l.fingerprint AS known,
       CAST(md5(concat_ws(chr(30), l.email, o.off)) AS UUID) AS fingerprint
     FROM ${parquet(ledger)} l JOIN off o ON o.email = l.email WHERE o.gone`,
  );
  // Taking back tries again: what it leaves behind no later run would find.
  const waits = input.mode !== 'incremental' ? 'false' : `(state = 'rejected' AND known = fingerprint)`;
  await duck.run(`CREATE OR REPLACE TEMP TABLE waiting AS SELECT email FROM departure WHERE ${waits}`);
  await duck.run(`CREATE OR REPLACE TEMP TABLE leaving AS SELECT * FROM departure WHERE NOT ${waits}`);
}

/** Rows of the upserts file; `row` is the place in the sorted work files. */
function contactsSql(work: PlanWork, sorted: Sorted): string {
  const { fields, input } = work;
  const places = placesBefore(fields);
  const part = (one: Part) => {
    const clearing = places.flatMap(({ field, cleared }, index) =>
      field === one.field && cleared !== null
        ? [`CASE WHEN r.had[${index + 1}] = '1' AND NOT (${field.filled}) THEN ${quoteText(cleared)} END`]
        : [],
    );
    return clearing.length === 0 ? one.json : `coalesce(${[one.json, ...clearing].join(', ')})`;
  };
  const welcome = `"sendWelcomeMessage":${input.sendWelcomeMessage}`;
  const channels = fields.channels === undefined ? "''" : fields.channels.json;
  const phone = `',{"type":"phone","id":"+' || r.phone || '",${welcome}}'`;
  const properties = [...fields.properties.map(part), 'g.on', 'r.off'];
  const identifiers = `'{"identifiers":[{"type":"email","id":"', r.email, '",${welcome}', ${channels}, '}', ${phone}, ']'`;
  const body = `concat(${[identifiers, ...fields.parts.map(part)].join(', ')},
    ',"customProperties":{' || nullif(substr(concat(${properties.join(', ')}), 2), '') || '}', '}')`;
  const fingerprint = work.compares ? 'r.fingerprint' : fingerprintSql(work, 'r', 'g', contentSql(fields));
  return `SELECT part.first + r.file_row_number AS row, r.email, r.customer_id, ${fingerprint} AS fingerprint, ${body} AS body,
      coalesce(g.tags, []) AS tags, coalesce(g.properties, []) AS properties, r.leaving, r.known
    FROM read_parquet([${sorted.map(({ path }) => quoteText(path)).join(', ')}], file_row_number = true, filename = true) r
    JOIN part ON part.path = r.filename
    LEFT JOIN (SELECT *, array_to_string(list_transform(properties, lambda name: ',"' || name || '":true'), '') AS on FROM membership) g
      ON ${membershipJoin(work, 'r', 'g')} ${wordJoins(work)}`;
}

/** Fields that were sent, are empty now, and cannot be emptied there: (customer_id, email, code, field, detail). */
export function notClearedSql(work: PlanWork): string | null {
  const whens = placesBefore(work.fields).flatMap(({ field, cleared }, index) =>
    cleared === null
      ? [`CASE WHEN r.had[${index + 1}] = '1' AND NOT (${field.filled}) THEN ${quoteText(field.field)} END`]
      : [],
  );
  if (!work.compares || whens.length === 0) return null;
  return `SELECT customer_id, email, 'fieldNotCleared' AS code, field, CAST(NULL AS VARCHAR) AS detail
    FROM (SELECT r.customer_id, r.email, unnest(list_distinct([${whens.join(', ')}])) AS field
      FROM read_parquet(${quoteText(work.file('sorted-*.parquet'))}) r WHERE r.had IS NOT NULL)
    WHERE field IS NOT NULL`;
}
