import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asciiDomain } from '../core/address.ts';
import {
  addressDetailSql,
  addressProblemSql,
  addressProblems,
  addressSql,
  foreignDomain,
  trimSql,
} from './address-sql.ts';
import { type Lake, openLake } from './duck.ts';
import { translateWords } from './plan-words.ts';

let folder: string;
let lake: Lake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-addresses-'));
  lake = await openLake({ folders: [folder], spillFolder: folder, memoryMegabytes: 200, threads: 1 });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

type Verdict = { email: string | null; problem: string | null; detail: string | null };

async function judge(found: (string | null)[]): Promise<Verdict[]> {
  return lake.use(async (duck) => {
    await duck.run(
      `CREATE TEMP TABLE found AS SELECT i, x, ${trimSql('x')} AS t
       FROM (SELECT unnest(from_json($list, '["VARCHAR"]')) AS x, generate_subscripts(from_json($list, '["VARCHAR"]'), 1) AS i)`,
      { list: JSON.stringify(found) },
    );
    await translateWords(
      duck,
      'd',
      `SELECT DISTINCT ${foreignDomain} AS raw, NULL AS home FROM found`,
      asciiDomain,
    );
    const rows =
      await duck.rows(`SELECT a, ${addressProblemSql('a')} AS problem, ${addressDetailSql} AS detail
      FROM (SELECT found.*, ${addressSql('d.word')} AS a FROM found LEFT JOIN d ON d.raw = ${foreignDomain}) ORDER BY i`);
    return rows.map(({ a, problem, detail }) => ({
      email: problem === 0 ? String(a) : null,
      problem: addressProblems[Number(problem)] ?? null,
      detail: detail as string | null,
    }));
  });
}

const long = (n: number) => 'a'.repeat(n);

