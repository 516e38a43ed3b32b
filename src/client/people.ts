import type { z } from 'zod';
import type { ListQuery, Page } from '../contract/lists.ts';
import type { NewToken, Token, TokenInput } from '../contract/tokens.ts';
import type {
  Credentials,
  ProfilePatch,
  SetUpInput,
  SetUpState,
  SignedIn,
  SignInWays,
  User,
  UserInput,
  UserPatch,
} from '../contract/users.ts';
import type { IfMatch, Transport } from './transport.ts';

export function sessionCalls(transport: Transport) {
  return {
    signIn: (credentials: Credentials) =>
      transport.call<SignedIn>('POST', '/api/session', { body: credentials }),
    get: () => transport.call<SignedIn>('GET', '/api/session'),
    update: (patch: z.input<typeof ProfilePatch>) =>
      transport.call<SignedIn>('PATCH', '/api/session', { body: patch }),
    signOut: () => transport.call<void>('DELETE', '/api/session'),
    signOutEverywhere: () => transport.call<void>('DELETE', '/api/sessions'),
    ways: () => transport.call<SignInWays>('GET', '/api/sign-in'),
    /** Where a browser goes to sign in with the provider, or to confirm as export user of a connection. */
    providerPath: (query: { returnTo?: string; confirm?: string } = {}) =>
      `/api/oidc/start?${new URLSearchParams(query)}`,
  };
}

export function setUpCalls(transport: Transport) {
  return {
    get: () => transport.call<SetUpState>('GET', '/api/setup'),
    create: (input: z.input<typeof SetUpInput>) =>
      transport.call<SignedIn>('POST', '/api/setup', { body: input }),
  };
}

export function tokenCalls(transport: Transport) {
  return {
    list: (query: ListQuery = {}) => transport.call<Page<Token>>('GET', '/api/tokens', { query }),
    create: (input: TokenInput) => transport.call<NewToken>('POST', '/api/tokens', { body: input }),
    delete: (id: string) => transport.call<void>('DELETE', `/api/tokens/${encodeURIComponent(id)}`),
  };
}

export function userCalls(transport: Transport) {
  const path = (id: string) => `/api/users/${encodeURIComponent(id)}`;
  return {
    list: (query: ListQuery = {}) => transport.call<Page<User>>('GET', '/api/users', { query }),
    get: (id: string) => transport.call<User>('GET', path(id)),
    create: (input: UserInput) => transport.call<User>('POST', '/api/users', { body: input }),
    update: (id: string, patch: UserPatch, options: IfMatch = {}) =>
      transport.call<User>('PATCH', path(id), { body: patch, ...options }),
    delete: (id: string) => transport.call<void>('DELETE', path(id)),
    signOut: (id: string) => transport.call<void>('POST', `${path(id)}/sign-out`),
    unlock: (id: string) => transport.call<User>('POST', `${path(id)}/unlock`),
    tokens: (id: string, query: ListQuery = {}) =>
      transport.call<Page<Token>>('GET', `${path(id)}/tokens`, { query }),
    deleteToken: (id: string, tokenId: string) =>
      transport.call<void>('DELETE', `${path(id)}/tokens/${encodeURIComponent(tokenId)}`),
  };
}
