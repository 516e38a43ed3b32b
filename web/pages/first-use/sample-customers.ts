// Sample customers of a small shop with their orders, as CSV: the same ones for the same day. Most are fine; a few have
// no address, or one that cannot be used, as real files have them.
const customers = 300;
const firstNames = [
  'Alva',
  'Bo',
  'Clara',
  'David',
  'Elsa',
  'Frank',
  'Greta',
  'Hugo',
  'Ines',
  'Jack',
  'Karin',
  'Liam',
];
const lastNames = [
  'Andersson',
  'Baker',
  'Carlsson',
  'Dahl',
  'Evans',
  'Forsberg',
  'Green',
  'Holm',
  'Irwin',
  'Jansson',
];
const cities = [
  ['Stockholm', '111 22', 'Sweden'],
  ['Göteborg', '411 06', 'Sweden'],
  ['Malmö', '211 19', 'Sweden'],
  ['London', 'EC1A 1BB', 'United Kingdom'],
  ['Leeds', 'LS1 4DY', 'United Kingdom'],
] as const;
const dayMilliseconds = 86_400_000;
/** Of those, one address each cannot be used, and one is missing. */
const oneInSo = 75;

export type SampleFile = { name: string; text: string };
export type Sample = { customers: SampleFile; orders: SampleFile };

/** @param today orders lie before it */
export function sampleCustomers(today: Date): Sample {
  const people = ['CustomerId,FirstName,LastName,Email,City,PostalCode,Country,Newsletter,MemberSince'];
  const orders = ['OrderId,CustomerId,OrderedOn,Amount'];
  for (let index = 0; index < customers; index++) {
    const id = 1001 + index;
    people.push(person(index, id, today));
    // Steps without a common factor: every number of orders meets every city and name.
    for (let order = 0; order < (index * 7) % 5; order++) {
      const ago = 3 + ((index * 37 + order * 101) % 700);
      const amount = (9 + ((index * 53 + order * 29) % 240) + 0.9).toFixed(2);
      orders.push([`${id}-${order + 1}`, id, dayBefore(today, ago), amount].join(','));
    }
  }
  return {
    customers: { name: 'sample-customers.csv', text: `${people.join('\n')}\n` },
    orders: { name: 'sample-orders.csv', text: `${orders.join('\n')}\n` },
  };
}

function person(index: number, id: number, today: Date): string {
  const firstName = firstNames[index % firstNames.length] ?? '';
  const lastName = lastNames[(index * 3 + Math.floor(index / 12)) % lastNames.length] ?? '';
  const [city, postalCode, country] = cities[(index * 2) % cities.length] ?? cities[0];
  const newsletter = index % 3 === 0 ? 'false' : 'true';
  const since = dayBefore(today, 30 + ((index * 97) % 2000));
  const email = emailOf(index, `${firstName}.${lastName}${id}`.toLowerCase());
  return [id, firstName, lastName, email, city, postalCode, country, newsletter, since].join(',');
}

function emailOf(index: number, name: string): string {
  if (index % oneInSo === 10) return '';
  return index % oneInSo === 20 ? `${name} at example.com` : `${name}@example.com`;
}

function dayBefore(today: Date, days: number): string {
  return new Date(today.getTime() - days * dayMilliseconds).toISOString().slice(0, 10);
}
