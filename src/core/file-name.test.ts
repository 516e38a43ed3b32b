import { expect, test } from 'vitest';
import { fileNameProblem } from './file-name.ts';

test.each([
  'customers.csv',
  'Kunder åäö (1).TSV',
  'a.b.jsonl.gz',
  'orders.ndjson',
  'x.json',
  'x.txt.gz',
  'x.parquet',
])('%s may be uploaded', (name) => expect(fileNameProblem(name)).toBeNull());

test.each([
  '../a.csv',
  'a/b.csv',
  'a\\b.csv',
  '.a.csv',
  '.csv',
  '..',
  '',
  'a.csv ',
  ' a.csv',
  'a\u0000.csv',
  'a\n.csv',
  'a\u202Evsc.csv',
  'a.exe',
  'a.csv.zip',
  'a.xlsx',
  'csv',
  'a.parquet.gz',
  'a.gz',
  `${'å'.repeat(100)}.csv`,
])('%j may not', (name) => expect(fileNameProblem(name)).not.toBeNull());
