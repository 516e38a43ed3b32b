// Whether the attributes that a mapping names are columns of the profile table, now that it may have changed.
import type { Column } from '../contract/columns.ts';
import type { Mapping } from '../contract/mapping.ts';
import type { FieldError } from '../errors.ts';

/** Every mapped field with the attribute that feeds it, custom properties by their dotted name. */
export function mappedFields(mapping: Mapping): { field: string; attribute: string }[] {
  const { customProperties = {}, ...fields } = mapping;
  return [
    ...Object.entries(fields).flatMap(([field, attribute]) =>
      attribute === undefined ? [] : [{ field, attribute }],
    ),
    ...Object.entries(customProperties).map(([name, attribute]) => ({
      field: `customProperties.${name}`,
      attribute,
    })),
  ];
}

/** @returns one error for each field that names no column; none when the mapping fits. */
export function checkMapping(mapping: Mapping, columns: Column[]): FieldError[] {
  const names = new Set(columns.map(({ name }) => name));
  return mappedFields(mapping).flatMap(({ field, attribute }) =>
    names.has(attribute)
      ? []
      : [{ field: `mapping.${field}`, message: `The profile table has no column "${attribute}".` }],
  );
}
