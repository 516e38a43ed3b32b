// The form of a source: what is entered for each file, and what is sent.
import type { Schemas } from '../../api/client.ts';
import { likelyKey, tableNameOf } from './header-of.ts';

export type TableDraft = {
  /** Of the form alone. */
  id: string;
  path: string;
  name: string;
  kind: 'profiles' | 'related';
  key: string;
  /** To choose the key from; empty where nobody knows. */
  columns: string[];
  /** What the table has beyond what the form shows: types, encoding, delimiter. */
  rest: Pick<Schemas['Table'], 'types' | 'encoding' | 'delimiter'>;
};

export type Draft = { name: string; tables: TableDraft[] };

/** @param wanted no table holds the customers yet: one that could, because it has an address or nobody knows, does */
export function draftOfFile(id: string, path: string, columns: string[], wanted: boolean): TableDraft {
  const could = columns.length === 0 || columns.some((name) => /e-?mail|e-?post/i.test(name));
  const kind = wanted && could ? 'profiles' : 'related';
  return { id, path, name: tableNameOf(path), kind, key: likelyKey(columns), columns, rest: {} };
}

export function draftOfSource(source: Schemas['Source'], columnsOf: (table: string) => string[]): Draft {
  return {
    name: source.name,
    tables: source.tables.map((table, index) => {
      const { name, path, kind } = table;
      const { types, encoding, delimiter } = table;
      return {
        ...{ id: `stored-${index}`, name, path, kind, columns: columnsOf(name) },
        key: table.kind === 'profiles' ? table.key : table.customerKey,
        rest: {
          ...(types === undefined ? {} : { types }),
          ...(encoding === undefined ? {} : { encoding }),
          ...(delimiter === undefined ? {} : { delimiter }),
        },
      };
    }),
  };
}

export function tableOf({ name, path, kind, key, rest }: TableDraft): Schemas['Table'] {
  const common = { ...rest, name: name.trim(), path: path.trim() };
  return kind === 'profiles'
    ? { ...common, kind, key: key.trim() }
    : { ...common, kind, customerKey: key.trim() };
}

export const isComplete = ({ name, tables }: Draft): boolean =>
  name.trim() !== '' &&
  tables.length > 0 &&
  tables.every((table) => [table.name, table.path, table.key].every((text) => text.trim() !== ''));

/** Names of tables that are there more than once in the form. */
export function namesTwice({ tables }: Draft): Set<string> {
  const names = tables.map(({ name }) => name.trim().toLowerCase());
  return new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index));
}
