// Calls about people, their tokens and what they hear of, typed by the OpenAPI document.
import { type Answer, api, ask, type List, type Schemas } from './client.ts';
import type { paths } from './schema.d.ts';

export type Me = Answer<'/api/session'>['user'];
export type Language = NonNullable<Me['language']>;
export type SignInWays = Answer<'/api/sign-in'>;
export type User = Schemas['User'];
export type UserPatch = paths['/api/users/{id}']['patch']['requestBody']['content']['application/json'];
export type Token = Answer<'/api/tokens'>['items'][number];
type NewToken = Answer<'/api/tokens', 'post', 201>;
type OwnPatch = paths['/api/session']['patch']['requestBody']['content']['application/json'];

export const signInWays = (): Promise<SignInWays> => ask(api.GET('/api/sign-in'));

export const saveLanguage = (language: Language): Promise<unknown> => own.save({ language });

const at = (id: string) => ({ params: { path: { id } } });

export const people = {
  signOut: (id: string) => ask(api.POST('/api/users/{id}/sign-out', at(id))),
  unlock: (id: string): Promise<User> => ask(api.POST('/api/users/{id}/unlock', at(id))),
  tokens: (id: string): Promise<List<Token>> => ask(api.GET('/api/users/{id}/tokens', at(id))),
  removeToken: (id: string, tokenId: string) =>
    ask(api.DELETE('/api/users/{id}/tokens/{tokenId}', { params: { path: { id, tokenId } } })),
  addToken: (input: { name: string; expiresInDays?: number }): Promise<NewToken> =>
    ask(api.POST('/api/tokens', { body: input })),
};

export const own = {
  save: (patch: OwnPatch) => ask(api.PATCH('/api/session', { body: patch })),
  signOutEverywhere: () => ask(api.DELETE('/api/sessions')),
};

export type Preferences = Answer<'/api/preferences'>;
export type NoticeKind = Preferences['email'][number];
export const noticeKinds: readonly NoticeKind[] = ['failedPermanently', 'held', 'rejections', 'recovered'];
export const preferences = {
  get: (): Promise<Preferences> => ask(api.GET('/api/preferences')),
  save: (email: NoticeKind[]): Promise<Preferences> => ask(api.PUT('/api/preferences', { body: { email } })),
};

export type About = Answer<'/api/about'>;
export const about = (): Promise<About> => ask(api.GET('/api/about'));
