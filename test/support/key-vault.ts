// A stand-in for Azure Key Vault, and for the identity of the machine it stands on: the real libraries speak to both, so
// what is tested is the way from DefaultAzureCredential to the secret. The vault has a certificate that it made itself.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeFolder } from './run-folder.ts';

export type KeyVaultStandIn = {
  url: string;
  /** Name → value; what is not here is answered 404. */
  secrets: Map<string, string>;
  /** Answers every request for a secret with this status, or leaves it without an answer. */
  fail: number | 'silent' | undefined;
  close(): Promise<void>;
};

const token = 'token-of-this-machine';

/** Sets what the environment of an Azure machine sets, for this process; call it before a vault is asked. */
export async function startKeyVault(): Promise<KeyVaultStandIn> {
  const folder = makeFolder();
  const [keyFile, certFile] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', keyFile, '-out', certFile, '-days', '2', '-subj', '/CN=127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...files], { stdio: 'ignore' });

  const identity = createPlainServer((request, response) => {
    if (request.headers['x-identity-header'] !== 'this-machine') return answer(response, 400, {});
    const expires = Math.floor(Date.now() / 1000) + 3600;
    return answer(response, 200, { access_token: token, expires_on: String(expires), token_type: 'Bearer' });
  });
  const standIn: Pick<KeyVaultStandIn, 'secrets' | 'fail'> = { secrets: new Map(), fail: undefined };
  const vault = createServer(
    { key: readFileSync(keyFile), cert: readFileSync(certFile) },
    (request, response) => giveOut(standIn, request, response),
  );
  const identityPort = await listen(identity);
  const before = { ...process.env };
  Object.assign(process.env, {
    IDENTITY_ENDPOINT: `http://127.0.0.1:${identityPort}/msi/token`,
    IDENTITY_HEADER: 'this-machine',
    // Nobody vouches for the certificate of the stand-in.
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  });
  return Object.assign(standIn, {
    url: `https://127.0.0.1:${await listen(vault)}`,
    async close() {
      for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'NODE_TLS_REJECT_UNAUTHORIZED']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
      for (const server of [identity, vault]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      folder.remove();
    },
  });
}

function giveOut(
  { secrets, fail }: Pick<KeyVaultStandIn, 'secrets' | 'fail'>,
  request: IncomingMessage,
  response: ServerResponse,
): ServerResponse | undefined {
  if (request.headers.authorization !== `Bearer ${token}`) {
    // The library takes a challenge for a domain above the vault's own; of an address in numbers, this is one.
    const challenge = 'Bearer authorization="https://login.example/tenant", resource="vault://0.0.1"';
    response.setHeader('www-authenticate', challenge);
    return answer(response, 401, {});
  }
  if (fail === 'silent') return undefined;
  if (fail !== undefined) return answer(response, fail, { error: { code: 'Failed', message: 'as asked' } });
  const name = /^\/secrets\/([^/?]+)/.exec(request.url ?? '')?.[1] ?? '';
  const value = secrets.get(name);
  if (value === undefined) return answer(response, 404, { error: { code: 'SecretNotFound', message: name } });
  return answer(response, 200, {
    value,
    id: `https://127.0.0.1/secrets/${name}/1`,
    attributes: { enabled: true },
  });
}

function answer(response: ServerResponse, status: number, body: object): ServerResponse {
  return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function listen(server: Server | ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
