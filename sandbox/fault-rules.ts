/** Reads the rules of `--fail`; `fault-help.ts` describes the language. */

const requestKinds = ['drop', 'hang', 'slow', 'truncate'] as const;
const fateKinds = ['stopped', 'gone', 'pending'] as const;
const itemKinds = ['item', 'drop-item', 'drop-field'] as const;
const otherKinds = ['400-batch', 'chaos'] as const;

export type Fate = (typeof fateKinds)[number];
export type ItemKind = (typeof itemKinds)[number];
type NamedKind = (typeof requestKinds)[number] | Fate | ItemKind | (typeof otherKinds)[number];

const namedKinds: ReadonlySet<string> = new Set([...requestKinds, ...fateKinds, ...itemKinds, ...otherKinds]);

const chaosDefault = [
  '500',
  '503',
  '524',
  '524-applied',
  'drop',
  'drop-applied',
  '429',
  'slow',
  'stopped',
  'gone',
];
const chaosKinds = new Set([...chaosDefault, 'pending', 'pending-applied', 'hang', 'truncate']);

export interface Selector {
  readonly every: number | undefined;
  readonly at: ReadonlyArray<readonly [first: number, last: number]> | undefined;
  readonly after: number | undefined;
  readonly times: number | undefined;
  readonly p: number | undefined;
  readonly email: string | undefined;
}

export interface FaultRule {
  readonly text: string;
  /** A named kind, or the status to answer. */
  readonly kind: NamedKind | number;
  readonly method: string | undefined;
  /** A route such as `/batches/{id}`; with a trailing `*`, a beginning. */
  readonly path: string | undefined;
  readonly when: Selector;
  readonly applied: boolean;
  readonly silent: boolean;
  readonly retryAfter: number | 'none' | undefined;
  readonly ms: number;
  readonly field: string | undefined;
  readonly kinds: readonly string[];
  readonly seed: number | undefined;
}

export class FaultRuleError extends Error {
  constructor(rule: string, fault: string) {
    super(
      `The fault rule "${rule}" cannot be read: ${fault}. Nothing was changed; see "segue sandbox --help" or sandbox/README.md.`,
    );
    this.name = 'FaultRuleError';
  }
}

export function isItemKind(kind: NamedKind | number): kind is ItemKind {
  return itemKinds.some((known) => known === kind);
}

export function isFate(kind: string | number): kind is Fate {
  return fateKinds.some((known) => known === kind);
}

const parameterNames = new Set(
  'every at after times p email applied silent retryAfter ms field kinds seed'.split(' '),
);

class Parameters {
  readonly #rule: string;
  readonly #values = new Map<string, string>();

  constructor(rule: string, text: string) {
    this.#rule = rule;
    for (const part of text.split(',').filter((each) => each.trim() !== '')) {
      const [name = '', ...rest] = part.split('=');
      if (!parameterNames.has(name.trim()))
        throw new FaultRuleError(rule, `there is no parameter "${name.trim()}"`);
      this.#values.set(name.trim(), rest.join('=').trim());
    }
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === '') throw new FaultRuleError(this.#rule, `${name} needs a value`);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#values.get(name);
    if (value !== undefined && value !== '') throw new FaultRuleError(this.#rule, `${name} takes no value`);
    return value !== undefined;
  }

  whole(name: string, least: number): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : this.#number(name, text, least);
  }

  /** "3", "10-15", "3+7+10-15". */
  ranges(name: string): ReadonlyArray<readonly [number, number]> | undefined {
    return this.text(name)
      ?.split('+')
      .map((range) => {
        const [first = '', last = first] = range.split('-');
        return [this.#number(name, first, 1), this.#number(name, last, 1)] as const;
      });
  }

  chance(): number | undefined {
    const text = this.text('p');
    if (text === undefined) return undefined;
    const p = Number(text);
    if (!(p > 0 && p <= 1)) throw new FaultRuleError(this.#rule, 'p must lie between 0 and 1');
    return p;
  }

  #number(name: string, text: string, least: number): number {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) {
      throw new FaultRuleError(
        this.#rule,
        `${name} must be a whole number of at least ${least}, not "${text}"`,
      );
    }
    return value;
  }
}

function readKind(rule: string, text: string): NamedKind | number {
  if (namedKinds.has(text)) return text as NamedKind;
  if (/^[45]\d\d$/.test(text)) return Number(text);
  throw new FaultRuleError(rule, `there is no kind "${text}"`);
}

function readChaosKinds(rule: string, text: string | undefined): readonly string[] {
  const kinds = text?.split('+') ?? chaosDefault;
  const unknown = kinds.find((kind) => !chaosKinds.has(kind));
  if (unknown !== undefined) throw new FaultRuleError(rule, `chaos does not know the kind "${unknown}"`);
  return kinds;
}

/** Throws a FaultRuleError that names what is wrong. */
export function parseFaultRule(rule: string): FaultRule {
  // An address in `email=` may hold an @ too; only one before a slash or a method is a target.
  const target = /@(?:([A-Z]+) +)?(\/[^:,@\s]*)/.exec(rule);
  const rest = target === null ? rule : rule.replace(target[0], '');
  const colon = rest.indexOf(':');
  const kind = readKind(rule, (colon < 0 ? rest : rest.slice(0, colon)).trim());
  const parameters = new Parameters(rule, colon < 0 ? '' : rest.slice(colon + 1));
  if (target !== null && (isItemKind(kind) || isFate(kind) || kind === '400-batch')) {
    throw new FaultRuleError(rule, `${kind} is about batches and takes no @`);
  }
  const retryAfter = parameters.text('retryAfter') === 'none' ? 'none' : parameters.whole('retryAfter', 0);
  const ms = parameters.whole('ms', 0);
  const p = parameters.chance();
  const field = parameters.text('field');
  if (kind === 'slow' && ms === undefined) throw new FaultRuleError(rule, 'slow needs ms=');
  if (kind === 'drop-field' && field === undefined) throw new FaultRuleError(rule, 'drop-field needs field=');
  if (kind === 'chaos' && p === undefined) throw new FaultRuleError(rule, 'chaos needs p=');
  const aboutBatches = isFate(kind) || kind === '400-batch';
  return {
    text: rule,
    kind,
    method: aboutBatches ? 'POST' : target?.[1],
    path: aboutBatches ? '/batches' : target?.[2],
    when: {
      every: parameters.whole('every', 1),
      at: parameters.ranges('at'),
      after: parameters.whole('after', 0),
      times: parameters.whole('times', 1),
      p,
      email: parameters.text('email'),
    },
    applied: parameters.flag('applied'),
    silent: parameters.flag('silent'),
    retryAfter,
    ms: ms ?? 200,
    field,
    kinds: readChaosKinds(rule, parameters.text('kinds')),
    seed: parameters.whole('seed', 0),
  };
}
