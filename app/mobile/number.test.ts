import everywhere from 'libphonenumber-js/mobile/metadata';
import { describe, expect, test } from 'vitest';
import { clean } from './clean';
import { asFinished, asPasted, asSent, asTyped, inCountry, type Numbers } from './number';

const NUMBERS: Numbers = {
  countries: [
    { country: 'CN', callingCode: '86' },
    { country: 'GB', callingCode: '44' },
    { country: 'US', callingCode: '1' },
    { country: 'HK', callingCode: '852' },
  ],
  defaultCountry: 'CN',
  metadata: everywhere,
};

describe('clean', () => {
  test.each([
    ['17612345678', '17612345678'],
    ['+86 176-1234-5678', '+8617612345678'],
    ['１７６１２３４５６７８', '17612345678'],
    ['＋８６　１７６', '+86176'],
    ['tel:+86-176-1234-5678', '+8617612345678'],
    ['电话 tel:17612345678', undefined],
    ['+86 (0)176 1234 5678', '+8617612345678'],
    ['0086 (0) 17612345678', '+8617612345678'],
    ['008617612345678', '+8617612345678'],
    ['\u202a+86 176\u00a01234\u20115678\u202c\n', '+8617612345678'],
    ['١٧٦١٢٣٤٥٦٧٨', '17612345678'],
    ['۱۷۶', '176'],
    ['(415) 555-2671', '4155552671'],
    ['176.1234/5678', '17612345678'],
    ['', ''],
    ['+', '+'],
    ['17612345678;ext=5', undefined],
    ['hello', undefined],
    ['176+86', undefined],
  ])('reads %j as %j', (text, digits) => expect(clean(text)).toBe(digits));
});

describe('asTyped', () => {
  test.each([
    ['1', 'CN', '1'],
    ['1761', 'CN', '176 1'],
    ['17612345678', 'CN', '176 1234 5678'],
    ['8617612345678', 'CN', '86 176 1234 5678'],
    ['07400123', 'GB', '07400 123'],
    ['4155552671', 'US', '(415) 555-2671'],
    ['+', 'CN', '+'],
    ['+8', 'CN', '+8'],
    ['+86176', 'CN', '+86 176'],
    ['', 'CN', ''],
    ['0', 'GB', '0'],
    ['8', 'CN', '8'],
  ])('writes %j of %s as %j, without a doubt', (text, country, written) => {
    expect(asTyped(text, country, NUMBERS)).toEqual({ text: written, country, doubt: undefined });
  });

  test.each([
    ['+447400', 'GB'],
    ['+1415', 'US'],
    ['0044', 'GB'],
    ['+852', 'HK'],
    ['+85', 'CN'],
  ])('%j chooses %s', (text, country) => {
    expect(asTyped(text, 'CN', NUMBERS)).toMatchObject({ country, doubt: undefined });
  });

  test.each([
    ['10', 'CN'],
    ['010', 'CN'],
    ['160', 'CN'],
    ['176123456789', 'CN'],
    ['020', 'GB'],
    ['+8610', 'CN'],
    ['hello', 'CN'],
  ])('%j can be no mobile of %s', (text, country) => {
    expect(asTyped(text, country, NUMBERS).doubt).toEqual({ invalid: country });
  });

  test.each([
    ['+3', '+3'],
    ['0033612345678', '+3'],
    ['+81', '+81'],
  ])('%j begins with %j, which is not allowed', (text, beginning) => {
    expect(asTyped(text, 'CN', NUMBERS).doubt).toEqual({ beginning });
  });

  test('a number of a country that shares the code of an allowed one is named', () => {
    expect(asTyped('+15062345678', 'US', NUMBERS).doubt).toEqual({ country: 'CA' });
  });
});

describe('asFinished', () => {
  test.each([
    ['+8617612345678', 'GB', '176 1234 5678', 'CN'],
    ['8617612345678', 'CN', '176 1234 5678', 'CN'],
    ['017612345678', 'CN', '176 1234 5678', 'CN'],
    ['tel:+44-7400-123456', 'CN', '07400 123456', 'GB'],
  ])('writes %j, of %s, as %j of %s', (text, country, written, own) => {
    expect(asFinished(text, country, NUMBERS)).toEqual({ text: written, country: own });
  });

  test('doubts what is too short, and nothing where there is nothing', () => {
    expect(asFinished('1761', 'CN', NUMBERS)).toMatchObject({ doubt: { invalid: 'CN' } });
    expect(asPasted('1761', 'CN', NUMBERS).doubt).toBeUndefined();
    expect(asFinished('', 'CN', NUMBERS).doubt).toBeUndefined();
    expect(asFinished('+', 'CN', NUMBERS).doubt).toBeUndefined();
  });
});

test.each([
  ['07400 123456', 'GB', '+447400123456'],
  ['176 1234 5678', 'CN', '+8617612345678'],
  ['1', 'GB', '+44 1'],
  ['1', 'CN', '1'],
  ['+44 1', 'GB', '+44 1'],
  ['+33 6 12 34 56 78', 'CN', '+33612345678'],
  ['+8617612345678;ext=5', 'CN', '+8617612345678;ext=5'],
  ['', 'GB', ''],
])('%j of %s is sent as %j', (text, country, sent) => {
  expect(asSent(text, country, NUMBERS)).toBe(sent);
});

test('another country takes the code of the first away', () => {
  expect(inCountry('+86 7400 123456', 'GB', NUMBERS)).toMatchObject({ text: '7400123456' });
  expect(inCountry('07400123456', 'GB', NUMBERS)).toMatchObject({ text: '07400 123456' });
});
