/** ISO 3166-1 alpha-2 codes and their English names, from the Unicode data inside Node. */

/** Codes that Unicode names although ISO 3166-1 does not assign them. */
const unassigned = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ'.split(' '));

const nameByCode = new Map<string, string>();
const codeByName = new Map<string, string>();

function load(): void {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      const name = names.of(code);
      // A withdrawn code is read as its successor: SU as RU.
      const current = new Intl.Locale(`und-${code}`).region === code;
      if (name === undefined || !current || unassigned.has(code)) continue;
      nameByCode.set(code, name);
      codeByName.set(name.toLowerCase(), code);
    }
  }
}

load();

export function countryName(code: string): string | undefined {
  return nameByCode.get(code);
}

export function countryCodeOf(name: string): string | undefined {
  return codeByName.get(name.trim().toLowerCase());
}
