// Slows down whoever tries passwords, per address and per account. In memory only: it must hold before the database
// is asked, and the pauses are too short to be worth keeping over a restart.
import type { Clock } from '../clock.ts';
import { SegueError } from '../errors.ts';

/** So many wrong attempts are free; each further one doubles the pause, up to the longest. */
const free = { account: 5, address: 20 } as const;
const longestSeconds = 60;
const forgetAfterMilliseconds = 15 * 60_000;
const mostEntries = 20_000;

type Entry = { attempts: number; lastAt: number; blockedUntil: number };

export type Attempts = {
  /**
   * Counts an attempt as failed before its password is looked at, so that many at once are no way around.
   * Throws `tooManyAttempts` after telling `onRefused` the seconds to wait.
   */
  take(who: { account: string; address: string }, onRefused: (seconds: number) => void): void;
  /** The attempt succeeded: the account starts anew. The address does not, or one good account would free it. */
  succeed(who: { account: string; address: string }): void;
};

export function createAttempts(clock: Pick<Clock, 'monotonic'>): Attempts {
  const entries = new Map<string, Entry>();
  const keysOf = ({ account, address }: { account: string; address: string }) =>
    [
      { key: `account ${account.toLowerCase()}`, allowed: free.account },
      { key: `address ${address}`, allowed: free.address },
    ] as const;

  function entryOf(key: string, now: number): Entry {
    const present = entries.get(key);
    if (present !== undefined && now - present.lastAt < forgetAfterMilliseconds) return present;
    const entry = { attempts: 0, lastAt: now, blockedUntil: 0 };
    entries.set(key, entry);
    return entry;
  }

  function forgetOld(now: number): void {
    if (entries.size < mostEntries) return;
    for (const [key, { lastAt }] of entries) {
      if (now - lastAt >= forgetAfterMilliseconds || entries.size > mostEntries) entries.delete(key);
    }
  }

  return {
    take(who, onRefused) {
      const now = clock.monotonic();
      forgetOld(now);
      const found = keysOf(who).map(({ key, allowed }) => ({ entry: entryOf(key, now), allowed }));
      const blockedUntil = Math.max(...found.map(({ entry }) => entry.blockedUntil));
      if (blockedUntil > now) {
        const seconds = Math.ceil((blockedUntil - now) / 1000);
        onRefused(seconds);
        throw new SegueError('tooManyAttempts', {
          detail: `There were too many wrong attempts. The next one is looked at in ${seconds} s.`,
        });
      }
      for (const { entry, allowed } of found) {
        entry.attempts += 1;
        entry.lastAt = now;
        const beyond = entry.attempts - allowed;
        if (beyond >= 0) entry.blockedUntil = now + Math.min(2 ** beyond, longestSeconds) * 1000;
      }
    },

    succeed(who) {
      const [account, address] = keysOf(who);
      entries.delete(account.key);
      const entry = entries.get(address.key);
      if (entry !== undefined && entry.attempts > 0) {
        entry.attempts -= 1;
        entry.blockedUntil = 0;
      }
    },
  };
}
