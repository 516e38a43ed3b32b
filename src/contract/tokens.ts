import { z } from 'zod';
import { TokenId } from './ids.ts';

export const TokenInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** Without it the token works until it is removed. */
  expiresInDays: z.int().min(1).max(3650).optional(),
});
export type TokenInput = z.infer<typeof TokenInput>;

export const Token = z.object({
  id: TokenId,
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});
export type Token = z.infer<typeof Token>;

/** The token itself is in this answer and nowhere else. */
export const NewToken = z.object({ id: TokenId, name: z.string(), token: z.string() });
export type NewToken = z.infer<typeof NewToken>;
