// English and Swedish say the same things: every key of one is a key of the other, with the same places to fill in.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { furtherActions } from '../src/contract/audit.ts';
import { errorCodes } from '../src/contract/error-codes.ts';
import { calls } from '../src/core/permissions.ts';

type Words = { [key: string]: string | Words };

const folder = fileURLToPath(new URL('../web/i18n', import.meta.url));
const filesOf = (language: string) => readdirSync(join(folder, language)).sort();

function wordsOf(language: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (words: Words, path: string) => {
    for (const [key, value] of Object.entries(words)) {
      if (typeof value === 'string') found.set(path + key, value);
      else walk(value, `${path}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Words, '');
  return found;
}

const placesOf = (text: string) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]).sort();

it('has the same areas in both languages', () => {
  expect(filesOf('sv')).toEqual(filesOf('en'));
});

it('has Swedish words for every error code; in English the server has them', () => {
  const words = ['problem-codes.sv.json', 'sv/problems.json'].flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Words),
  );
  expect(Object.keys(errorCodes).filter((code) => !words.includes(code))).toEqual([]);
});

it('has words for everything that the audit log records', () => {
  const words = wordsOf('en', 'audit.json');
  const changing = Object.entries(calls).flatMap(([call, { effect }]) =>
    effect === 'changes' ? [call] : [],
  );
  const recorded = [...changing, ...furtherActions];
  expect(recorded.filter((action) => !words.has(`actions.${action}`))).toEqual([]);
});

describe.each(filesOf('en'))('%s', (file) => {
  const [en, sv] = [wordsOf('en', file), wordsOf('sv', file)];

  it('has the same keys in both languages', () => {
    expect([...sv.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it('leaves nothing empty, and fills in the same things', () => {
    for (const [key, text] of en) {
      expect(text.trim(), key).not.toBe('');
      expect(sv.get(key)?.trim(), key).not.toBe('');
      expect(placesOf(sv.get(key) ?? ''), key).toEqual(placesOf(text));
    }
  });
});
