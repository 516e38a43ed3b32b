// Compares what the stand-in for Omnisend holds with what it should hold, contact by contact, field by field.
import type { DumpedContact } from '../../../sandbox/control.ts';
import type { ExpectedContact } from './expected.ts';

export type Comparison = {
  compared: number;
  /** What is missing, too much or different: customer-facing fields by name, never their values. */
  findings: string[];
};

const fields = [
  'firstName',
  'lastName',
  'address',
  'city',
  'postalCode',
  'countryCode',
  'birthdate',
  'gender',
] as const;

/** @param left addresses that had been sent and are in no segment any more: there still, without our tags */
export function compareContacts(
  expected: ReadonlyMap<string, ExpectedContact>,
  left: ReadonlySet<string>,
  found: readonly DumpedContact[],
): Comparison {
  const findings: string[] = [];
  const seen = new Set<string>();
  for (const contact of found) {
    const email = contact.email ?? '';
    seen.add(email);
    const wanted = expected.get(email);
    if (wanted !== undefined)
      findings.push(...differing(wanted, contact).map((field) => `a contact differs in ${field}`));
    else if (!left.has(email)) findings.push('a contact is there who should not be');
    else if (contact.tags.length > 0) findings.push('a contact who left kept a tag');
    if (contact.welcomed) findings.push('a welcome message went out');
  }
  for (const email of expected.keys()) if (!seen.has(email)) findings.push('a contact is missing');
  return { compared: expected.size, findings };
}

function differing(wanted: ExpectedContact, contact: DumpedContact): string[] {
  const found: string[] = fields.filter((field) => contact[field] !== wanted[field]);
  if (contact.phone.join() !== (wanted.phone ?? '')) found.push('phone');
  if ([...contact.tags].sort().join() !== [...wanted.tags].sort().join()) found.push('tags');
  return found;
}
