// How numbers and dates are read out of text, in SQL. Ingest uses these for columns whose type was set by hand, and
// segments for rules that compare a text column with a number or a date, so both always agree.
import { quoteText } from './duck.ts';

// What JavaScript's `\s` matches, so that server and browser agree on what is empty.
const whiteSpace =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

const trimmed = (x: string) => `trim(${x}, ${quoteText(whiteSpace)})`;

/**
 * Neither null nor text of spaces. Most texts begin with a visible ASCII character, which a comparison tells much
 * faster than trimming does.
 */
export const isFilledText = (x: string) =>
  `CASE WHEN ${x} IS NULL THEN false WHEN ${x} >= '!' AND ${x} <= '~' THEN true ELSE ${trimmed(x)} <> '' END`;
export const isBlankText = (x: string) => `(NOT ${isFilledText(x)})`;

const currency = '(?i)sek|usd|eur|gbp|nok|dkk|chf|kr\\.?|[$€£¥]';
const groupSpace = "[ \\x{a0}\\x{2009}\\x{202f}'’]";

/**
 * The number that a text holds, as DOUBLE, or null: `90000`, `$90,000 `, `1,234.50`, `1.234,50`, `1 234,50`,
 * `12,5`, `(90.00)`. One comma before exactly three digits parts thousands (`1,234` is 1234); one dot is a decimal
 * point (`1.234` is not). Groups must have three digits, so that a phone number is no number.
 */
export function numberFromText(x: string): string {
  const bare = `trim(regexp_replace(${trimmed(x)}, ${quoteText(currency)}, '', 'g'))`;
  // A minus may stand before the currency sign, and brackets mean minus.
  const t = `regexp_replace(regexp_replace(${bare}, '^\\((.*)\\)$', '-\\1'), '^([+-])\\s+', '\\1')`;
  const matches = (pattern: string) => `regexp_full_match(${t}, ${quoteText(pattern)})`;
  const cast = (text: string) => `TRY_CAST(${text} AS DOUBLE)`;
  return `CASE
    WHEN regexp_full_match(${x}, '[+-]?[0-9]+(\\.[0-9]+)?') THEN ${cast(x)}
    WHEN NOT regexp_matches(${x}, '[0-9]') THEN NULL
    WHEN ${matches('[+-]?[0-9]+(\\.[0-9]+)?')} THEN ${cast(t)}
    WHEN ${matches('[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\\.[0-9]+)?')} THEN ${cast(`replace(${t}, ',', '')`)}
    WHEN ${matches('[+-]?[1-9][0-9]{0,2}((\\.[0-9]{3}){2,}|(\\.[0-9]{3})+,[0-9]+)')}
      THEN ${cast(`replace(replace(${t}, '.', ''), ',', '.')`)}
    WHEN ${matches(`[+-]?[1-9][0-9]{0,2}(${groupSpace}[0-9]{3})+([.,][0-9]+)?`)}
      THEN ${cast(`replace(regexp_replace(${t}, ${quoteText(groupSpace)}, '', 'g'), ',', '.')`)}
    WHEN ${matches('[+-]?[0-9]+,[0-9]+')} THEN ${cast(`replace(${t}, ',', '.')`)}
    END`;
}

const dayMonthYear = '([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})([ T,].*)?';
const part = (x: string, group: number) =>
  `TRY_CAST(regexp_extract(${x}, '^${dayMonthYear}$', ${group}) AS UTINYINT)`;

/**
 * Aggregates that tell over a whole column whether days or months come first in dates such as `5/14/1965`: any
 * first number above 12 speaks for days, any second one for months.
 */
export const dateEvidence = {
  dayFirst: (x: string) => {
    const t = trimmed(x);
    return `coalesce(bool_or(${part(t, 1)} > 12 AND ${part(t, 2)} <= 12), false)`;
  },
  monthFirst: (x: string) => {
    const t = trimmed(x);
    return `coalesce(bool_or(${part(t, 2)} > 12 AND ${part(t, 1)} <= 12), false)`;
  },
};

const times = ['', ' %H:%M', ' %H:%M:%S', ' %I:%M %p', ' %I:%M:%S %p'];
const formats = (dates: string[]) =>
  `[${dates.flatMap((date) => times.map((time) => quoteText(date + time))).join(', ')}]`;
const named = [
  '%d %B %Y',
  '%d %b %Y',
  '%d. %B %Y',
  '%d-%b-%Y',
  '%B %d, %Y',
  '%b %d, %Y',
  '%B %d %Y',
  '%b %d %Y',
];

/**
 * The moment that a text holds, as TIMESTAMP in UTC, or null. Usual spellings: ISO 8601, `1965/05/14`, `19650514`,
 * `14 May 1965`, `May 14, 1965`, and `5/14/1965` with `/`, `-` or `.`. In the last, `dayFirst` and `monthFirst` are SQL
 * for what `dateEvidence` found over the column; a number above 12 speaks for itself, and where nothing tells, a
 * slash means months first and a dash or dot days first. Years have four digits.
 */
export function momentFromText(x: string, dayFirst: string, monthFirst: string): string {
  const t = trimmed(x);
  const slashed = `regexp_replace(${t}, '^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}),?[ T]?', '\\1/\\2/\\3 ')`;
  const isDayFirst = `(${part(t, 1)} > 12 OR (${part(t, 2)} <= 12 AND CASE
      WHEN ${dayFirst} AND NOT ${monthFirst} THEN true
      WHEN ${monthFirst} AND NOT ${dayFirst} THEN false
      ELSE NOT contains(${t}, '/') END))`;
  const matches = (pattern: string) => `regexp_full_match(${t}, ${quoteText(pattern)})`;
  return `CASE
    WHEN NOT regexp_matches(${x}, '[0-9]{4}') THEN NULL
    WHEN ${matches('[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ].*)?')} THEN CAST(TRY_CAST(${t} AS TIMESTAMPTZ) AS TIMESTAMP)
    WHEN ${matches('[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}([T ].*)?')}
      THEN CAST(TRY_CAST(regexp_replace(${t}, '^([0-9]+)[/.]([0-9]+)[/.]', '\\1-\\2-') AS TIMESTAMPTZ) AS TIMESTAMP)
    WHEN ${matches(dayMonthYear)} THEN CASE WHEN ${isDayFirst}
      THEN try_strptime(trim(${slashed}), ${formats(['%d/%m/%Y'])})
      ELSE try_strptime(trim(${slashed}), ${formats(['%m/%d/%Y'])}) END
    WHEN ${matches('(19|20)[0-9]{6}')} THEN try_strptime(${t}, '%Y%m%d')
    WHEN regexp_matches(${t}, '[A-Za-z]{3}') THEN try_strptime(${t}, ${formats(named)})
    END`;
}

const yes = ['true', 't', 'yes', 'y', '1', 'ja', 'j'];
const no = ['false', 'f', 'no', 'n', '0', 'nej'];

/** True or false as people write it, in English and Swedish, or null. */
export function booleanFromText(x: string): string {
  const list = (words: string[]) => words.map(quoteText).join(', ');
  const t = `lower(${trimmed(x)})`;
  return `CASE WHEN ${t} IN (${list(yes)}) THEN true WHEN ${t} IN (${list(no)}) THEN false END`;
}
