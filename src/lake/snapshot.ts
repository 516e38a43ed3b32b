// What a refresh leaves behind: an immutable Parquet file and the facts that others need to use it.
import type { Column } from '../contract/columns.ts';

export type TableSnapshot = {
  name: string;
  kind: 'profiles' | 'related';
  /** Storage key of the Parquet file. */
  file: string;
  /** The customer id: the key of a profile table, the customer key of a related one. */
  idColumn: string;
  columns: Column[];
  rows: number;
};

/** Members of a segment: one column `customer_id`, in the type of the profile table's key. */
export type MemberSnapshot = {
  file: string;
  members: number;
};
