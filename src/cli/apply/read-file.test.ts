import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../failure.ts';
import { checkApplyFile } from './read-file.ts';

function complaints(text: string): string[] {
  try {
    checkApplyFile(text, 'segue.yaml');
  } catch (thrown) {
    if (thrown instanceof UsageError) return thrown.message.split('\n').slice(1);
    throw thrown;
  }
  return [];
}

describe('the file of segue apply', () => {
  it('takes the annotated example', async () => {
    const { file } = checkApplyFile(await readFile('docs/example.yaml', 'utf8'), 'docs/example.yaml');
    expect(file.exports[0]?.segments).toEqual(['Swedish customers', 'Bought three or more', 'Lapsed']);
    expect(file.segments.every(({ type }) => type === 'dynamic')).toBe(true);
  });

  it('takes an empty one', () => {
    expect(complaints('')).toEqual([]);
  });

  it('names line and column of what is not YAML', () => {
    expect(complaints('segments:\n  - name: "A\n')[0]).toMatch(/^segue\.yaml:\d+:\d+: /);
  });

  it('names an unknown key at its place', () => {
    expect(complaints('sources: []\nsegmnets: []\n')).toEqual(['segue.yaml:2:1: segmnets is not known here']);
  });

  it('names a wrong operator deep inside a rule, and nothing else', () => {
    const text = `segments:
  - name: A
    rules:
      - where:
          all:
            - any:
                - { attribute: Country, op: equals, value: SE }
`;
    const [first, ...more] = complaints(text);
    expect(first).toMatch(/^segue\.yaml:7:45: segments\[0\]\.rules\[0\]\.where\.all\[0\]\.any\[0\]\.op: /);
    expect(more).toEqual([]);
  });

  it('refuses a key that stands in the file, and consent that was not given', () => {
    const text = `connections:
  - displayName: Shop
    apiKey: abc-123
    consent: { accepted: false }
`;
    const found = complaints(text);
    expect(found[0]).toMatch(/^segue\.yaml:3:13: connections\[0\]\.apiKey: write env:NAME or file:/);
    expect(found[1]).toMatch(/^segue\.yaml:4:26: connections\[0\]\.consent\.accepted: /);
    expect(found.join()).not.toContain('abc-123');
  });

  it('takes the key either by this command or by the server, and not both', () => {
    const shop = (key: string) =>
      `connections:\n  - displayName: Shop\n    consent: { accepted: true }\n${key}`;
    const either = 'connections[0].apiKey: give either apiKey';
    expect(complaints(shop('    apiKey: env:KEY\n'))).toEqual([]);
    expect(complaints(shop('    apiKeyFrom: azure-keyvault:omnisend-main\n'))).toEqual([]);
    expect(complaints(shop(''))[0]).toContain(`segue.yaml:2:5: ${either}`);
    expect(complaints(shop('    apiKeyFrom: env:KEY\n    apiKey: env:KEY\n'))[0]).toContain(
      `segue.yaml:5:13: ${either}`,
    );
    expect(complaints(shop('    apiKeyFrom: my-key\n'))[0]).toMatch(
      /^segue\.yaml:4:17: connections\[0\]\.apiKeyFrom: write env:NAME, file:/,
    );
  });

  it('takes the schedule of the system and the guards of an export, and names what is wrong in them', () => {
    const text = `exports:
  - name: N
    connection: C
    segments: [S]
    mapping: { email: E }
    quietStart: true
    guards: { untagsOver: 20 }
schedule:
  enabled: true
  recurrence: daily
  times: ["6:00"]
  timeZone: Europe/Stockholm
`;
    const found = complaints(text);
    expect(found[0]).toMatch(/^segue\.yaml:7:27: exports\[0\]\.guards\.untagsOver: /);
    expect(found[1]).toMatch(/^segue\.yaml:11:11: schedule\.times\[0\]: a time such as 06:00/);
    expect(found).toHaveLength(2);
  });

  it('refuses a name that stands there twice', () => {
    const rule = 'rules: [{ where: { all: [{ attribute: A, op: isTrue }] } }]';
    const found = complaints(`segments:\n  - { name: A, ${rule} }\n  - { name: A, ${rule} }\n`);
    expect(found).toEqual(['segue.yaml:3:13: segments[1].name: stands here twice']);
  });

  it('names a missing field at the thing that lacks it', () => {
    expect(complaints('exports:\n  - name: N\n    connection: C\n    segments: [S]\n')[0]).toMatch(
      /^segue\.yaml:2:5: exports\[0\]\.mapping: /,
    );
  });
});
