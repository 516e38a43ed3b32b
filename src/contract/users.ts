import { z } from 'zod';
import { UserId } from './ids.ts';

export const roles = ['viewer', 'contributor', 'administrator'] as const;
export type Role = (typeof roles)[number];

export const languages = ['en', 'sv'] as const;
export type Language = (typeof languages)[number];

/** Kept as written, compared without regard to case. */
const email = z
  .string()
  .trim()
  .min(3)
  .max(254)
  .regex(/^\S+@\S+$/, 'an e-mail address');
const name = z.string().trim().min(1).max(200);
/** Length is what makes a password strong; the upper bound keeps hashing cheap. */
export const Password = z.string().min(8, 'at least 8 characters').max(1000);

export const UserInput = z.strictObject({
  email,
  name,
  role: z.enum(roles),
  /** Without one the user cannot sign in until an administrator sets one. */
  password: Password.optional(),
});
export type UserInput = z.infer<typeof UserInput>;

export const UserPatch = UserInput.partial();
export type UserPatch = z.infer<typeof UserPatch>;

export const User = z.object({
  id: UserId,
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  createdAt: z.iso.datetime(),
});
export type User = z.infer<typeof User>;

export const Credentials = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1000),
});
export type Credentials = z.infer<typeof Credentials>;

export const SignedIn = z.object({
  user: z.object({ id: UserId, email: z.string(), name: z.string(), role: z.enum(roles) }),
});
export type SignedIn = z.infer<typeof SignedIn>;

export const SetUpState = z.object({ needed: z.boolean() });
export type SetUpState = z.infer<typeof SetUpState>;

/** `code` is what the server printed when it started without a user. */
export const SetUpInput = z.strictObject({
  code: z.string().min(1).max(100),
  email,
  name,
  password: Password,
});
export type SetUpInput = z.infer<typeof SetUpInput>;
