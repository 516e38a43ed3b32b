// One apply at a time: the server lends a lease, renewed while the work goes on and given back at its end. Whoever
// is killed with it in hand stops renewing, and it runs out.
import type { Client } from '../../client/client.ts';
import { ClientError } from '../../client/client-error.ts';

const renewMilliseconds = 20_000;

export type Lease = {
  /** To be asked before each change. Throws why the lease is no longer ours. */
  requireHeld(): void;
};

/** Throws `applyActive` while somebody else applies a file. */
export async function withLease<T>(client: Client, work: (lease: Lease) => Promise<T>): Promise<T> {
  const { id } = await client.apply.begin();
  let lost: ClientError | undefined;
  const renew = () =>
    client.apply.renew(id).catch((thrown: unknown) => {
      // A server that does not answer for a moment has not given the lease to anybody.
      if (thrown instanceof ClientError && thrown.code !== 'serverUnreachable') lost = thrown;
    });
  const renewing = setInterval(() => void renew(), renewMilliseconds);
  try {
    return await work({
      requireHeld() {
        if (lost !== undefined) throw lost;
      },
    });
  } finally {
    clearInterval(renewing);
    // It runs out by itself where this does not get through.
    await client.apply.end(id).catch(() => undefined);
  }
}

/** For what only looks. */
export const withoutLease: Lease = { requireHeld: () => undefined };
