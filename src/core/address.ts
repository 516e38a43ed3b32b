// What an e-mail address must look like (contract, "Addresses"), as patterns that DuckDB's RE2 and JavaScript read
// alike, and the one step that needs JavaScript: the ASCII form of an international domain.
import { domainToASCII } from 'node:url';

const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const anyAtom = "[a-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+";

/** Of a lower-cased address; lengths are checked apart, as repetition counts make the automaton large. */
export const addressPattern = `${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}`;
/** The same with letters beyond ASCII before the @ (RE2 only: the code points are written its way). */
export const internationalAddressPattern = `${anyAtom}(?:\\.${anyAtom})*@(?:${label}\\.)+${label}`;
export const addressLimits = { address: 254, localPart: 64, label: 63 } as const;

/** What JavaScript's `trim` removes, as the inside of an RE2 character class. */
export const whiteSpaceClass =
  '\\t-\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}';

/** @returns the ASCII form of a domain, or null when it has none. */
export function asciiDomain(domain: string): string | null {
  // The conversion reads a whole host of a URL: a slash, a colon or a percent sign would end or change the name.
  if (!/^[a-z0-9.\u0080-\u{10ffff}-]+$/iu.test(domain)) return null;
  const ascii = domainToASCII(domain);
  // A host of digits would come back as an IPv4 address, which nobody wrote.
  return ascii === '' || /^[\d.]+$/.test(ascii) ? null : ascii;
}
