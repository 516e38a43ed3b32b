// How people sign in with a provider by OpenID Connect, as the environment says it; read by config.ts.
import { z } from 'zod';

export type OidcConfig = {
  issuer: URL;
  clientId: string;
  /** Null for a client that has none; PKCE is used in any case. */
  clientSecret: string | null;
  /** What the button says. */
  name: string;
  groupsClaim: string;
  /** Who is in none of these does not get in. */
  groups: { administrator: string[]; contributor: string[]; viewer: string[] };
};

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );

export const oidcVariables = {
  SEGUE_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must look like https://login.example.com' })
    .refine(isSafe, 'must begin with https: http is for this machine alone')
    .optional(),
  SEGUE_OIDC_CLIENT_ID: z.string().optional(),
  SEGUE_OIDC_CLIENT_SECRET: z.string().optional(),
  SEGUE_OIDC_NAME: z.string().max(100, 'must have at most 100 characters').default('single sign-on'),
  SEGUE_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  SEGUE_OIDC_ADMINISTRATORS: list,
  SEGUE_OIDC_CONTRIBUTORS: list,
  SEGUE_OIDC_VIEWERS: list,
};

type Read = z.infer<z.ZodObject<typeof oidcVariables>> & { SEGUE_PUBLIC_URL?: string | undefined };

/** What is missing for people to sign in by it, when anything of it is set. */
export function oidcProblems(read: Read): { field: string; message: string }[] {
  const needed = ['SEGUE_OIDC_ISSUER', 'SEGUE_OIDC_CLIENT_ID'] as const;
  const groups = groupsOf(read);
  const isWanted =
    [...needed, 'SEGUE_OIDC_CLIENT_SECRET' as const].some((name) => read[name] !== undefined) ||
    Object.values(groups).some((names) => names.length > 0);
  if (!isWanted) return [];
  const missing = needed
    .filter((name) => read[name] === undefined)
    .map((field) => ({ field, message: 'is needed to sign in with a provider' }));
  const publicUrl = read.SEGUE_PUBLIC_URL;
  const address =
    publicUrl !== undefined && URL.canParse(publicUrl) && new URL(publicUrl).pathname === '/'
      ? []
      : [
          {
            field: 'SEGUE_PUBLIC_URL',
            message:
              'must be the address of the app, without a path, such as https://segue.example.com: the provider sends people back to it',
          },
        ];
  const someGroup = Object.values(groups).some((names) => names.length > 0)
    ? []
    : [
        {
          field: 'SEGUE_OIDC_ADMINISTRATORS',
          message: 'or SEGUE_OIDC_CONTRIBUTORS or SEGUE_OIDC_VIEWERS must name a group: nobody would get in',
        },
      ];
  return [...missing, ...address, ...someGroup];
}

export function decideOidc(read: Read): OidcConfig | null {
  const { SEGUE_OIDC_ISSUER: issuer, SEGUE_OIDC_CLIENT_ID: clientId } = read;
  if (issuer === undefined || clientId === undefined) return null;
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret: read.SEGUE_OIDC_CLIENT_SECRET ?? null,
    name: read.SEGUE_OIDC_NAME,
    groupsClaim: read.SEGUE_OIDC_GROUPS_CLAIM,
    groups: groupsOf(read),
  };
}

const groupsOf = (read: Read): OidcConfig['groups'] => ({
  administrator: read.SEGUE_OIDC_ADMINISTRATORS,
  contributor: read.SEGUE_OIDC_CONTRIBUTORS,
  viewer: read.SEGUE_OIDC_VIEWERS,
});

function isSafe(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
