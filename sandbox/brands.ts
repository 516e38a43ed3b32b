import { createHash } from 'node:crypto';
import { Brand } from './brand.ts';
import type { Settings } from './options.ts';

/**
 * Which key opens which brand. Unless `brands` names it, a key is a brand of its own, and `key@brand` is one of several
 * keys of that brand. A key that begins with `wrong` opens nothing, one that begins with `noscope` only /brands/current.
 */

export const allScopes = [
  'brands.read',
  'contacts.read',
  'contacts.write',
  'batches.read',
  'batches.write',
] as const;
export type Scope = (typeof allScopes)[number];

export interface Access {
  readonly brand: Brand;
  readonly scopes: ReadonlySet<string>;
}

/** What of a key decides its brand; the key itself never shows. */
function brandPartOf(key: string): { readonly digest: string; readonly name: string | undefined } {
  const at = key.lastIndexOf('@');
  const name = at < 0 || at === key.length - 1 ? undefined : key.slice(at + 1);
  return {
    digest: createHash('sha256')
      .update(name ?? key)
      .digest('hex'),
    name,
  };
}

export class Brands {
  readonly #settings: Settings;
  readonly #byID = new Map<string, Brand>();
  readonly #byKey = new Map<string, Access>();
  readonly #revoked = new Set<string>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Undefined for a key that is not, or no longer, valid. */
  access(key: string): Access | undefined {
    if (this.#revoked.has(key)) return undefined;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (key === '' || key.startsWith('wrong')) return undefined;
    const access = this.#open(key);
    this.#byKey.set(key, access);
    return access;
  }

  revoke(key: string): void {
    this.#revoked.add(key);
  }

  all(): readonly Brand[] {
    return [...this.#byID.values()];
  }

  /** By brandID, by name, or by one of its keys. */
  find(text: string): Brand | undefined {
    return (
      this.#byID.get(text) ?? this.all().find((brand) => brand.name === text) ?? this.access(text)?.brand
    );
  }

  clear(): void {
    this.#byID.clear();
    this.#byKey.clear();
    this.#revoked.clear();
  }

  #open(key: string): Access {
    const listed = this.#settings.brands.find((option) => option.key === key);
    if (listed !== undefined) {
      return { brand: this.#brand(listed), scopes: new Set(listed.scopes ?? allScopes) };
    }
    const { digest, name } = brandPartOf(key);
    const brand = this.#brand({
      brandID: digest.slice(0, 24),
      name: name ?? `Sandbox ${digest.slice(0, 6)}`,
      website: `https://${name?.toLowerCase().replace(/[^a-z0-9-]/g, '-') ?? digest.slice(0, 6)}.example`,
    });
    return { brand, scopes: new Set(key.startsWith('noscope') ? ['brands.read'] : allScopes) };
  }

  #brand(identity: { brandID: string; name: string; website: string }): Brand {
    const known = this.#byID.get(identity.brandID);
    if (known !== undefined) return known;
    const brand = new Brand(this.#byID.size, identity, this.#settings);
    this.#byID.set(identity.brandID, brand);
    return brand;
  }
}