describe('addresses', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    [' Ann.Smith+news@Example.COM\t', 'ann.smith+news@example.com'],
    ['\u00a0ann@example.com\u2003\n', 'ann@example.com'],
    ["o'brien@example.com", "o'brien@example.com"],
    ["a!#$%&'*+/=?^_`{|}~-b@x.io", "a!#$%&'*+/=?^_`{|}~-b@x.io"],
    ['a@b.c', 'a@b.c'],
    ['1@2.3', '1@2.3'],
    ['a@xn--80ak6aa92e.com', 'a@xn--80ak6aa92e.com'],
    ['anna@Bücher.example', 'anna@xn--bcher-kva.example'],
    ['ANNA@BÜCHER.example', 'anna@xn--bcher-kva.example'],
    ['anna@例え.テスト', 'anna@xn--r8jz45g.xn--zckzah'],
    ['anna@smörgås。se', 'anna@xn--smrgs-pra0j.se'],
    [`${long(64)}@example.com`, `${long(64)}@example.com`],
    [`a@${long(63)}.com`, `a@${long(63)}.com`],
    [`a@${`${long(60)}.`.repeat(4)}${long(8)}`, `a@${`${long(60)}.`.repeat(4)}${long(8)}`],
  ])('takes %s', async (found, sent) => {
    expect((await judge([found]))[0]).toMatchObject({ email: sent, problem: null });
  });

  it.each([
    [null, 'emailMissing'],
    ['', 'emailMissing'],
    [' \t\u00a0', 'emailMissing'],
    ['NA', 'emailInvalid'],
    ['ann', 'emailInvalid'],
    ['ann@', 'emailInvalid'],
    ['@example.com', 'emailInvalid'],
    ['ann@example', 'emailInvalid'],
    ['ann@.com', 'emailInvalid'],
    ['ann@example.', 'emailInvalid'],
    ['ann@example..com', 'emailInvalid'],
    ['.ann@example.com', 'emailInvalid'],
    ['ann.@example.com', 'emailInvalid'],
    ['a..b@example.com', 'emailInvalid'],
    ['a b@example.com', 'emailInvalid'],
    ['a@b@example.com', 'emailInvalid'],
    ['"a"@example.com', 'emailInvalid'],
    ['ann(me)@example.com', 'emailInvalid'],
    ['ann@[192.168.0.1]', 'emailInvalid'],
    ['Ann <ann@example.com>', 'emailInvalid'],
    ['mailto:ann@example.com', 'emailInvalid'],
    ['ann@example.com;bo@example.com', 'emailInvalid'],
    ['ann@-example.com', 'emailInvalid'],
    ['ann@example-.com', 'emailInvalid'],
    ['ann@exa_mple.com', 'emailInvalid'],
    ['ann\n@example.com', 'emailInvalid'],
    ['ann@exämple', 'emailInvalid'],
    ['ann@bü/cher.se', 'emailInvalid'],
    ['ann@bücher.se:80', 'emailInvalid'],
    ['ann@１２７.0.0.1', 'emailInvalid'],
    [`${long(65)}@example.com`, 'emailInvalid'],
    [`a@${long(64)}.com`, 'emailInvalid'],
    [`a@${`${long(60)}.`.repeat(4)}${long(9)}`, 'emailInvalid'],
    ['andrés18@adventure-works.com', 'emailNotAscii'],
    ['ANDRÉS@bücher.se', 'emailNotAscii'],
    ['jo\u212a@example.com', 'emailNotAscii'],
    ['İ@example.com', 'emailNotAscii'],
    ['andrés@nowhere', 'emailInvalid'],
    ['é é@example.com', 'emailInvalid'],
  ])('turns %s down', async (found, problem) => {
    expect((await judge([found]))[0]).toMatchObject({ email: null, problem });
  });

  it('says in words what is wrong where that is plain', async () => {
    const found = ['ann', 'a b@x.se', 'a@b@x.se', '@x.se', 'ann@x', `${long(65)}@x.se`, `a@${long(300)}.se`];
    expect((await judge(found)).map(({ detail }) => detail)).toEqual([
      'There is no @ in it.',
      'There is a space in it.',
      'There is more than one @ in it.',
      'There is nothing before the @.',
      'The part after the @ has no dot.',
      'The part before the @ is longer than 64 characters.',
      'It is longer than 254 characters.',
    ]);
  });

  it('agrees with the rule written again in JavaScript, and is the same when applied again', async () => {
    const piece = fc.string({ unit: fc.constantFrom(...'abZ09.-_+@ é\u00a0ß。"(['), maxLength: 70 });
    const word = fc.string({ unit: fc.constantFrom(...'aZ9-ü.'), minLength: 1, maxLength: 66 });
    const likely = fc
      .tuple(fc.string({ unit: fc.constantFrom(..."aZ9.'+é"), minLength: 1, maxLength: 66 }), word, word)
      .map(([local, one, two]) => `${local}@${one}.${two}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(piece, likely), { minLength: 50, maxLength: 200 }),
        async (found) => {
          const verdicts = await judge(found);
          expect(verdicts.map(({ email }) => email)).toEqual(found.map(usable));
          const sent = verdicts.flatMap(({ email }) => (email === null ? [] : [email]));
          if (sent.length > 0) expect((await judge(sent)).map(({ email }) => email)).toEqual(sent);
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** The contract's paragraph on addresses, word by word. */
function usable(found: string): string | null {
  const text = found.trim();
  const at = text.lastIndexOf('@');
  if (at < 0 || /[^ -~]/.test(text.slice(0, at))) return null;
  const local = text.slice(0, at).toLowerCase();
  const given = text.slice(at + 1).toLowerCase();
  const domain = /[^ -~]/.test(given) ? (/[/:?#%@[\]\\ ]/.test(given) ? '' : domainToASCII(given)) : given;
  const atoms = local.split('.');
  const labels = domain.split('.');
  const isAtom = (atom: string) =>
    atom !== '' && [...atom].every((sign) => /[a-z0-9!#$%&'*+/=?^_`{|}~-]/.test(sign));
  const isLabel = (label: string) =>
    label.length >= 1 &&
    label.length <= 63 &&
    /^[a-z0-9-]*$/.test(label) &&
    label[0] !== '-' &&
    label.at(-1) !== '-';
  const good =
    local.length <= 64 &&
    atoms.every(isAtom) &&
    labels.length >= 2 &&
    labels.every(isLabel) &&
    local.length + domain.length < 254;
  return good ? `${local}@${domain}` : null;
}
