// Calls that the server does not describe yet: hand-written until the generated types know them.
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
