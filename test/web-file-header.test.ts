// What is offered before the server has read a file.
import { expect, it } from 'vitest';
import {
  columnsOfFirst,
  headerOf,
  keysOfFirst,
  likelyKey,
  tableNameOf,
} from '../web/pages/sources/header-of.ts';
import { draftOfFile } from '../web/pages/sources/source-form.ts';

it('finds the columns of files with any delimiter, and of JSON', async () => {
  expect(columnsOfFirst('\uFEFFid;"First; name";E-post\r\n1;2;3')).toEqual(['id', 'First; name', 'E-post']);
  expect(columnsOfFirst('id\tname\n')).toEqual(['id', 'name']);
  expect(columnsOfFirst('P\0K\0')).toEqual([]);
  expect(keysOfFirst('[{"id": 1, "email": "a"}, {"id": 2}]')).toEqual(['id', 'email']);
  expect(keysOfFirst('{"id": ')).toEqual([]);
  expect(await headerOf(new File(['a,b\n'], 'things.csv'))).toEqual(['a', 'b']);
  expect(await headerOf(new File(['PAR1'], 'things.parquet'))).toEqual([]);
});

it('guesses the key, the name of the table and what it holds', () => {
  expect(likelyKey(['Name', 'Customer Id'])).toBe('Customer Id');
  expect(likelyKey(['OrderId', 'Kundnummer'])).toBe('Kundnummer');
  expect(likelyKey([])).toBe('');
  expect(tableNameOf('2026/Kunder å.csv.gz')).toBe('Kunder å');
  expect(tableNameOf('2026-orders.parquet')).toBe('orders');
  const kindOf = (columns: string[], wanted: boolean) => draftOfFile('1', 'a.csv', columns, wanted).kind;
  expect(kindOf(['id', 'E-post'], true)).toBe('profiles');
  expect(kindOf(['id', 'Email'], false)).toBe('related');
  expect(kindOf(['id', 'Amount'], true)).toBe('related');
});
