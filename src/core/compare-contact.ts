// A contact as it was sent beside the contact as Omnisend holds it: which of the sent fields differ. Fields that were
// not sent are nobody's business here.

export type HeldContact = { [field: string]: unknown };

const plainFields = [
  'firstName',
  'lastName',
  'address',
  'city',
  'state',
  'postalCode',
  'gender',
  'birthdate',
];

/** @returns names of fields that were sent and are held differently. */
export function differingFields(sent: Record<string, unknown>, held: HeldContact): string[] {
  const differing: string[] = [];
  for (const field of plainFields) {
    if (sent[field] !== undefined && (held[field] ?? '') !== sent[field]) differing.push(field);
  }
  if (sent.countryCode !== undefined) {
    if (sent.countryCode !== held.countryCode) differing.push('country');
  } else if (sent.country !== undefined && (held.country ?? '') !== sent.country) differing.push('country');
  if (missesPhone(sent, held)) differing.push('phone');
  if (missesTag(sent, held)) differing.push('tags');
  const properties = recordOf(held.customProperties);
  for (const [name, value] of Object.entries(recordOf(sent.customProperties))) {
    if (!sameValue(properties[name], value)) differing.push(`customProperties.${name}`);
  }
  return differing;
}

function missesPhone(sent: Record<string, unknown>, held: HeldContact): boolean {
  const phones = new Set([...listOf(held.phone), ...identifiersOf(held, 'phone')]);
  return identifiersOf(sent, 'phone').some((phone) => !phones.has(phone));
}

function missesTag(sent: Record<string, unknown>, held: HeldContact): boolean {
  const tags = new Set(listOf(held.tags));
  return listOf(sent.tags).some((tag) => !tags.has(tag));
}

function sameValue(held: unknown, sent: unknown): boolean {
  return (
    held === sent || (held === undefined && sent === '') || JSON.stringify(held) === JSON.stringify(sent)
  );
}

function identifiersOf(contact: Record<string, unknown>, type: string): string[] {
  return (Array.isArray(contact.identifiers) ? contact.identifiers : []).flatMap((identifier: unknown) => {
    const { type: kind, id } = recordOf(identifier);
    return kind === type && typeof id === 'string' ? [id] : [];
  });
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
