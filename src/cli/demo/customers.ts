// Sample customers, the same ones every time: Swedish and English, most of them fine, some as real files have them:
// addresses that cannot be used, the same address twice, countries and telephones written in several ways. Each
// knows what it truly is, so that what arrives can be compared with something that Segue did not compute.
import { cities, domains, firstNames, lastNames, streets } from './name-lists.ts';

export type Order = { id: string; day: string; amount: string };

export type Customer = {
  id: string;
  firstName: string;
  lastName: string;
  /** As the file has it. */
  email: string;
  /** As Omnisend must have it; null when nobody can be written to there. */
  address: string | null;
  phone: string;
  /** International; null when the file has none, or one that is none. */
  phoneTruth: string | null;
  street: string;
  postalCode: string;
  city: string;
  country: string;
  countryCode: 'SE' | 'GB';
  birthDate: string;
  gender: string;
  genderTruth: 'm' | 'f';
  orders: Order[];
};

const dayMilliseconds = 86_400_000;
/** Orders keep this far from the day a year ago, so that no clock can decide on which side they fall. */
const yearMargin = 4;

/** @param today orders lie before it. Customer ids begin with 1. */
export function makeCustomers(count: number, today: Date): Customer[] {
  const random = generator(20_260_315);
  const customers: Customer[] = [];
  for (let index = 0; index < count; index++) customers.push(makeCustomer(index, today, random, customers));
  return customers;
}

export function makeCustomer(
  index: number,
  today: Date,
  random: Random,
  earlier: readonly Customer[],
): Customer {
  const countryCode = random() < 0.55 ? 'SE' : 'GB';
  const female = random() < 0.5;
  const firstName = pick(firstNames[countryCode][female ? 'f' : 'm'], random);
  const lastName = pick(lastNames[countryCode], random);
  const [city, postalCode] = pick(cities[countryCode], random);
  const number = 1 + Math.floor(random() * 120);
  const street = pick(streets[countryCode], random);
  return {
    id: String(index + 1),
    firstName,
    lastName,
    ...emailOf(index, firstName, lastName, random, earlier),
    ...phoneOf(index, countryCode, random),
    street: countryCode === 'SE' ? `${street} ${number}` : `${number} ${street}`,
    postalCode,
    city,
    country: pick(countryCode === 'SE' ? ['Sweden', 'Sverige', 'SE'] : ['United Kingdom', 'GB'], random),
    countryCode,
    birthDate: dayBefore(today, 365 * 20 + Math.floor(random() * 365 * 55)),
    gender: female ? 'F' : 'M',
    genderTruth: female ? 'f' : 'm',
    orders: ordersOf(index, today, random),
  };
}

function emailOf(
  index: number,
  firstName: string,
  lastName: string,
  random: Random,
  earlier: readonly Customer[],
): { email: string; address: string | null } {
  const name = `${plain(firstName)}.${plain(lastName)}${index + 1}`;
  const address = `${name}@${pick(domains, random)}`;
  const fate = random();
  if (fate < 0.004) return { email: '', address: null };
  if (fate < 0.008) return { email: address.replace('@', ' at '), address: null };
  if (fate < 0.01) return { email: `${firstName.toLowerCase()}å@${pick(domains, random)}`, address: null };
  const twin = fate < 0.02 ? earlier[Math.floor(random() * earlier.length)] : undefined;
  if (twin !== undefined && twin.address !== null) {
    return { email: ` ${twin.address.toUpperCase()}`, address: twin.address };
  }
  return { email: fate < 0.1 ? capitals(address) : address, address };
}

function phoneOf(
  index: number,
  countryCode: 'SE' | 'GB',
  random: Random,
): { phone: string; phoneTruth: string | null } {
  const digits = String(index % 1_000_000).padStart(6, '0');
  const fate = random();
  if (fate < 0.25) return { phone: '', phoneTruth: null };
  if (fate < 0.26) return { phone: '12', phoneTruth: null };
  if (countryCode === 'SE') {
    const spaced = `070-1${digits.slice(0, 2)} ${digits.slice(2, 4)} ${digits.slice(4)}`;
    return { phone: fate < 0.6 ? spaced : `+46701${digits}`, phoneTruth: `+46701${digits}` };
  }
  const spaced = `07712 ${digits}`;
  return { phone: fate < 0.6 ? spaced : `+44 7712 ${digits}`, phoneTruth: `+447712${digits}` };
}

function ordersOf(index: number, today: Date, random: Random): Order[] {
  const fate = random();
  const count = fate < 0.3 ? 0 : fate < 0.6 ? 1 : fate < 0.75 ? 2 : 3 + Math.floor(random() * 5);
  const lapsed = random() < 0.4;
  return Array.from({ length: count }, (_, place) => {
    const ago = lapsed
      ? 366 + yearMargin + Math.floor(random() * 700)
      : 1 + Math.floor(random() * (364 - yearMargin));
    return {
      id: `${index + 1}-${place + 1}`,
      day: dayBefore(today, ago),
      amount: (5 + Math.floor(random() * 20_000) / 100).toFixed(2),
    };
  });
}

export function dayBefore(today: Date, days: number): string {
  return new Date(today.getTime() - days * dayMilliseconds).toISOString().slice(0, 10);
}

/** Lower-case letters of the English alphabet: å becomes a, é becomes e. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

function capitals(address: string): string {
  return address.replace(/(^|\.)[a-z]/g, (letter) => letter.toUpperCase());
}

export type Random = () => number;

/** Mulberry32: small, quick, and the same sequence for the same seed on every machine. */
export function generator(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(list: readonly [T, ...T[]], random: Random): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}
