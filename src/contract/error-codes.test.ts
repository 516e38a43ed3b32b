import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes } from './error-codes.ts';

const documented = readFileSync(new URL('../../docs/error-codes.md', import.meta.url), 'utf8');

/** A row of the table in the document: what a code is, word for word. */
function rowOf(code: string, facts: (typeof errorCodes)[keyof typeof errorCodes]): string {
  const passing = facts.passing ? 'yes' : 'no';
  return `| \`${code}\` | ${facts.status} | ${facts.title} | ${facts.action} | ${passing} |`;
}

/** However wide the columns are drawn. */
const narrowed = (line: string) => line.replaceAll(/ +/g, ' ').trim();

describe('docs/error-codes.md', () => {
  it('lists exactly the codes of contract/error-codes.ts, word for word and in that order', () => {
    const rows = documented
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map(narrowed);
    expect(rows, 'write these rows into docs/error-codes.md').toEqual(
      Object.entries(errorCodes).map(([code, facts]) => rowOf(code, facts)),
    );
  });

  it('gives every code a status that is an error, a title and something to do', () => {
    for (const [code, facts] of Object.entries(errorCodes)) {
      expect(facts.status, code).toBeGreaterThanOrEqual(400);
      expect(facts.title, code).not.toBe('');
      expect(facts.action, code).toMatch(/[.…]$/);
    }
  });
});
