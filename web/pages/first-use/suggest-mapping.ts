// Which column probably feeds which field of a contact, by its name in English or Swedish.
export const fields = [
  'email',
  'firstName',
  'lastName',
  'address',
  'country',
  'state',
  'city',
  'postalCode',
] as const;
export type Field = (typeof fields)[number];
export type Suggestion = Partial<Record<Field, string>>;

/** Small letters of the English alphabet; the likeliest come first. */
const names: Record<Field, string[]> = {
  email: ['email', 'epost', 'emailaddress', 'epostadress', 'mail'],
  firstName: ['firstname', 'fornamn', 'givenname'],
  lastName: ['lastname', 'efternamn', 'surname', 'familyname'],
  address: ['address', 'adress', 'street', 'streetaddress', 'gatuadress', 'gata'],
  country: ['country', 'land', 'countrycode', 'landskod', 'countryregion'],
  state: ['state', 'delstat', 'region', 'lan', 'county', 'province'],
  city: ['city', 'ort', 'stad', 'postort', 'town'],
  postalCode: ['postalcode', 'postnummer', 'postcode', 'zip', 'zipcode'],
};

const plain = (name: string) =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

export function suggestMapping(columns: readonly string[]): Suggestion {
  const known = new Map(columns.map((column) => [plain(column), column]));
  return Object.fromEntries(
    fields.flatMap((field) => {
      const column = names[field].map((name) => known.get(name)).find((found) => found !== undefined);
      return column === undefined ? [] : [[field, column]];
    }),
  );
}
