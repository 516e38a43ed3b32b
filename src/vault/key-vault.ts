// Azure Key Vault. Its libraries take most of a second to load, so they are loaded when the first secret is asked for.
import type { SecretClient } from '@azure/keyvault-secrets';
import type { SegueError } from '../errors.ts';
import { keyMissing, keyUnavailable } from './problems.ts';

export type KeyVault = {
  /** The latest version of the secret. Throws `keyMissing`, `keyUnavailable`. */
  secret(name: string): Promise<string>;
};

export function openKeyVault(url: string, timeoutMilliseconds: number): KeyVault {
  let loading: Promise<SecretClient> | undefined;
  return {
    async secret(name) {
      loading ??= loadClient(url);
      const client = await loading;
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      try {
        const { value } = await unlessLate(client.getSecret(name, { abortSignal: signal }), signal);
        return value ?? '';
      } catch (error) {
        throw problemOf(error, name, new URL(url).host);
      }
    },
  };
}

/** Who Segue is to Azure comes from its surroundings: a managed identity, or AZURE_CLIENT_ID and its like. */
async function loadClient(url: string): Promise<SecretClient> {
  const [secrets, identity] = await Promise.all([
    import('@azure/keyvault-secrets'),
    import('@azure/identity'),
  ]);
  return new secrets.SecretClient(url, new identity.DefaultAzureCredential(), {
    retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 },
  });
}

/** Not every way to a token listens to the signal. */
async function unlessLate<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  answer.catch(() => undefined);
  return Promise.race([
    answer,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);
}

/** The vault's own words are left out: they name tenants and identities. */
function problemOf(error: unknown, name: string, host: string): SegueError {
  const { statusCode, name: kind } = (error ?? {}) as { statusCode?: unknown; name?: unknown };
  const status = typeof statusCode === 'number' ? statusCode : 0;
  if (isWithoutIdentity(kind, status)) {
    return keyMissing(`Segue has no identity with which it could ask the key vault ${host}.`, {
      action:
        'Give the machine a managed identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, and start Segue again.',
      ...{ message: 'needs an identity in Azure', cause: error },
    });
  }
  if (status === 404) {
    return keyMissing(`The key vault ${host} has no secret "${name}".`, {
      action: `Make the secret "${name}" in the key vault, or give the connection another place or the key itself.`,
      ...{ message: 'names a secret that is not there', cause: error },
    });
  }
  if (status === 401 || status === 403) {
    return keyMissing(`The key vault ${host} answered ${status} to the secret "${name}".`, {
      action: `Give Segue's identity the role "Key Vault Secrets User" there, and see that the secret is enabled.`,
      ...{ message: 'names a secret that Segue may not read', cause: error },
    });
  }
  const what = status === 0 ? 'did not answer' : `answered ${status}`;
  return keyUnavailable(`The key vault ${host} ${what} when it was asked for the secret "${name}".`, error);
}

/** There is none, or the one that is configured is not accepted; a sign-in service that fails is another matter. */
function isWithoutIdentity(kind: unknown, status: number): boolean {
  if (kind === 'CredentialUnavailableError' || kind === 'AggregateAuthenticationError') return true;
  return kind === 'AuthenticationError' && status >= 400 && status < 500 && status !== 429;
}
