// The mapping as SQL: how each field is read from a profile, what of it is sent, and what is said when it cannot be.
// Expressions speak of the relation `r`, whose columns `f0`, `f1` … hold the mapped attributes as they came, and of
// the translated words joined to it (plan-translate.ts). The same expressions serve the comparison with the ledger and
// the writing of the contacts, so what is compared is what is sent.
import type { ColumnType } from '../contract/columns.ts';
import { type Mapping, textFields } from '../contract/mapping.ts';
import { mappedFields } from '../core/mapping-check.ts';
import { quoteName } from './duck.ts';
import {
  birthdatePart,
  channelsPart,
  countryPart,
  filledSql,
  genderPart,
  type Part,
  type PlanField,
  propertyPart,
  textPart,
} from './plan-parts.ts';
import type { TableSnapshot } from './snapshot.ts';

/** Columns whose distinct values are translated by a function, and then joined (plan-translate.ts). */
const wordFields = ['country', 'gender', 'birthdate', 'emailStatus'] as const;
export type WordField = (typeof wordFields)[number];

export type PlanFields = {
  all: PlanField[];
  email: string;
  phone: PlanField | undefined;
  words: { field: PlanField; name: WordField; table: string }[];
  /** `,"channels":{…}` of the e-mail identifier. */
  channels: Part | undefined;
  parts: Part[];
  properties: Part[];
};

/** @param now for dates that may not lie in the future */
export function planFields(mapping: Mapping, profiles: TableSnapshot, now: Date): PlanFields {
  const types = new Map(profiles.columns.map(({ name, type }) => [name, type]));
  const all = mappedFields(mapping)
    .filter(({ field }) => field !== 'email')
    .map(({ field, attribute }, index): PlanField => {
      const type = types.get(attribute) ?? 'text';
      const alias = `f${index}`;
      const raw = `r.${alias}`;
      const column = `p.${quoteName(attribute)}`;
      const typed = keepsType(field, type);
      const source = typed ? column : `CAST(${column} AS VARCHAR)`;
      const filled = typed ? `${raw} IS NOT NULL` : filledSql(raw);
      return { field, raw, alias, source, type: typed ? type : 'text', warnings: [], filled };
    });
  const byName = new Map(all.map((field) => [field.field, field]));
  const words = wordFields.flatMap((name) => {
    const field = byName.get(name);
    return field === undefined || field.type !== 'text' ? [] : [{ field, name, table: `w_${name}` }];
  });
  const parts: Part[] = textFields.flatMap((name) => {
    const field = byName.get(name);
    return field === undefined ? [] : [textPart(field)];
  });
  const country = byName.get('country');
  if (country !== undefined) parts.push(countryPart(country));
  const gender = byName.get('gender');
  if (gender !== undefined) parts.push(genderPart(gender));
  const birthdate = byName.get('birthdate');
  if (birthdate !== undefined) parts.push(birthdatePart(birthdate, now));
  const status = byName.get('emailStatus');
  return {
    all,
    email: `CAST(p.${quoteName(mapping.email)} AS VARCHAR)`,
    phone: byName.get('phone'),
    words,
    channels:
      status === undefined ? undefined : channelsPart(status, byName.get('emailStatusChangedAt'), now),
    parts,
    properties: all.filter(({ field }) => field.startsWith('customProperties.')).map(propertyPart),
  };
}

/** Dates, numbers and booleans are kept where their type says more than their text. */
function keepsType(field: string, type: ColumnType): boolean {
  if (field.startsWith('customProperties.')) return type !== 'text';
  const dated = type === 'date' || type === 'timestamp';
  return dated && (field === 'birthdate' || field === 'emailStatusChangedAt');
}

/** A fingerprint of what comes from the profile alone; address, phone and memberships join it later. */
export function contentSql(fields: PlanFields): string {
  const texts = [fields.channels, ...fields.parts].flatMap((part) => (part === undefined ? [] : [part.json]));
  const properties = fields.properties.map(({ json }) => json);
  return `CAST(md5(concat('', ${[...texts, 'chr(31)', ...properties].join(', ')})) AS UUID)`;
}
