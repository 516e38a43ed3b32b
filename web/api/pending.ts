// Calls that the server does not describe yet: hand-written until the generated types know them.
import type { List, Schemas } from './client.ts';
import { asProblemError, ProblemError, problemOf } from './problem-error.ts';

export type Language = 'en' | 'sv';
export type Me = {
  id: string;
  email: string;
  name: string;
  role: 'viewer' | 'contributor' | 'administrator';
  language?: Language | null;
  hasPassword?: boolean;
};

export type SignInWays = { password: true; oidc: { name: string } | null; setUpNeeded: boolean };

/** A call by its path, for those alone that `api` has no types for. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((thrown: unknown) => {
    throw asProblemError(thrown);
  });
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const value: unknown = isJson ? await response.json() : undefined;
  if (!response.ok) throw new ProblemError(problemOf(response.status, value));
  return value as T;
}

/** Null where the server is older than the call. */
export async function signInWays(): Promise<SignInWays | null> {
  try {
    return await call<SignInWays>('GET', '/api/sign-in');
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return null;
    throw error;
  }
}

export const saveLanguage = (language: Language): Promise<unknown> =>
  call('PATCH', '/api/session', { language });

// People

export type User = Schemas['User'] & {
  disabled?: boolean;
  signsInWith?: 'password' | 'provider' | 'both' | 'nothing';
  lockedUntil?: string | null;
};
export type UserPatch = Partial<{
  name: string;
  email: string;
  role: User['role'];
  password: string;
  disabled: boolean;
}>;
export type Token = {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt?: string | null;
};

const user = (id: string) => `/api/users/${encodeURIComponent(id)}`;

export const people = {
  signOut: (id: string) => call<void>('POST', `${user(id)}/sign-out`),
  unlock: (id: string) => call<User>('POST', `${user(id)}/unlock`),
  tokens: (id: string) => call<List<Token>>('GET', `${user(id)}/tokens`),
  removeToken: (id: string, tokenId: string) =>
    call<void>('DELETE', `${user(id)}/tokens/${encodeURIComponent(tokenId)}`),
  addToken: (input: { name: string; expiresInDays?: number }) =>
    call<{ id: string; name: string; token: string }>('POST', '/api/tokens', input),
};

export const own = {
  save: (patch: { name?: string; language?: Language; password?: { current: string; new: string } }) =>
    call<{ user: Me }>('PATCH', '/api/session', patch),
  signOutEverywhere: () => call<void>('DELETE', '/api/sessions'),
};

// Notices and the installation

export const noticeKinds = ['failedPermanently', 'held', 'rejections', 'recovered'] as const;
export type NoticeKind = (typeof noticeKinds)[number];
export type Preferences = { email: NoticeKind[]; mailConfigured: boolean };
export const preferences = {
  get: () => call<Preferences>('GET', '/api/preferences'),
  save: (email: NoticeKind[]) => call<Preferences>('PUT', '/api/preferences', { email }),
};

export type About = { version: string; database: 'embedded' | 'postgres'; node: string };
export const about = () => call<About>('GET', '/api/about');
