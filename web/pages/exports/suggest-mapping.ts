// Which attribute probably feeds which field of a contact, by its name in English or Swedish.
import { type Field, optionalFields } from './fields.ts';

/** Names as they are compared: small letters and digits alone. The likeliest come first. */
const names: Record<Field, string[]> = {
  email: [
    'email',
    'emailaddress',
    'epost',
    'epostadress',
    'mail',
    'mailadress',
    'mailaddress',
    'kontaktepost',
  ],
  firstName: ['firstname', 'fornamn', 'givenname', 'forename', 'tilltalsnamn', 'first', 'fname'],
  lastName: ['lastname', 'efternamn', 'surname', 'familyname', 'slaktnamn', 'last', 'lname'],
  address: [
    ...['address', 'adress', 'streetaddress', 'gatuadress', 'addressline1', 'address1', 'addressline'],
    ...['adressrad1', 'adress1', 'street', 'gata', 'postadress', 'address1line1'],
  ],
  country: [
    ...['country', 'land', 'countryregion', 'landregion', 'countrycode', 'landskod', 'countryname'],
    ...['countryregionname', 'countryregioncode', 'address1country'],
  ],
  state: [
    ...['state', 'delstat', 'stateprovince', 'province', 'region', 'lan', 'county', 'statecode'],
    ...['stateprovincename', 'statename', 'address1stateorprovince'],
  ],
  city: ['city', 'ort', 'stad', 'postort', 'town', 'cityname', 'address1city'],
  postalCode: ['postalcode', 'postnummer', 'postcode', 'zip', 'zipcode', 'postnr', 'address1postalcode'],
  phone: [
    ...['phone', 'telefon', 'phonenumber', 'telefonnummer', 'mobile', 'mobil', 'mobilephone', 'mobiltelefon'],
    ...['cellphone', 'telephone', 'mobilnummer', 'mobilenumber', 'telephone1', 'tel'],
  ],
  gender: ['gender', 'kon', 'sex'],
  birthdate: ['birthdate', 'fodelsedatum', 'birthday', 'dateofbirth', 'dob', 'fodelsedag', 'fodd'],
  emailStatus: [
    ...['emailstatus', 'epoststatus', 'subscriptionstatus', 'prenumerationsstatus', 'emailconsent'],
    ...['newsletterstatus', 'nyhetsbrevsstatus', 'samtyckeepost'],
  ],
  emailStatusChangedAt: [
    ...['emailstatuschangedat', 'emailstatusdate', 'epoststatusdatum', 'consentdate', 'samtyckesdatum'],
    ...['subscribedat', 'optindate', 'prenumererarsedan', 'emailconsentdate'],
  ],
};

/** `E-postadress` and `e_post adress` are one name, and so are `Förnamn` and `FORNAMN`. */
const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');

/** Words that stand before or after the name proper: `CustomerEmail`, `Kundens förnamn`. */
const around = /^(customers?|kundens?|kund|contacts?|kontakt|profile|primary|home|hem)|(primary|1)$/g;

/** @returns for each field the attribute that its name speaks for; no attribute feeds two fields */
export function suggestMapping(attributes: readonly string[]): Partial<Record<Field, string>> {
  const exact = new Map<string, string>();
  const loose = new Map<string, string>();
  for (const attribute of attributes) {
    const name = plain(attribute);
    const bare = name.replace(around, '');
    if (!exact.has(name)) exact.set(name, attribute);
    if (!loose.has(bare)) loose.set(bare, attribute);
  }
  const found: Partial<Record<Field, string>> = {};
  const taken = new Set<string>();
  for (const known of [exact, loose]) {
    for (const field of ['email', ...optionalFields] as const) {
      if (found[field] !== undefined) continue;
      const attribute = names[field]
        .map((name) => known.get(name))
        .find((candidate) => candidate !== undefined && !taken.has(candidate));
      if (attribute === undefined) continue;
      found[field] = attribute;
      taken.add(attribute);
    }
  }
  return found;
}
