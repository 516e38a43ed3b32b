// The sign-in provider of the house, by OpenID Connect: authorization code with PKCE, state and nonce; every check of
// what comes back is the library's. Its metadata is asked for at the first sign-in, not at the start: a provider that
// is down must not keep Segue down.
import * as oidc from 'openid-client';
import { SegueError } from '../errors.ts';
import type { OidcConfig } from '../oidc-config.ts';

/** Kept by the browser, sealed, between going to the provider and coming back. */
export type Errand = { state: string; nonce: string; verifier: string };

/** Whom the provider vouches for. */
export type Vouched = {
  /** Issuer and the provider's own id, which never goes to somebody else. */
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
  /** Null when the provider says nothing of groups, which is another thing than being in none. */
  groups: string[] | null;
  /** When they last showed who they are; null when the provider does not say. */
  authenticatedAt: Date | null;
};

export type IdentityProvider = {
  name: string;
  /** @param fresh asks the provider to have people show anew who they are. Throws `providerUnreachable`. */
  begin(wish: { redirectUri: string; fresh: boolean }): Promise<{ url: URL; errand: Errand }>;
  /**
   * @param callback the whole address at which the provider sent the browser back.
   * Throws `signInInterrupted`, `providerRefused`, `providerUnreachable`.
   */
  finish(callback: URL, errand: Errand): Promise<Vouched>;
};

const timeoutSeconds = 10;

export function createIdentityProvider(config: OidcConfig): IdentityProvider {
  let known: Promise<oidc.Configuration> | undefined;
  const discovered = () => {
    known ??= discover(config).catch((thrown: unknown) => {
      known = undefined;
      throw asProblem(thrown);
    });
    return known;
  };

  return {
    name: config.name,

    async begin({ redirectUri, fresh }) {
      const client = await discovered();
      const errand: Errand = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(client, {
        redirect_uri: redirectUri,
        scope: scopesFor(client, config.groupsClaim),
        state: errand.state,
        nonce: errand.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(errand.verifier),
        code_challenge_method: 'S256',
        ...(fresh ? { prompt: 'login', max_age: '0' } : {}),
      });
      return { url, errand };
    },

    async finish(callback, errand) {
      if (callback.searchParams.get('state') !== errand.state) {
        throw new SegueError('signInInterrupted', { detail: 'The answer belongs to another sign-in.' });
      }
      const client = await discovered();
      try {
        const tokens = await oidc.authorizationCodeGrant(client, callback, {
          expectedState: errand.state,
          expectedNonce: errand.nonce,
          pkceCodeVerifier: errand.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('The provider sent no ID token.');
        const more = await moreClaims(client, config, tokens.access_token, claims);
        return vouchedBy(config, { ...more, ...claims }, `${claims.iss} ${claims.sub}`);
      } catch (thrown) {
        throw asProblem(thrown);
      }
    },
  };
}

async function discover(config: OidcConfig): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = config;
  // http is refused by config.ts for any issuer but one on this machine.
  const insecure = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
  const options = { execute: [oidc.enableNonRepudiationChecks, ...insecure], timeout: timeoutSeconds };
  const found = await oidc.discovery(issuer, clientId, undefined, oidc.None(), options);
  if (clientSecret === null) return found;
  const server = found.serverMetadata();
  // What OpenID Connect Discovery 1.0 says holds when nothing is said: client_secret_basic.
  const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const way = ways.includes('client_secret_basic') ? oidc.ClientSecretBasic : oidc.ClientSecretPost;
  const client = new oidc.Configuration(server, clientId, undefined, way(clientSecret));
  client.timeout = timeoutSeconds;
  for (const prepare of options.execute) prepare(client);
  return client;
}

/** A scope of the claim's name is asked for only where there is one: others refuse what they do not know. */
function scopesFor(client: oidc.Configuration, groupsClaim: string): string {
  const more = client.serverMetadata().scopes_supported?.includes(groupsClaim) ? [groupsClaim] : [];
  return ['openid', 'profile', 'email', ...more].join(' ');
}

/** Some providers put addresses and groups into the ID token, others only where they are asked for. */
async function moreClaims(
  client: oidc.Configuration,
  config: OidcConfig,
  accessToken: string,
  claims: oidc.IDToken,
): Promise<Record<string, unknown>> {
  const isWhole = [config.groupsClaim, 'email', 'name'].every((name) => claims[name] !== undefined);
  if (isWhole || client.serverMetadata().userinfo_endpoint === undefined) return {};
  return oidc.fetchUserInfo(client, accessToken, claims.sub);
}

function vouchedBy(config: OidcConfig, claims: Record<string, unknown>, subject: string): Vouched {
  const groups = claims[config.groupsClaim];
  const authTime = claims.auth_time;
  return {
    subject,
    // Entra ID has an address in `email` only where it was asked to; its sign-in name looks like one.
    email: textOf(claims.email) ?? textOf(claims.preferred_username),
    emailVerified: typeof claims.email === 'string' && claims.email_verified === true,
    name: textOf(claims.name),
    groups: groups === undefined ? null : [groups].flat().filter((group) => typeof group === 'string'),
    authenticatedAt: typeof authTime === 'number' ? new Date(authTime * 1000) : null,
  };
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/** What may be told of a refusal: its code, never its words, which may name somebody. */
function asProblem(thrown: unknown): SegueError {
  if (thrown instanceof SegueError) return thrown;
  const { code, error } = (thrown ?? {}) as { code?: unknown; error?: unknown };
  const named = [error, code].find((name) => typeof name === 'string' && /^\w{1,60}$/.test(name));
  const said = named === undefined ? '' : ` (${String(named)})`;
  if (isUnreachable(thrown)) {
    return new SegueError('providerUnreachable', {
      detail: `The sign-in provider gave no answer that can be used${said}.`,
      cause: thrown,
    });
  }
  return new SegueError('providerRefused', {
    detail: `What the sign-in provider answered lets nobody in${said}.`,
    cause: thrown,
  });
}

const unreachable = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];

function isUnreachable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string' && unreachable.includes(code)) return true;
  return thrown instanceof TypeError && /fetch/i.test(thrown.message);
}
