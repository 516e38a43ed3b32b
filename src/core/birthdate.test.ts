import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { birthdate, dateOrderSeeker } from './birthdate.ts';

const today = '2026-08-01';

function ordersOf(column: string[]) {
  const seeker = dateOrderSeeker();
  for (const text of column) seeker.see(text);
  return seeker.orders();
}

const read = (column: string[]) => column.map((text) => birthdate(text, ordersOf(column), today));

describe('birthdate', () => {
  it.each([
    ['1966-04-08', '1966-04-08'],
    ['1966-04-08 00:00', '1966-04-08'],
    ['1966-04-08T00:00:00.000Z', '1966-04-08'],
    ['1966-04-08 12:30:00 PM', '1966-04-08'],
    ['1966-04-08 00:00:00+02:00', '1966-04-08'],
    ['1966/4/8', '1966-04-08'],
    ['19660408', '1966-04-08'],
    [' 8 April 1966 ', '1966-04-08'],
    ['8 apr. 1966', '1966-04-08'],
    ['8 maj 1966', '1966-05-08'],
    ['08-Okt-1966', '1966-10-08'],
    ['April 8, 1966', '1966-04-08'],
    ['Apr 8th 1966', '1966-04-08'],
    ['8.4.1966', '1966-04-08'],
    ['14/5/1965', '1965-05-14'],
    ['5/14/1965', '1965-05-14'],
    ['4/4/1966', '1966-04-04'],
    ['29 feb 2000', '2000-02-29'],
    ['2026-08-01', '2026-08-01'],
  ])('reads %s', (text, iso) => {
    expect(birthdate(text, ordersOf([text]), today)).toBe(iso);
  });

  it.each([
    '4/8/1966',
    '04-08-1966',
    '1966-02-30',
    '29/2/1900',
    '1899-12-31',
    '2026-08-02',
    '0001-01-01',
    '4/8/66',
    '13/13/1970',
    '1966',
    'unknown',
    '8 foo 1966',
    '1966-00-10',
    '5-14/1965',
    '',
  ])('does not guess %s', (text) => {
    expect(birthdate(text, ordersOf([text]), today)).toBeNull();
  });

  it('lets the column decide, each separator by itself first', () => {
    expect(read(['04-08-1966', '5/14/1965', '08-12-1965', '2/3/1968'])).toEqual([
      '1966-04-08',
      '1965-05-14',
      '1965-08-12',
      '1968-02-03',
    ]);
    expect(read(['04-08-1966', '31-12-1965', '5/14/1965', '2/3/1968'])).toEqual([
      '1966-08-04',
      '1965-12-31',
      '1965-05-14',
      '1968-02-03',
    ]);
  });

  it('leaves out what fits both where the column mixes both', () => {
    expect(read(['31/12/1965', '12/31/1965', '1/2/1965'])).toEqual(['1965-12-31', '1965-12-31', null]);
  });

  it('reads any date back in any spelling that the column settles', () => {
    const dates = fc.date({ min: new Date('1900-01-01'), max: new Date(today), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.constantFrom('-', '/', '.', ' '), fc.boolean(), (date, separator, dayFirst) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, day] = iso.split('-');
        const spelled = (dayFirst ? [day, month, year] : [month, day, year]).join(separator);
        const settled = (dayFirst ? ['31', '12', '1999'] : ['12', '31', '1999']).join(separator);
        expect(birthdate(spelled, ordersOf([settled, spelled]), today)).toBe(iso);
        expect(birthdate(iso, ordersOf([]), today)).toBe(iso);
      }),
    );
  });
});
