// What must be in Omnisend after the demo's exports, worked out from the sample customers alone, by other means than
// Segue's: so that agreement says something.
import { type Customer, dayBefore } from './customers.ts';

export const segmentNames = {
  swedish: 'Swedish customers',
  loyal: 'Bought three or more',
  lapsed: 'Lapsed customers',
} as const;

export type ExpectedContact = {
  email: string;
  firstName: string;
  lastName: string;
  address: string;
  city: string;
  postalCode: string;
  countryCode: string;
  birthdate: string;
  gender: string;
  phone: string | null;
  tags: string[];
};

/** Contacts by address; those in no segment are not among them. */
export function expectedContacts(customers: readonly Customer[], today: Date): Map<string, ExpectedContact> {
  const contacts = new Map<string, ExpectedContact>();
  // Ascending by id: the first of several with one address gives the fields, the segments of all count.
  for (const customer of customers) {
    const tags = tagsOf(customer, today);
    if (customer.address === null || tags.length === 0) continue;
    const known = contacts.get(customer.address);
    if (known === undefined) contacts.set(customer.address, contactOf(customer, customer.address, tags));
    else known.tags = [...new Set([...known.tags, ...tags])].sort();
  }
  return contacts;
}

function contactOf(customer: Customer, email: string, tags: string[]): ExpectedContact {
  const { firstName, lastName, street, city, postalCode, countryCode, birthDate, genderTruth, phoneTruth } =
    customer;
  return {
    ...{ email, firstName, lastName, city, postalCode, countryCode, tags },
    address: street,
    birthdate: birthDate,
    gender: genderTruth,
    phone: phoneTruth,
  };
}

function tagsOf({ countryCode, orders }: Customer, today: Date): string[] {
  const yearAgo = dayBefore(today, 365);
  const tags: string[] = [];
  if (orders.length >= 3) tags.push(segmentNames.loyal);
  if (orders.length > 0 && orders.every(({ day }) => day < yearAgo)) tags.push(segmentNames.lapsed);
  if (countryCode === 'SE') tags.push(segmentNames.swedish);
  return tags;
}

/** Members without an address that mail can be sent to. */
export function expectedInvalid(customers: readonly Customer[], today: Date): number {
  return customers.filter((customer) => customer.address === null && tagsOf(customer, today).length > 0)
    .length;
}
