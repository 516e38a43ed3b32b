import { describe, expect, it } from 'vitest';
import { ownPath, roleOfGroups, withProblem } from './sign-in.ts';

describe('the role that groups give', () => {
  const given = { administrator: ['owners'], contributor: ['marketing', 'crm'], viewer: ['staff'] };
  it.each([
    [['staff'], 'viewer'],
    [['staff', 'crm'], 'contributor'],
    [['owners', 'staff'], 'administrator'],
    [['Owners', 'own', 'strangers'], null],
    [[], null],
  ])('%j: %s', (groups, role) => expect(roleOfGroups(groups, given)).toBe(role));
});

describe('the way back', () => {
  it.each(['/', '/exports/1?tab=runs#last', '/segments?q=a%2Fb'])('may be %s', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'exports',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    ' /exports',
  ])('leads home instead of %j', (path) => expect(ownPath(path)).toBe('/'));

  it('carries what went wrong', () => {
    expect(withProblem('/connections/1?tab=keys#top', 'confirmationMissing')).toBe(
      '/connections/1?tab=keys&problem=confirmationMissing#top',
    );
  });
});
