import { describe, expect, it } from 'vitest';
import { csvLine } from './csv-line.ts';

describe('csvLine', () => {
  it('quotes what needs it and leaves the rest alone', () => {
    expect(csvLine(['a', null, 3, -1, 'O"Brien, Å', 'two\nlines'])).toBe(
      'a,,3,-1,"O""Brien, Å","two\nlines"\r\n',
    );
  });

  it('defuses formulas', () => {
    expect(csvLine(['=1+1', '+46', '-x', '@a', '\t=1'])).toBe("'=1+1,'+46,'-x,'@a,'\t=1\r\n");
  });
});
