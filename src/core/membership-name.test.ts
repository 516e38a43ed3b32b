import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SegueError } from '../errors.ts';
import { membershipName, membershipNames } from './membership-name.ts';

describe('membershipName', () => {
  it.each([
    ['Åkare i Malmö', 'Akare i Malmo', 'Akare_i_Malmo'],
    ['Groß & Klein', 'Gross and Klein', 'Gross_and_Klein'],
    ['Ærø / Øl', 'AEro Ol', 'AEro_Ol'],
    ['  buyers: 3+ orders!  ', 'buyers 3 orders', 'buyers_3_orders'],
    ['a_b-c', 'a_b-c', 'a_b-c'],
    ['日本', 'segment', 'segment'],
    ['❤ VIP ❤', 'VIP', 'VIP'],
  ])('%s', (name, tag, property) => {
    expect(membershipName(name, 'tag')).toBe(tag);
    expect(membershipName(name, 'property')).toBe(property);
  });

  it('is always valid, and stays as it is when it is made valid again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.constantFrom('tag', 'property'),
        (name, kind) => {
          const made = membershipName(name, kind);
          expect(made).toMatch(kind === 'tag' ? /^[A-Za-z0-9 _-]{1,128}$/ : /^[A-Za-z0-9_-]{1,128}$/);
          expect(made.trim()).toBe(made);
          expect(membershipName(made, kind)).toBe(made);
        },
      ),
    );
  });
});

describe('membershipNames', () => {
  const segments = [
    { id: 'a', name: 'Göteborg' },
    { id: 'b', name: 'goteborg' },
  ];
  const codeOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error instanceof SegueError ? [error.code, error.fields[0]?.field] : error;
    }
    return 'nothing';
  };

  it('takes given names, else the segments’ own', () => {
    expect(membershipNames(segments, { as: 'tag', names: { b: 'Old town' } })).toEqual(
      new Map([
        ['a', 'Goteborg'],
        ['b', 'Old town'],
      ]),
    );
    expect(membershipNames(segments, { as: 'none' })).toEqual(new Map());
  });

  it('refuses a name that two share, that is reserved, in use or not valid', () => {
    const taken = (names?: Record<string, string>) => () =>
      membershipNames(segments, names === undefined ? { as: 'tag' } : { as: 'tag', names });
    expect(codeOf(taken())).toEqual(['membershipNameTaken', 'membership.names.b']);
    expect(codeOf(taken({ b: 'GOTEBORG' }))).toEqual(['membershipNameTaken', 'membership.names.b']);
    expect(codeOf(taken({ a: 'Segue-check' }))).toEqual(['membershipNameTaken', 'membership.names.a']);
    expect(codeOf(taken({ a: 'Å' }))).toEqual(['badRequest', 'membership.names.a']);
    expect(codeOf(taken({ a: ' x' }))).toEqual(['badRequest', 'membership.names.a']);
    expect(codeOf(() => membershipNames(segments.slice(1), { as: 'property' }, ['Goteborg']))).toEqual([
      'membershipNameTaken',
      'membership.names.b',
    ]);
  });
});
