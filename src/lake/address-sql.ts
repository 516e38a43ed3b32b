// The contract's rule for addresses as SQL, over a relation that has the address as it was found in `t`, trimmed.

import type { RejectionCode } from '../contract/rejection-codes.ts';
import {
  addressLimits,
  addressPattern,
  internationalAddressPattern,
  whiteSpaceClass,
} from '../core/address.ts';
import { quoteText } from './duck.ts';

/** What the numbers in a plan's work file mean. */
export const addressProblems: Record<number, RejectionCode> = {
  1: 'emailMissing',
  2: 'emailInvalid',
  3: 'emailNotAscii',
};

/** Takes off what JavaScript's `trim` takes off; nearly all addresses have nothing to take off. */
export function trimSql(text: string): string {
  const ends = `[${whiteSpaceClass}]`;
  return `CASE WHEN ${text} IS NULL OR (strlen(${text}) = length(${text}) AND NOT regexp_matches(${text}, '^[\\t-\\r ]|[\\t-\\r ]$')) THEN ${text} ELSE regexp_replace(${text}, '^${ends}+|${ends}+$', '', 'g') END`;
}

const ascii = (text: string) => `strlen(${text}) = length(${text})`;
const localPart = "regexp_extract(t, '(?s)^(.*)@[^@]*$', 1)";

/** The domain of an address with letters beyond ASCII, lower case; null for the others. */
export const foreignDomain = `CASE WHEN NOT (${ascii('t')}) THEN lower(regexp_extract(t, '@([^@]*)$', 1)) END`;

/** The address as it would be sent, if it is usable. @param domain SQL of the ASCII form of `foreignDomain`, or null */
export function addressSql(domain: string): string {
  return `CASE WHEN ${ascii('t')} THEN lower(t) ELSE lower(${localPart}) || '@' || coalesce(${domain}, ${foreignDomain}) END`;
}

/** The number of what is wrong with an address, or 0. @param address SQL of what `addressSql` made of `t` */
export function addressProblemSql(address: string): string {
  const { address: most, localPart: before, label } = addressLimits;
  // What is lower-cased into ASCII (the Kelvin sign becomes k) is not the mailbox that was written.
  const written = `(${ascii('t')} OR ${ascii(localPart)})`;
  return `CASE WHEN t IS NULL OR t = '' THEN 1
    WHEN strlen(${address}) <= ${most} AND strpos(${address}, '@') <= ${before + 1}
      AND regexp_full_match(${address}, ${quoteText(addressPattern)})
      AND (strlen(${address}) <= ${label} OR NOT regexp_matches(${address}, '@.*[^.]{${label + 1}}'))
      AND ${written} THEN 0
    WHEN NOT ${written} AND regexp_full_match(${address}, ${quoteText(internationalAddressPattern)}) THEN 3
    ELSE 2 END`;
}

/** A few words on what is wrong with an unusable address. */
export const addressDetailSql = `CASE
    WHEN t IS NULL OR t = '' THEN NULL
    WHEN NOT contains(t, '@') THEN 'There is no @ in it.'
    WHEN regexp_matches(t, '[${whiteSpaceClass}]') THEN 'There is a space in it.'
    WHEN regexp_matches(t, '@.*@') THEN 'There is more than one @ in it.'
    WHEN length(t) > ${addressLimits.address} THEN 'It is longer than ${addressLimits.address} characters.'
    WHEN strpos(t, '@') > ${addressLimits.localPart + 1} THEN 'The part before the @ is longer than ${addressLimits.localPart} characters.'
    WHEN strpos(t, '@') = 1 THEN 'There is nothing before the @.'
    WHEN NOT regexp_matches(t, '@.*\\.') THEN 'The part after the @ has no dot.'
  END`;
