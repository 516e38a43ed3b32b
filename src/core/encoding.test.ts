import { expect, test } from 'vitest';
import { countNonAsciiLines, createDecoder, encodingOfHead } from './encoding.ts';

const text = 'id,name\r\n1,Åsa\r\n2,Zoë €\r\n';

test('a byte order mark decides', () => {
  expect(encodingOfHead(Buffer.from(`\ufeff${text}`, 'utf16le'), 'auto')).toBe('utf-16le');
  expect(encodingOfHead(Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'auto')).toBe('utf-16be');
  expect(encodingOfHead(Buffer.from(`\ufeff${text}`), 'auto')).toBe('eightBit');
});

test('UTF-16 without a mark is known by the side of its NULs', () => {
  expect(encodingOfHead(Buffer.from(text, 'utf16le'), 'auto')).toBe('utf-16le');
  expect(encodingOfHead(Buffer.from(text, 'utf16le').swap16(), 'auto')).toBe('utf-16be');
  expect(encodingOfHead(Buffer.from(text, 'utf16le').swap16(), 'utf-16')).toBe('utf-16be');
});

test('bytes that are no text are binary', () => {
  expect(encodingOfHead(Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 8, 0, 7]), 'auto')).toBe('binary');
  expect(encodingOfHead(Buffer.from([0x1f, 0x8b, 8, 1, 2, 3, 4, 5, 6]), 'auto')).toBe('binary');
  expect(encodingOfHead(Buffer.from(text), 'windows-1252')).toBe('windows-1252');
});

test.each(['utf-16le', 'utf-16be'] as const)('%s arrives as UTF-8, cut anywhere', (encoding) => {
  const bytes = Buffer.from(`\ufeff${text}😀`, 'utf16le');
  if (encoding === 'utf-16be') bytes.swap16();
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const decoder = createDecoder(encoding);
    const parts = [
      decoder.decode(bytes.subarray(0, cut)),
      decoder.decode(bytes.subarray(cut)),
      decoder.end(),
    ];
    expect(Buffer.concat(parts).toString()).toBe(`${text}😀`);
  }
});

test('Windows-1252 keeps its euro sign and quotes', () => {
  const bytes = Buffer.from([0x80, 0x20, 0x93, 0xc5, 0x94, 0x20, 0x92, 0xff, 0x81]);
  expect(Buffer.from(createDecoder('windows-1252').decode(bytes)).toString()).toBe('€ “Å” ’ÿ\u0081');
});

test('lines beyond ASCII are counted by whether they are UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from('a\nÅ\nÄ\n'), Buffer.from([0xc5, 0x0a, 0x61])]);
  expect(countNonAsciiLines(bytes)).toEqual({ utf8: 2, other: 1 });
});
