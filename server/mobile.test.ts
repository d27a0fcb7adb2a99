import { afterEach, describe, expect, test, vi } from 'vitest';
import { Refusal } from './errors';
import { maskMobile, parseMobile } from './mobile';

afterEach(() => vi.unstubAllEnvs());

describe('parseMobile', () => {
  test.each([
    '17612345678',
    '176 1234 5678',
    '+86 176-1234-5678',
    '+8617612345678',
    '008617612345678',
    '０１７６１２３４５６７８'.slice(1),
    '１７６１２３４５６７８',
    'tel:+86-176-1234-5678',
    ' 17612345678\n',
    '\u202a+86 176 1234 5678\u202c',
  ])('reads %j as +8617612345678', (input) => {
    expect(parseMobile(input)).toEqual({
      e164: '+8617612345678',
      country: 'CN',
      masked: '+86 176 **** 5678',
      prefix: '+861761234',
    });
  });

  test.each([
    ['', 'mobile-invalid'],
    ['hello', 'mobile-invalid'],
    ['10086', 'mobile-invalid'],
    ['1761234567', 'mobile-invalid'],
    ['176123456789', 'mobile-invalid'],
    ['16012345678', 'mobile-invalid'],
    ['+8617612345678;ext=5', 'mobile-invalid'],
    ['17612345678 17612345679', 'mobile-invalid'],
    ['+861065529988', 'mobile-landline'],
    ['+14155552671', 'mobile-country'],
    ['+447911123456', 'mobile-country'],
  ])('refuses %j as %s, at the field mobile', (input, reason) => {
    expect(refusalFor(input)).toMatchObject({ reason, rule: { field: 'mobile', http: 400 } });
  });

  test('reads numbers of every allowed country, also where mobiles look like landlines', () => {
    vi.stubEnv('ALLOWED_COUNTRIES', 'CN, US');
    expect(parseMobile('+1 415 555 2671').country).toBe('US');
  });

  test('without + the number is one of DEFAULT_COUNTRY', () => {
    vi.stubEnv('ALLOWED_COUNTRIES', 'US');
    vi.stubEnv('DEFAULT_COUNTRY', 'US');
    expect(parseMobile('(415) 555-2671').e164).toBe('+14155552671');
  });
});

test('a masked number hides four digits of its middle', () => {
  expect(maskMobile('+8617612345678')).toBe('+86 176 **** 5678');
  expect(maskMobile('+14155552671')).toBe('+1 41 **** 2671');
});

function refusalFor(input: string): unknown {
  try {
    return parseMobile(input);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
