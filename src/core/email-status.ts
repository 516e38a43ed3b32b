const statuses = new Map(
  ['subscribed', 'unsubscribed', 'nonSubscribed'].map((status) => [status.toLowerCase(), status]),
);

/** Omnisend's spelling of an e-mail channel's status, or null for anything else. */
export function emailStatus(text: string): string | null {
  return statuses.get(text.trim().toLowerCase()) ?? null;
}
