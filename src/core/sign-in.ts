// Decisions about signing in that need nothing but what they are given.
import type { Role } from '../contract/users.ts';

/** So many wrong passwords in a row lock an account, for so long. */
export const wrongPasswordsBeforeLock = 10;
export const lockMilliseconds = 15 * 60_000;

/** The highest role that one of the groups gives; null when none of them gives any. */
export function roleOfGroups(groups: readonly string[], given: Record<Role, readonly string[]>): Role | null {
  const highestFirst = ['administrator', 'contributor', 'viewer'] as const;
  return highestFirst.find((role) => given[role].some((group) => groups.includes(group))) ?? null;
}

/**
 * Where somebody goes after signing in: the path that was asked for if it is one of our own, else the start page.
 * Browsers read a backslash as a slash and drop tabs and line breaks, so that "/\evil.example" leads elsewhere.
 */
export function ownPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/') || hasControls(wanted)) return '/';
  const here = 'http://segue.invalid';
  if (!URL.canParse(wanted, here)) return '/';
  const url = new URL(wanted, here);
  if (url.origin !== here || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}

/** The same path, with what became of the call in its query. */
export function withProblem(path: string, code: string): string {
  const url = new URL(path, 'http://segue.invalid');
  url.searchParams.set('problem', code);
  return url.pathname + url.search + url.hash;
}

const hasControls = (text: string): boolean => [...text].some((sign) => sign < ' ' || sign === '\u007f');
