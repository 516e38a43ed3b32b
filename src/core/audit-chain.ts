// The chain of the audit log: each entry's hash covers the entry and the hash before it, so that whoever changes,
// removes or inserts one would have to make all later ones anew, and the kept head with them.
import { createHash } from 'node:crypto';
import type { AuditEntry } from '../contract/audit.ts';

type Facts = Record<string, unknown>;
export type Unchained = Omit<AuditEntry, 'hash'>;

/** Where the chain has got to: the number and hash of the last entry. */
export type Link = { number: number; hash: string };
export const beginning: Link = { number: 0, hash: '' };

/** The same text for the same value, whatever the order in which its keys were stored. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  const parts = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${parts.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`;
}

export function hashAfter(previousHash: string, entry: Unchained): string {
  const { number, at, actor, action, target, before, after, address } = entry;
  const covered = { number, at, actor, action, target, before, after, address };
  return createHash('sha256')
    .update(previousHash + canonical(covered))
    .digest('hex');
}

/** Goes on from a link over the next entries; stops at the first that is not what the chain says. */
export function follow(from: Link, entries: readonly AuditEntry[]): { to: Link; brokenAt: number | null } {
  let to = from;
  for (const entry of entries) {
    const expected = to.number + 1;
    if (entry.number !== expected || entry.hash !== hashAfter(to.hash, entry)) {
      return { to, brokenAt: expected };
    }
    to = { number: entry.number, hash: entry.hash };
  }
  return { to, brokenAt: null };
}

/** What differs, on both sides; null on the side that does not exist or has nothing to say. */
export function changedFields(
  before: Facts | null,
  after: Facts | null,
): { before: Facts | null; after: Facts | null } {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const differing = [...keys].filter((key) => canonical(before?.[key]) !== canonical(after?.[key]));
  const side = (facts: Facts | null): Facts | null => {
    const parts = differing.filter((key) => facts?.[key] !== undefined);
    return parts.length === 0 ? null : Object.fromEntries(parts.map((key) => [key, masked(facts?.[key])]));
  };
  return { before: side(before), after: side(after) };
}

/** Addresses get into free text, such as the name of a segment; the log never forgets, so they stay out of it. */
export function masked<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/[^\s@"'<>,;]+@[^\s@"'<>,;]+/g, '(address)') as T;
  if (Array.isArray(value)) return value.map(masked) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, masked(part)])) as T;
}
