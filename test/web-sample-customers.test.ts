// The sample is the same for the same day, and like a real file.
import { expect, it } from 'vitest';
import { sampleCustomers } from '../web/pages/first-use/sample-customers.ts';
import { suggestMapping } from '../web/pages/first-use/suggest-mapping.ts';

it('makes 300 customers with their orders, the same ones each time', () => {
  const today = new Date('2026-11-25T00:00:00Z');
  const { customers, orders } = sampleCustomers(today);
  expect(sampleCustomers(today)).toEqual({ customers, orders });
  const [header = '', ...rows] = customers.text.trimEnd().split('\n');
  expect(rows).toHaveLength(300);
  const cells = rows.map((row) => row.split(','));
  expect(cells.every((row) => row.length === header.split(',').length)).toBe(true);
  const addresses = cells
    .map((row) => row[3] ?? '')
    .filter((address) => /^[\w.]+@example\.com$/.test(address));
  expect([addresses.length, new Set(addresses).size]).toEqual([292, 292]);
  expect(suggestMapping(header.split(','))).toEqual({
    ...{ email: 'Email', firstName: 'FirstName', lastName: 'LastName' },
    ...{ city: 'City', postalCode: 'PostalCode', country: 'Country' },
  });
  const days = orders.text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',')[2] ?? '');
  expect(days.length).toBeGreaterThan(300);
  expect(days.every((day) => day < '2026-11-25')).toBe(true);
});

it('knows Swedish names of columns', () => {
  expect(suggestMapping(['Kundnr', 'E-post', 'Förnamn', 'Ort', 'Land'])).toEqual({
    ...{ email: 'E-post', firstName: 'Förnamn', city: 'Ort', country: 'Land' },
  });
});
