// An API key that is not given but said where to find: `env:NAME`, `file:/path`, `azure-keyvault:NAME`. Who may make
// connections may thereby point at things of the server's machine, and what is found there goes to Omnisend as a key:
// Segue's own secrets must never be among them.
import { SegueError } from '../errors.ts';

export type KeyReference =
  | { kind: 'env'; name: string }
  | { kind: 'file'; path: string }
  | { kind: 'azure-keyvault'; name: string };

/** Settings of Segue, of its libraries and of the process, and what other clouds keep secrets in. */
const reserved =
  /^(SEGUE_|AZURE_|PG|NODE_|AWS_|IDENTITY_|MSI_|IMDS_|npm_|LD_|SSL_|(DATABASE_URL|PATH|HOME|USER|SHELL|PWD|HOST|HOSTNAME|PORT|LOG_LEVEL|OMNISEND_API_URL|HTTPS?_PROXY|ALL_PROXY|NO_PROXY)$)/i;

/** Null for a key itself. Throws `badRequest` for a reference that cannot be meant, or must not be followed. */
export function keyReferenceOf(apiKey: string): KeyReference | null {
  const [, kind, rest = ''] = /^(env|file|azure-keyvault):(.*)$/s.exec(apiKey) ?? [];
  switch (kind) {
    case 'env': {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(rest)) throw refused('must name a variable, as in env:SHOP_KEY');
      if (reserved.test(rest)) throw refused("must not name one of the server's own settings");
      return { kind, name: rest };
    }
    case 'file':
      if (!/^\/\P{Cc}+$/u.test(rest)) throw refused('must be an absolute path, as in file:/run/secrets/shop');
      return { kind, path: rest };
    case 'azure-keyvault':
      // https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates: 1 to 127 of these.
      if (!/^[0-9A-Za-z-]{1,127}$/.test(rest)) {
        throw refused('must name a secret with letters, digits and hyphens, as in azure-keyvault:shop-key');
      }
      return { kind, name: rest };
    default:
      return null;
  }
}

function refused(message: string): SegueError {
  return new SegueError('badRequest', {
    detail: `The API key ${message}. Nothing was changed.`,
    fields: [{ field: 'apiKey', message }],
  });
}
