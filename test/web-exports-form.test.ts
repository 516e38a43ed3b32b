// What the form of an export works out by itself: suggestions from attribute names, and limits as people write them.
import { expect, it } from 'vitest';
import { defaultGuards as server } from '../src/contract/guards.ts';
import { defaultGuards, guardsOf, guardTexts, isGuardText } from '../web/pages/exports/guards.ts';
import { suggestMapping } from '../web/pages/exports/suggest-mapping.ts';

it('knows the attributes of AdventureWorks and of Dataverse', () => {
  const customers = [
    ...['CustomerKey', 'Prefix', 'FirstName', 'LastName', 'BirthDate', 'MaritalStatus', 'Gender'],
    ...['EmailAddress', 'AnnualIncome', 'TotalChildren'],
  ];
  expect(suggestMapping(customers)).toEqual({
    email: 'EmailAddress',
    firstName: 'FirstName',
    lastName: 'LastName',
    birthdate: 'BirthDate',
    gender: 'Gender',
  });
  expect(suggestMapping(['emailaddress1', 'telephone1', 'address1_city', 'address1_postalcode'])).toEqual({
    email: 'emailaddress1',
    phone: 'telephone1',
    city: 'address1_city',
    postalCode: 'address1_postalcode',
  });
});

it('knows Swedish names, whatever their marks and signs', () => {
  expect(
    suggestMapping([
      ...['Kund-id', 'E-postadress', 'FÖRNAMN', 'efter_namn', 'Gatuadress', 'Land/Region', 'Län', 'Postort'],
      ...['Postnr', 'Mobiltelefon', 'Kön', 'Födelsedatum', 'E-poststatus', 'Samtyckesdatum'],
    ]),
  ).toEqual({
    email: 'E-postadress',
    firstName: 'FÖRNAMN',
    lastName: 'efter_namn',
    address: 'Gatuadress',
    country: 'Land/Region',
    state: 'Län',
    city: 'Postort',
    postalCode: 'Postnr',
    phone: 'Mobiltelefon',
    gender: 'Kön',
    birthdate: 'Födelsedatum',
    emailStatus: 'E-poststatus',
    emailStatusChangedAt: 'Samtyckesdatum',
  });
});

it('prefers the exact name, gives no attribute twice, and stays silent when nothing fits', () => {
  expect(suggestMapping(['CustomerEmail', 'Email']).email).toBe('Email');
  expect(suggestMapping(['Customer e-mail', 'Kundens förnamn'])).toEqual({
    email: 'Customer e-mail',
    firstName: 'Kundens förnamn',
  });
  expect(suggestMapping(['Id', 'Score', 'EmailSentCount'])).toEqual({});
  const values = Object.values(suggestMapping(['Postadress', 'Mail', 'Region', 'Land']));
  expect(new Set(values).size).toBe(values.length);
});

it('shows limits as percent and times, nothing for none, and keeps the defaults out of what is saved', () => {
  expect(defaultGuards).toEqual(server);
  const texts = guardTexts({ untagsOver: 0.055, contactsDownBy: null });
  expect(texts).toEqual({ untagsOver: '5.5', contactsDownBy: '', rejectionsOver: '10', upsertsTimes: '20' });
  expect(guardsOf(texts)).toEqual({ untagsOver: 0.055, contactsDownBy: null });
  expect(guardsOf(guardTexts({}))).toEqual({});
  expect(guardsOf({ ...texts, untagsOver: '7,5' }).untagsOver).toBe(0.075);
  expect(isGuardText('untagsOver', '101')).toBe(false);
  expect(isGuardText('upsertsTimes', '0')).toBe(false);
  expect(isGuardText('upsertsTimes', '')).toBe(true);
});
