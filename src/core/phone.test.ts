import { describe, expect, it } from 'vitest';
import { countryOfCallingCode, e164Digits, phonePattern } from './phone.ts';

describe('e164Digits', () => {
  it.each([
    ['070-123 45 67', 'SE', '46701234567'],
    ['0701234567', 'SE', '46701234567'],
    ['+46 (0)70 123 45 67', 'SE', '46701234567'],
    ['0046701234567', 'SE', '46701234567'],
    ['46701234567', 'SE', '46701234567'],
    ['+46701234567', null, '46701234567'],
    ['0046 70-123 45 67', null, '46701234567'],
    ['+46701234567', 'US', '46701234567'],
    ['(206) 555-1234', 'US', '12065551234'],
    ['1-206-555-1234', 'US', '12065551234'],
    ['020 7946 0958', 'GB', '442079460958'],
    ['06 12345678', 'IT', '390612345678'],
    ['070-123 45 67', null, null],
    ['070-123 45 67', 'XX', null],
    ['12', 'SE', null],
    ['NA', 'SE', null],
    ['', 'SE', null],
    ['+999 123456789', null, null],
  ])('%s in %s → %s', (text, country, digits) => {
    expect(e164Digits(text, country)).toBe(digits);
  });
});

describe('phonePattern', () => {
  it('has one for most countries, and none where a number must be rewritten', () => {
    expect(phonePattern('SE')).toMatchObject({ callingCode: '46', trunk: '0' });
    expect(phonePattern('DK')).toMatchObject({ callingCode: '45', trunk: '' });
    expect(phonePattern('BR')).toBeNull();
    expect(phonePattern('XX')).toBeNull();
  });

  it('knows whose rules hold after a plus sign', () => {
    expect(countryOfCallingCode('4670')).toBe('SE');
    expect(countryOfCallingCode('1206')).toBe('US');
    expect(countryOfCallingCode('358')).toBe('FI');
    expect(countryOfCallingCode('999')).toBeNull();
  });
});
