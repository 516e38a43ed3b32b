import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guessDelimiter } from './csv-delimiter.ts';
import { createCsvReader } from './csv-reader.ts';
import { type CsvFault, splitFields } from './csv-record.ts';

type Bad = { line: number; text: string; fault: CsvFault };

function read(
  content: string | Uint8Array,
  options: { delimiter?: string; cuts?: number[]; check?: boolean } = {},
) {
  const rows: string[][] = [];
  const bad: Bad[] = [];
  const delimiter = (options.delimiter ?? ',').charCodeAt(0);
  const reader = createCsvReader({
    delimiter,
    checkBytes: options.check ?? false,
    sink: {
      row: (data, from, to) => rows.push(splitFields(data.subarray(from, to), delimiter)),
      bad: (line, text, fault) => bad.push({ line, text: Buffer.from(text).toString(), fault }),
    },
  });
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let from = 0;
  for (const cut of [...(options.cuts ?? []), bytes.length]) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
  }
  return { ...reader.end(), rows, bad };
}

test('quotes, doubled quotes, line breaks and a byte order mark', () => {
  const result = read('\ufeffa,b,c\r\n1,"x ""q"" y","two\r\nlines"\r\n2,5" screen,\r\n3, "x, y",Å');
  expect(result.header).toEqual(['a', 'b', 'c']);
  expect(result.rows).toEqual([
    ['1', 'x "q" y', 'two\r\nlines'],
    ['2', '5" screen', ''],
    ['3', 'x, y', 'Å'],
  ]);
  expect(result).toMatchObject({ badLines: 0, newlinesInQuotes: true });
  expect([...result.newlines]).toEqual(['crlf']);
});

test.each<[string, string, string[], Bad[]]>([
  [
    'too few and too many',
    '1,2\n3,4,5\n1,2,3,4\n',
    ['3'],
    [
      { line: 2, text: '1,2', fault: 'columns' },
      { line: 4, text: '1,2,3,4', fault: 'columns' },
    ],
  ],
  [
    'one stray quote costs one line',
    '1,"ab,c\n2,x,y\n3,x,y\n',
    ['2', '3'],
    [{ line: 2, text: '1,"ab,c', fault: 'unterminated' }],
  ],
  [
    'a stray quote that meets another',
    '1,"ab,c\n2,"x",y\n3,x,y',
    ['2', '3'],
    [{ line: 2, text: '1,"ab,c', fault: 'afterQuote' }],
  ],
  [
    'text after a closing quote',
    '1,"a"b,c\n2,x,y\n',
    ['2'],
    [{ line: 2, text: '1,"a"b,c', fault: 'afterQuote' }],
  ],
  ['rows of nothing', ',,\n\n2,,\n', ['2'], [{ line: 2, text: ',,', fault: 'emptyRow' }]],
  ['one delimiter too many at the end', '1,2,3,\n2,3,4\n', ['1', '2'], []],
])('bad lines: %s', (_name, body, ids, bad) => {
  const result = read(`a,b,c\n${body}`);
  expect(result.rows.map((row) => row[0])).toEqual(ids);
  expect(result.bad).toEqual(bad);
  expect(result.badLines).toBe(bad.length);
});

test('NULs and broken UTF-8 are turned down when bytes are checked', () => {
  const bytes = Buffer.concat([Buffer.from('a,b\n1,Å\n2,'), Buffer.from([0xe5]), Buffer.from('\n3,x\0y\n')]);
  expect(read(bytes)).toMatchObject({ nuls: true, utf8: 1, notUtf8: 1, badLines: 0 });
  expect(read(bytes, { check: true }).bad.map(({ line, fault }) => [line, fault])).toEqual([
    [3, 'encoding'],
    [4, 'nul'],
  ]);
});

test('a line too long to be kept is one bad line', () => {
  const long = `1,${'x'.repeat(3_000_000)}`;
  const content = `a,b\n${long}\n2,y\n3,"open\n${'4,z\n'.repeat(10)}`;
  const cuts = Array.from({ length: 30 }, (_, at) => (at + 1) * 100_000);
  const result = read(content, { cuts });
  expect(result.rows.map((row) => row[0])).toEqual(['2', ...Array.from({ length: 10 }, () => '4')]);
  expect(result.bad.map(({ line, fault }) => [line, fault])).toEqual([
    [2, 'tooLong'],
    [4, 'unterminated'],
  ]);
});

test('whatever is written is read back, cut anywhere', () => {
  const field = fc.string({
    unit: fc.constantFrom('a', 'Å', '"', ',', '\n', '\r', ' ', '😀', '0'),
    maxLength: 6,
  });
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const record = fc.array(field, { minLength: 3, maxLength: 3 }).filter((fields) => fields.join('') !== '');
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat(400), { maxLength: 5 }),
      (records, newline, cuts) => {
        const lines = [['a', 'b', 'c'], ...records].map((fields) => fields.map(quoted).join(','));
        const bytes = Buffer.from(lines.join(newline));
        const result = read(bytes, { cuts: cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b) });
        expect(result.rows).toEqual(records);
        expect(result.badLines).toBe(0);
      },
    ),
  );
});

test('rows and bad lines add up, whatever the bytes', () => {
  const soup = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' '), maxLength: 80 });
  fc.assert(
    fc.property(soup, (body) => {
      const result = read(`a,b\n${body}`);
      const inner = result.rows.reduce((sum, row) => sum + row.join('').split('\n').length - 1, 0);
      const lines = body === '' ? 0 : body.split('\n').length - (body.endsWith('\n') ? 1 : 0);
      expect(result.rows.length + inner + result.badLines + result.blankLines).toBe(lines);
    }),
  );
});

test.each([
  ['a,b,c\n1,"2;3;4",5\n', ','],
  ['a;b;c\n1,5;2,5;3,5\n', ';'],
  ['a\tb\n1,2\t3\n', '\t'],
  ['a|b|c\n1|2|3\n', '|'],
  ['name\nx\n', ','],
  ['a,b,c\n', ','],
])('the delimiter of %j', (content, delimiter) => {
  expect(guessDelimiter(Buffer.from(content), true)).toBe(delimiter);
});
