import { z } from 'zod';
import { columnTypes } from './columns.ts';
import { SourceId } from './ids.ts';

const tableName = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[\p{L}_][\p{L}\p{N}_ -]*$/u, 'letters, digits, space, _ and -, starting with a letter');

const common = {
  name: tableName,
  /** A file or a glob, inside the import folders. */
  path: z.string().min(1),
  /** Types that differ from what would be inferred. */
  types: z.record(z.string(), z.enum(columnTypes)).optional(),
  encoding: z.enum(['auto', 'utf-8', 'utf-16', 'windows-1252']).optional(),
  delimiter: z.string().length(1).optional(),
};

export const ProfileTable = z.strictObject({
  ...common,
  kind: z.literal('profiles'),
  key: z.string().min(1),
});
export const RelatedTable = z.strictObject({
  ...common,
  kind: z.literal('related'),
  customerKey: z.string().min(1),
});
export const Table = z.discriminatedUnion('kind', [ProfileTable, RelatedTable]);
export type Table = z.infer<typeof Table>;

export const SourceInput = z.strictObject({
  name: z.string().min(1).max(200),
  type: z.literal('file'),
  tables: z.array(Table).min(1),
});
export type SourceInput = z.infer<typeof SourceInput>;

export const Source = z.object({
  id: SourceId,
  ...SourceInput.shape,
  createdAt: z.iso.datetime(),
  refreshedAt: z.iso.datetime().nullable(),
});
export type Source = z.infer<typeof Source>;

export const SourcePatch = SourceInput.partial();
export type SourcePatch = z.infer<typeof SourcePatch>;
