// A day later: a few customers moved, one bought more, one left the country, two are new.
import { type Customer, dayBefore, generator, makeCustomer } from './customers.ts';
import { expectedContacts, segmentNames } from './expected.ts';

export type Changed = {
  customers: Customer[];
  /** Addresses that are in no segment any more. */
  left: Set<string>;
  /** Contacts that the second run has to send. */
  sent: number;
};

const moved = 5;
const arrived = 2;

export function changeSome(customers: readonly Customer[], today: Date): Changed {
  const before = expectedContacts(customers, today);
  const alone = onlyOnesWithTheirAddress(customers);
  const inSegments = alone.filter(({ address }) => address !== null && before.has(address));
  const onlySwedish = inSegments.filter(
    ({ address }) => tagsIn(before, address).join() === segmentNames.swedish,
  );
  const leaver = onlySwedish.at(-1);
  const movers = new Set(inSegments.filter((customer) => customer !== leaver).slice(0, moved));
  const buyer = onlySwedish.find((customer) => customer !== leaver && !movers.has(customer));
  const changed = customers.map((customer) => {
    if (movers.has(customer)) return { ...customer, city: 'Uppsala', postalCode: '753 10' };
    if (customer === leaver) return { ...customer, country: 'United Kingdom', countryCode: 'GB' as const };
    if (customer === buyer) return { ...customer, orders: newOrders(customer, today) };
    return customer;
  });
  const random = generator(4);
  for (let place = 0; place < arrived; place++) {
    const fresh = makeCustomer(customers.length + place, today, random, []);
    changed.push({ ...fresh, orders: newOrders(fresh, today) });
  }
  const after = expectedContacts(changed, today);
  const left = new Set([...before.keys()].filter((address) => !after.has(address)));
  const sent = [...after].filter(
    ([address, contact]) => JSON.stringify(before.get(address)) !== JSON.stringify(contact),
  );
  return { customers: changed, left, sent: sent.length };
}

function onlyOnesWithTheirAddress(customers: readonly Customer[]): Customer[] {
  const times = new Map<string | null, number>();
  for (const { address } of customers) times.set(address, (times.get(address) ?? 0) + 1);
  return customers.filter(({ address }) => times.get(address) === 1);
}

function tagsIn(contacts: ReadonlyMap<string, { tags: string[] }>, address: string | null): string[] {
  return contacts.get(address ?? '')?.tags ?? [];
}

function newOrders({ id }: Customer, today: Date): Customer['orders'] {
  return [1, 2, 3].map((place) => ({
    id: `${id}-new-${place}`,
    day: dayBefore(today, place),
    amount: '19.90',
  }));
}
