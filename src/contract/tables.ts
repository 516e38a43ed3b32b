import { z } from 'zod';
import { Column } from './columns.ts';
import { SourceId } from './ids.ts';

/** A value as it stands in a table; dates as ISO 8601. */
export const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof Cell>;

export const IngestedTable = z.object({
  name: z.string(),
  kind: z.enum(['profiles', 'related']),
  sourceId: SourceId,
  /** The customer id of a profile; the column that points to one, of a related row. */
  idColumn: z.string(),
  columns: z.array(Column),
  rows: z.int(),
  badLines: z.int(),
  refreshedAt: z.iso.datetime(),
});
export type IngestedTable = z.infer<typeof IngestedTable>;

export const ColumnProfile = z.object({
  column: z.string(),
  count: z.int(),
  nulls: z.int(),
  distinct: z.int(),
  top: z.array(z.object({ value: Cell, count: z.int() })),
  /** Smallest and largest value; of texts, by their characters. */
  min: Cell,
  max: Cell,
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

export const TableAnswer = IngestedTable.extend({
  /** With `?sample=20`: so many rows. */
  sample: z.array(z.record(z.string(), Cell)).optional(),
  /** With `?profile=column`: what is in that column. */
  profile: ColumnProfile.optional(),
  /** With `?profile=*`: what is in each column. */
  profiles: z.array(ColumnProfile).optional(),
});
export type TableAnswer = z.infer<typeof TableAnswer>;

/** Values to choose from: of columns with few of them, and none of the others. */
export const TableValues = z.object({
  items: z.array(Cell),
  /** Whether there are no further ones that fit. */
  complete: z.boolean(),
});
export type TableValues = z.infer<typeof TableValues>;

/** A line that could not be read as a row, as it stands in the file. */
export const BadLine = z.object({
  file: z.string(),
  line: z.int().nullable(),
  reason: z.string(),
  text: z.string(),
});
export type BadLine = z.infer<typeof BadLine>;
