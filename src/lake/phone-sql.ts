// The phone patterns of the countries at hand as one SQL expression. It gives the E.164 digits as a number, or null
// for whatever the patterns do not settle; those go to the library.
import { type PhonePattern, phonePattern } from '../core/phone.ts';
import { quoteText } from './duck.ts';

/** What people put between digits. */
export const phoneDigits = (raw: string) => `translate(${raw}, ' -().' || chr(160), '')`;

/**
 * @param digits SQL of the number as `phoneDigits` leaves it
 * @param country SQL of the alpha-2 code, null when unknown
 * @param homes countries to read national numbers of
 * @param abroad countries, the first of their calling codes, to read international numbers of
 */
export function phoneSql(digits: string, country: string, homes: string[], abroad: string[]): string {
  const atHome = homes.flatMap((code) => {
    const pattern = phonePattern(code);
    return pattern === null
      ? []
      : [`WHEN ${country} = ${quoteText(code)} THEN ${nationalSql(digits, pattern)}`];
  });
  const international = abroad.flatMap((code) => {
    const pattern = phonePattern(code);
    return pattern === null ? [] : [internationalSql(`substr(${digits}, 2)`, pattern)];
  });
  const plus = international.length === 0 ? 'NULL' : `CASE ${international.join(' ')} END`;
  const home = atHome.length === 0 ? 'NULL' : `CASE ${atHome.join(' ')} END`;
  return `CASE WHEN starts_with(${digits}, '+') THEN ${plus} ELSE ${home} END`;
}

function nationalSql(digits: string, pattern: PhonePattern): string {
  const { callingCode, trunk, trunkPattern } = pattern;
  const whole = `WHEN ${matches(digits, pattern)}${notBeginning(digits, trunkPattern)} THEN ${number(callingCode, digits)}`;
  const bare = `substr(${digits}, ${trunk.length + 1})`;
  const stripped =
    trunk === ''
      ? ''
      : `WHEN starts_with(${digits}, ${quoteText(trunk)}) AND ${matches(bare, pattern)} THEN ${number(callingCode, bare)}`;
  return `CASE WHEN ${beginning(digits, pattern.abroad)} THEN NULL ${stripped} ${whole} END`;
}

function internationalSql(digits: string, pattern: PhonePattern): string {
  const { callingCode, trunkPattern } = pattern;
  const bare = `substr(${digits}, ${callingCode.length + 1})`;
  const test = `starts_with(${digits}, ${quoteText(callingCode)}) AND ${matches(bare, pattern)}${notBeginning(bare, trunkPattern)}`;
  return `WHEN ${test} THEN CAST(${digits} AS BIGINT)`;
}

function matches(digits: string, { forms, leading }: PhonePattern): string {
  const any = forms.map(
    ({ pattern, lengths }) =>
      `(strlen(${digits}) IN (${lengths.join(', ')}) AND regexp_full_match(${digits}, ${quoteText(pattern)}))`,
  );
  const begins = leading === null ? '' : `${beginning(digits, leading)} AND `;
  return `${begins}(${any.join(' OR ')})`;
}

const beginning = (digits: string, pattern: string) =>
  `regexp_matches(${digits}, ${quoteText(`^(?:${pattern})`)})`;
const notBeginning = (digits: string, pattern: string | null) =>
  pattern === null ? '' : ` AND NOT ${beginning(digits, pattern)}`;
const number = (callingCode: string, digits: string) =>
  `CAST(${quoteText(callingCode)} || ${digits} AS BIGINT)`;
