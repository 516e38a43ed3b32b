/** The latest requests, for tests that want to see what a client really sent. Never the key. */

export interface LogEntry {
  readonly at: string;
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly brandID: string | null;
  /** The status answered, or what befell the connection instead. */
  readonly outcome: string;
  /** The body as it came; only for the latest requests. */
  readonly body: string | null;
}

interface Kept {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly brandID: string | undefined;
  readonly outcome: string;
  body: Buffer | undefined;
}

const keptEntries = 2000;
const keptBodies = 200;

export class RequestLog {
  #kept: Kept[] = [];

  add(entry: Kept): void {
    this.#kept.push(entry);
    const withoutBody = this.#kept[this.#kept.length - 1 - keptBodies];
    if (withoutBody !== undefined) withoutBody.body = undefined;
    if (this.#kept.length >= keptEntries * 2) this.#kept = this.#kept.slice(-keptEntries);
  }

  /** Oldest first. */
  entries(): readonly LogEntry[] {
    return this.#kept.slice(-keptEntries).map((entry) => ({
      at: new Date(entry.at).toISOString(),
      method: entry.method,
      url: entry.url,
      brandID: entry.brandID ?? null,
      outcome: entry.outcome,
      body: entry.body === undefined || entry.body.length === 0 ? null : entry.body.toString(),
    }));
  }

  clear(): void {
    this.#kept = [];
  }
}
