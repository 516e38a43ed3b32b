import { type Fate, type FaultRule, isFate, isItemKind, parseFaultRule } from './fault-rules.ts';

/** Decides, by counters and seeded chance alone, what goes wrong with which request and which item. */

export type Fault =
  | {
      readonly does: 'answer';
      readonly status: number;
      readonly retryAfter: number | undefined;
      readonly applied: boolean;
    }
  | { readonly does: 'drop' | 'hang'; readonly applied: boolean }
  | { readonly does: 'truncate' }
  | { readonly does: 'slow'; readonly ms: number }
  | { readonly does: 'fate'; readonly fate: Fate; readonly applied: boolean };

export type ItemFault =
  | { readonly does: 'reject' }
  | { readonly does: 'forget'; readonly silent: boolean }
  | { readonly does: 'drop-field'; readonly field: string };

export interface RequestSubject {
  readonly method: string;
  /** The route, such as `/batches/{id}`, or the path itself where there is none. */
  readonly route: string;
  /** Whether one of the addresses in the request contains the text. */
  mentions(text: string): boolean;
}

/** mulberry32, a small generator of good enough spread. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class ArmedRule {
  readonly rule: FaultRule;
  readonly random: () => number;
  fired = 0;
  #seen = 0;

  constructor(rule: FaultRule, seed: number) {
    this.rule = rule;
    this.random = seededRandom(rule.seed ?? seed);
  }

  isAbout(subject: RequestSubject): boolean {
    const { method, path } = this.rule;
    if (method !== undefined && method !== subject.method) return false;
    if (path === undefined) return true;
    return path.endsWith('*') ? subject.route.startsWith(path.slice(0, -1)) : subject.route === path;
  }

  /** Counts an occasion and says whether the rule fires on it. */
  fires(mentions: (text: string) => boolean): boolean {
    const { every, at, after, times, p, email } = this.rule.when;
    if (email !== undefined && !mentions(email)) return false;
    this.#seen += 1;
    const seen = this.#seen;
    if (every !== undefined && seen % every !== 0) return false;
    if (at !== undefined && !at.some(([first, last]) => seen >= first && seen <= last)) return false;
    if (after !== undefined && seen <= after) return false;
    if (p !== undefined && this.random() >= p) return false;
    if (times !== undefined && this.fired >= times) return false;
    this.fired += 1;
    return true;
  }
}

export class Faults {
  #rules: readonly string[] = [];
  #forRequests: readonly ArmedRule[] = [];
  #forItems: readonly ArmedRule[] = [];
  readonly #seed: number;

  constructor(rules: readonly string[], seed: number) {
    this.#seed = seed;
    this.set(rules);
  }

  /** Replaces all rules, with fresh counters; a rule that cannot be read changes nothing and throws. */
  set(rules: readonly string[]): void {
    const armed = rules.map((text, at) => new ArmedRule(parseFaultRule(text), this.#seed + at));
    this.#rules = [...rules];
    this.#forItems = armed.filter(({ rule }) => isItemKind(rule.kind));
    this.#forRequests = armed.filter(({ rule }) => !isItemKind(rule.kind));
  }

  rewind(): void {
    this.set(this.#rules);
  }

  /** How often each rule fired. */
  fired(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#forRequests, ...this.#forItems].map(({ rule, fired }) => [rule.text, fired]),
    );
  }

  /** Every rule counts every request it is about; the first that fires decides. */
  forRequest(subject: RequestSubject): Fault | undefined {
    let decided: Fault | undefined;
    for (const armed of this.#forRequests) {
      if (!armed.isAbout(subject) || !armed.fires((text) => subject.mentions(text))) continue;
      decided ??= armed.rule.kind === 'chaos' ? chaosFault(armed, subject) : requestFault(armed.rule);
    }
    return decided;
  }

  forItem(mentions: (text: string) => boolean): ItemFault | undefined {
    let decided: ItemFault | undefined;
    for (const armed of this.#forItems) {
      if (armed.fires(mentions)) decided ??= itemFault(armed.rule);
    }
    return decided;
  }
}

function answerFault(status: number, retryAfter: FaultRule['retryAfter'], applied: boolean): Fault {
  const seconds = retryAfter === 'none' ? undefined : (retryAfter ?? 1);
  return { does: 'answer', status, retryAfter: status === 429 ? seconds : undefined, applied };
}

function requestFault(rule: FaultRule): Fault {
  const { kind, applied } = rule;
  if (kind === '400-batch') return answerFault(400, undefined, false);
  if (typeof kind === 'number') return answerFault(kind, rule.retryAfter, applied);
  if (isFate(kind)) return { does: 'fate', fate: kind, applied };
  return namedFault(kind, rule.ms, applied);
}

function namedFault(kind: string, ms: number, applied: boolean): Fault {
  switch (kind) {
    case 'drop':
    case 'hang':
      return { does: kind, applied };
    case 'slow':
      return { does: 'slow', ms };
    case 'truncate':
      return { does: 'truncate' };
    default:
      throw new Error(`The fault "${kind}" has no effect on a request.`);
  }
}

function chaosFault(armed: ArmedRule, subject: RequestSubject): Fault | undefined {
  const makesBatch = subject.method === 'POST' && subject.route === '/batches';
  const kinds = armed.rule.kinds.filter((kind) => makesBatch || !isFate(baseKind(kind)));
  const kind = kinds[Math.floor(armed.random() * kinds.length)];
  if (kind === undefined) return undefined;
  const base = baseKind(kind);
  const applied = kind !== base;
  if (isFate(base)) return { does: 'fate', fate: base, applied };
  if (/^\d+$/.test(base)) return answerFault(Number(base), armed.rule.retryAfter, applied);
  return namedFault(base, armed.rule.ms, applied);
}

function baseKind(kind: string): string {
  return kind.replace(/-applied$/, '');
}

function itemFault(rule: FaultRule): ItemFault {
  if (rule.kind === 'drop-field') return { does: 'drop-field', field: rule.field ?? '' };
  return rule.kind === 'drop-item' ? { does: 'forget', silent: rule.silent } : { does: 'reject' };
}
