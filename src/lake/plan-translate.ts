// Everything of a profile that needs more than SQL, made into tables before the one large pass: words of its fields,
// international domains, and which countries' phone patterns are worth having in the statement.
import { asciiDomain } from '../core/address.ts';
import { birthdate, dateOrderSeeker } from '../core/birthdate.ts';
import { countryCode } from '../core/country.ts';
import { emailStatus } from '../core/email-status.ts';
import { gender } from '../core/gender.ts';
import { countryOfCallingCode } from '../core/phone.ts';
import { foreignDomain, trimSql } from './address-sql.ts';
import { phoneDigits, phoneSql } from './phone-sql.ts';
import type { WordField } from './plan-fields.ts';
import type { PlanField } from './plan-parts.ts';
import { eachText, translateWords } from './plan-words.ts';
import type { PlanWork } from './plan-work.ts';

/** How many countries' phone patterns go into the statement; the numbers of rarer ones go to the library. */
const mostPatterns = 24;

/** Makes the tables `w_…` of the mapped words, and `w_domain`. @returns how many international domains there are */
export async function translateAll(work: PlanWork): Promise<number> {
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
  return translateWords(duck, 'w_domain', domains, asciiDomain);
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

/** The phone of `r` as a number, where patterns settle it. */
export async function phoneNumberSql(work: PlanWork, phone: PlanField): Promise<string> {
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
