import { expect, test } from 'vitest';
import { fitColumnNames, looksLikeData, uniteColumns } from './column-names.ts';

test('names are made fit', () => {
  const { names, warnings } = fitColumnNames([' Id ', '', 'E-mail', 'e-MAIL', 'E-mail (2)', 'Å']);
  expect(names).toEqual(['Id', 'column 2', 'E-mail', 'e-MAIL (2)', 'E-mail (2) (2)', 'Å']);
  expect(warnings).toHaveLength(3);
});

test('files are united by name', () => {
  const { names, positions, warnings } = uniteColumns([
    { name: 'a.csv', columns: ['Id', 'Name'] },
    { name: 'b.csv', columns: ['name', 'Extra', 'ID'] },
  ]);
  expect(names).toEqual(['Id', 'Name', 'Extra']);
  expect(positions).toEqual([
    [0, 1, -1],
    [2, 0, 1],
  ]);
  expect(warnings).toEqual(['"a.csv" has no column "Extra": its rows are empty there.']);
});

test.each([
  [['1', 'Ann', 'ann@example.com'], true],
  [['Ann', '2017-01-02'], true],
  [['id', 'e-mail', 'Address 1'], false],
])('%j is data: %j', (header, data) => {
  expect(looksLikeData(header)).toBe(data);
});
