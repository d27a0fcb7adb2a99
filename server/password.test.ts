import { describe, expect, test } from 'vitest';
import { newMobile } from '#e2e/support/visitors';
import { Refusal } from './errors';
import { parseMobile } from './mobile';
import { hashPassword, isPassword, parsePassword } from './password';

const mobile = parseMobile('17612345678');
const reasonFor = (password: string) => {
  try {
    parsePassword(password, mobile.e164);
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
};

describe('parsePassword', () => {
  test.each([
    ['1234567', 'password-short'],
    ['密码密码密码密', 'password-short'],
    ['😀😀😀😀', 'password-short'],
    ['x'.repeat(129), 'password-long'],
    ['password', 'password-common'],
    ['PassWord1', 'password-common'],
    ['17612345678', 'password-common'],
    ['+86 176 1234 5678', 'password-common'],
    ['gatehouse1', 'password-common'],
    ['zK8#vq2!', 'accepted'],
    ['密码密码密码密码', 'accepted'],
    ['😀'.repeat(8), 'accepted'],
    ['😀'.repeat(128), 'accepted'],
    ['eight ch', 'accepted'],
  ])('%s: %s', (password, expected) => {
    expect(reasonFor(password)).toBe(expected);
  });
});

describe('isPassword', () => {
  test('knows the password again, however its accents were typed, and no other', async () => {
    const stored = await hashPassword('caf\u00e9 au lait');
    expect(await isPassword('cafe\u0301 au lait', stored)).toBe(true);
    expect(await isPassword('Caf\u00e9 au lait', stored)).toBe(false);
    expect(await isPassword('caf\u00e9 au lait ', stored)).toBe(false);
  });

  test('is false where there is no user, whatever the password', async () => {
    expect(await isPassword('nobody has this password')).toBe(false);
  });

  test('every hash is Argon2id with its cost and a salt of its own', async () => {
    const [one, other] = await Promise.all([
      hashPassword('the same one'),
      hashPassword('the same one'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });
});

test('numbers made for tests are valid ones', () => {
  expect(parseMobile(newMobile()).country).toBe('CN');
});
