// A real OpenID Connect provider in this process, and a person with a browser who signs in with it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Configuration, Provider } from 'oidc-provider';

export type Account = { email: string; email_verified?: boolean; name?: string; groups?: string[] };

/** Who sits at the keyboard when the provider asks who is there. */
export type Keyboard =
  | { account: string /** Says that they signed in so many seconds ago. */; secondsAgo?: number }
  | { refuses: true };

export type TestProvider = {
  issuer: string;
  /** By the provider's own id; changed as people join and leave groups. */
  accounts: Map<string, Account>;
  keyboard: Keyboard;
  /** How often the provider asked who is there. */
  asked: number;
  /** The client becomes known once the address of its server is. */
  register(redirectUri: string): void;
  close(): Promise<void>;
};

export const client = { id: 'segue', secret: 'a secret of the client, long enough to sign with' } as const;

export async function startProvider(): Promise<TestProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const test: TestProvider = {
    issuer,
    accounts: new Map(),
    keyboard: { refuses: true },
    asked: 0,
    register(redirectUri) {
      const provider = new Provider(issuer, configuration(test, redirectUri));
      const handle = provider.callback();
      answer = (request, response) => {
        if (!request.url?.startsWith('/interaction/')) {
          void handle(request, response);
          return;
        }
        test.asked += 1;
        const result = resultOf(test.keyboard);
        void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return test;
}

function resultOf(keyboard: Keyboard): Record<string, unknown> {
  if ('refuses' in keyboard)
    return { error: 'access_denied', error_description: 'not today, ann@example.com' };
  const { account, secondsAgo } = keyboard;
  const ts = secondsAgo === undefined ? {} : { ts: Math.floor(Date.now() / 1000) - secondsAgo };
  return { login: { accountId: account, ...ts } };
}

const configuration = (test: TestProvider, redirectUri: string): Configuration => ({
  clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  cookies: { keys: ['a key for the cookies of a test'] },
  ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  async findAccount(_context, id) {
    const account = test.accounts.get(id);
    return account && { accountId: id, claims: async () => ({ sub: id, ...account }) };
  },
  async loadExistingGrant({ oidc: { provider, client: asking, session } }) {
    if (asking === undefined || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile email groups');
    await grant.save();
    return grant;
  },
});

/** Follows redirects as a browser does, with the cookies of each site. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();
  /** Every address it went to, the latest last. */
  readonly visited: string[] = [];

  cookies(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  cookieHeader(origin: string): string {
    return [...this.cookies(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** @param stops at the first address that it should not open. @returns that address, or where no redirect led on. */
  async visit(
    url: string,
    stops: (url: URL) => boolean,
    headers: Record<string, string> = {},
  ): Promise<{ at: URL; setCookies: string[] }> {
    let at = new URL(url);
    const setCookies: string[] = [];
    for (let steps = 0; steps < 20 && !stops(at); steps += 1) {
      this.visited.push(at.href);
      const cookie = this.cookieHeader(at.origin);
      const response = await fetch(at, { redirect: 'manual', headers: { ...headers, cookie } });
      for (const text of response.headers.getSetCookie()) {
        setCookies.push(text);
        this.#keep(at.origin, text);
      }
      await response.arrayBuffer();
      const location = response.headers.get('location');
      if (location === null) return { at, setCookies };
      at = new URL(location, at);
    }
    return { at, setCookies };
  }

  #keep(origin: string, text: string): void {
    const [pair = '', ...attributes] = text.split(';');
    const [name = '', ...rest] = pair.split('=');
    const isGone = attributes.some((one) => /expires=Thu, 01 Jan 1970/i.test(one));
    if (isGone) this.cookies(origin).delete(name);
    else this.cookies(origin).set(name, rest.join('='));
  }
}
