// Genders as sources spell them → the two that Omnisend knows.

const words: Record<'m' | 'f', string[]> = {
  m: ['m', 'male', 'man', 'men', 'boy', 'mr', 'mr.', 'herr', 'hane', 'manlig', 'kille', 'pojke'],
  f: [
    'f',
    'female',
    'woman',
    'women',
    'girl',
    'k',
    'kvinna',
    'kvinnlig',
    'fru',
    'frau',
    'flicka',
    'tjej',
    'w',
  ],
};

const genders = new Map(
  Object.entries(words).flatMap(([gender, spellings]) => spellings.map((word) => [word, gender] as const)),
);

/** @returns `m` or `f`, or null for anything else (another gender cannot be said to Omnisend). */
export function gender(text: string): string | null {
  return genders.get(text.trim().toLowerCase()) ?? null;
}
