// Kinds of column as people know them; DuckDB's many types fold into these five.
import { z } from 'zod';

export const columnTypes = ['text', 'number', 'boolean', 'date', 'timestamp'] as const;
export type ColumnType = (typeof columnTypes)[number];

export const Column = z.object({ name: z.string(), type: z.enum(columnTypes) });
export type Column = z.infer<typeof Column>;
