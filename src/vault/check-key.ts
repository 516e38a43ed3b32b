import { keyMissing } from './problems.ts';

/** What goes into a header: one line of visible ASCII. Anything else at that place is no key, and is not sent away. */
export function checkKey(text: string, place: string): string {
  const key = text.trim();
  if (/^[\x21-\x7e]{1,1000}$/.test(key)) return key;
  throw keyMissing(
    key === '' ? `${place} is empty.` : `${place} does not hold a key: that is one line without spaces.`,
    { message: 'leads to something that is no key', action: 'Put the key there, alone.' },
  );
}
