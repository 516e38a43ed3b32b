import type { Fate } from './fault-rules.ts';
import type { Problem } from './problems.ts';

/**
 * A batch as the sandbox keeps it. pending → inProgress → finished; `stopped` when a fault ends it early. Verdicts are
 * kept as numbers, so that ten thousand finished batches weigh little; only failures keep their answers.
 */

export type BatchStatus = 'pending' | 'inProgress' | 'finished' | 'stopped';

export interface Failure {
  readonly position: number;
  readonly request: unknown;
  readonly problem: Problem;
}

export type Verdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'done'; readonly contactIndex: number; readonly created: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface NewBatch {
  readonly index: number;
  readonly method: 'POST' | 'PUT';
  readonly origin: string | undefined;
  readonly total: number;
  readonly createdAt: number;
  readonly delayMs: number;
  readonly fate: Fate | undefined;
  readonly body: Buffer;
}

export class Batch {
  readonly index: number;
  readonly method: 'POST' | 'PUT';
  readonly origin: string | undefined;
  readonly total: number;
  readonly createdAt: number;
  readonly fate: Fate | undefined;
  /** The request as it came, until there are too many newer ones. */
  body: Buffer | undefined;
  readonly failures: Failure[] = [];
  finishedCount = 0;
  #end: { readonly status: 'finished' | 'stopped'; readonly at: number } | undefined;
  readonly #startedAt: number;
  /** 0 none; above, twice the contact's index, plus one if created, plus one; below, minus the failure's place. */
  readonly #verdicts: Int32Array;

  constructor(made: NewBatch) {
    this.index = made.index;
    this.method = made.method;
    this.origin = made.origin;
    this.total = made.total;
    this.createdAt = made.createdAt;
    this.fate = made.fate;
    this.body = made.body;
    this.#startedAt = made.createdAt + made.delayMs / 2;
    this.#verdicts = new Int32Array(made.total);
  }

  statusAt(now: number): BatchStatus {
    if (this.#end !== undefined) return this.#end.status;
    return this.fate === 'pending' || now < this.#startedAt ? 'pending' : 'inProgress';
  }

  startedAt(now: number): number | undefined {
    return this.statusAt(now) === 'pending' ? undefined : this.#startedAt;
  }

  get endedAt(): number | undefined {
    return this.#end?.at;
  }

  setDone(position: number, contactIndex: number, created: boolean): void {
    this.#verdicts[position] = contactIndex * 2 + (created ? 2 : 1);
    this.finishedCount += 1;
  }

  setFailed(failure: Failure): void {
    this.failures.push(failure);
    this.#verdicts[failure.position] = -this.failures.length;
    this.finishedCount += 1;
  }

  end(status: 'finished' | 'stopped', at: number): void {
    this.#end = { status, at };
  }

  verdict(position: number): Verdict {
    const code = this.#verdicts[position] ?? 0;
    const failure = code < 0 ? this.failures[-code - 1] : undefined;
    if (failure !== undefined) return { kind: 'failed', failure };
    if (code === 0) return { kind: 'none' };
    return { kind: 'done', contactIndex: (code - 1) >> 1, created: (code - 1) % 2 === 1 };
  }

  /** What was asked for, item by item, as long as the request is kept. */
  requests(): readonly unknown[] | undefined {
    if (this.body === undefined) return undefined;
    const parsed: { readonly items: readonly unknown[] } = JSON.parse(this.body.toString());
    return parsed.items;
  }
}
