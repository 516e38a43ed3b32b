import { z } from 'zod';
import { UserId } from './ids.ts';

export const roles = ['viewer', 'contributor', 'administrator'] as const;
export type Role = (typeof roles)[number];

export const languages = ['en', 'sv'] as const;
export type Language = (typeof languages)[number];

/** `provider`: a sign-in provider by OpenID Connect. */
export const signInMeans = ['password', 'provider', 'both', 'nothing'] as const;
export type SignInMeans = (typeof signInMeans)[number];

/** Kept as written, compared without regard to case. */
export const Email = z
  .string()
  .trim()
  .min(3)
  .max(254)
  .regex(/^\S+@\S+$/, 'an e-mail address');
const name = z.string().trim().min(1).max(200);
/** Length is what makes a password strong; the upper bound keeps hashing cheap. */
export const Password = z.string().min(8, 'at least 8 characters').max(1000);

export const UserInput = z.strictObject({
  email: Email,
  name,
  role: z.enum(roles),
  /** Without one the user cannot sign in until an administrator sets one. */
  password: Password.optional(),
  /** Cannot sign in; sessions end, and tokens are refused for as long as it lasts. */
  disabled: z.boolean().optional(),
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
  disabled: z.boolean(),
  signsInWith: z.enum(signInMeans),
  /** After too many wrong passwords; null when the account is not locked. */
  lockedUntil: z.iso.datetime().nullable(),
});
export type User = z.infer<typeof User>;

export const Credentials = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1000),
});
export type Credentials = z.infer<typeof Credentials>;

export const SignedIn = z.object({
  user: z.object({
    id: UserId,
    email: z.string(),
    name: z.string(),
    role: z.enum(roles),
    /** Null until chosen: the browser's own. */
    language: z.enum(languages).nullable(),
    hasPassword: z.boolean(),
  }),
});
export type SignedIn = z.infer<typeof SignedIn>;

/** What everybody may change of themselves: never the role, nor the address that others know them by. */
export const ProfilePatch = z.strictObject({
  name: name.optional(),
  language: z.enum(languages).nullable().optional(),
  password: z.strictObject({ current: z.string().min(1).max(1000), new: Password }).optional(),
});
export type ProfilePatch = z.infer<typeof ProfilePatch>;

export const SignInWays = z.object({
  password: z.literal(true),
  oidc: z.object({ name: z.string() }).nullable(),
  setUpNeeded: z.boolean(),
});
export type SignInWays = z.infer<typeof SignInWays>;

export const SetUpState = z.object({ needed: z.boolean() });
export type SetUpState = z.infer<typeof SetUpState>;

/** `code` is what the server printed when it started without a user. */
export const SetUpInput = z.strictObject({
  code: z.string().min(1).max(100),
  email: Email,
  name,
  password: Password,
});
export type SetUpInput = z.infer<typeof SetUpInput>;
