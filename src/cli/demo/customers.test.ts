import { describe, expect, it } from 'vitest';
import { changeSome } from './changes.ts';
import { makeCustomers } from './customers.ts';
import { expectedContacts, expectedInvalid } from './expected.ts';

const today = new Date('2026-11-23');

describe('the sample customers', () => {
  it('are the same every time', () => {
    expect(makeCustomers(300, today)).toEqual(makeCustomers(300, today));
  });

  it('hold what real files hold: unusable addresses, the same address twice, unclear telephones', () => {
    const customers = makeCustomers(5000, today);
    const contacts = expectedContacts(customers, today);
    const usable = customers.flatMap(({ address }) => (address === null ? [] : [address]));
    expect(contacts.size).toBeGreaterThan(3000);
    expect(expectedInvalid(customers, today)).toBeGreaterThan(10);
    expect(usable.length - new Set(usable).size).toBeGreaterThan(10);
    expect(customers.some(({ phone, phoneTruth }) => phone !== '' && phoneTruth === null)).toBe(true);
  });

  it.each([10, 500, 5000])('of %i a few change a day later, and one leaves', (count) => {
    const customers = makeCustomers(count, today);
    const { customers: changed, left, sent } = changeSome(customers, today);
    expect(changed.length).toBe(count + 2);
    expect(left.size).toBe(1);
    expect(sent).toBeGreaterThanOrEqual(7);
    expect(sent).toBeLessThanOrEqual(8);
  });
});
