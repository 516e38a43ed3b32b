/** Ids as Omnisend's: 24 hexadecimal digits. Ours carry the brand and a running number, so nothing has to be looked up. */

const prefixes = { contact: 'c0117ac7', batch: 'ba7c4000' } as const;
const idPattern = /^[0-9a-f]{24}$/;

/** The ids of one kind within one brand; an id of another brand is none of ours. */
export class IdSeries {
  readonly #prefix: string;

  constructor(kind: keyof typeof prefixes, brandNumber: number) {
    this.#prefix = prefixes[kind] + brandNumber.toString(16).padStart(4, '0');
  }

  idOf(index: number): string {
    return this.#prefix + index.toString(16).padStart(12, '0');
  }

  indexOf(id: string): number | undefined {
    if (!idPattern.test(id) || !id.startsWith(this.#prefix)) return undefined;
    return Number.parseInt(id.slice(this.#prefix.length), 16);
  }
}
