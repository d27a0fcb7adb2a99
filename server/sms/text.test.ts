import { describe, expect, test } from 'vitest';
import { MAX_HOST_LENGTH } from '../env';
import { languageOf, noticeOf, textOf } from './text';

const LONGEST = { code: '48213975', minutes: 99, host: 'h'.repeat(MAX_HOST_LENGTH) };

/** GSM 03.38: the basic alphabet, where a character is one unit, and its extension, where it is two. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

/** How many SMS a text costs. */
function segmentsOf(text: string): number {
  const isGsm = [...text].every((each) => (BASIC + EXTENSION).includes(each));
  if (!isGsm) return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  const units = [...text].reduce((sum, each) => sum + (BASIC.includes(each) ? 1 : 2), 0);
  return units <= 160 ? 1 : Math.ceil(units / 153);
}

test('the measure counts as the standard does', () => {
  expect(BASIC).toHaveLength(127);
  expect(['a'.repeat(160), 'a'.repeat(161), `${'a'.repeat(159)}€`].map(segmentsOf)).toEqual([
    1, 2, 2,
  ]);
  expect(['码'.repeat(70), '码'.repeat(71), `${'a'.repeat(70)}’`].map(segmentsOf)).toEqual([
    1, 2, 2,
  ]);
});

describe.each(['en', 'zh'] as const)('the text in %s', (language) => {
  const { code, minutes, host } = LONGEST;

  test('is one segment on the longest values, and short enough for every browser', () => {
    const text = textOf(language, code, minutes, host);
    expect(segmentsOf(text)).toBe(1);
    expect(text.length).toBeLessThanOrEqual(140);
  });

  test('tells people the code and the minutes', () => {
    const [people, ...rest] = textOf(language, '048213', 5, 'signup.example.com').split('\n');
    expect(people).toContain('048213');
    expect(people).toMatch(/\D5( minutes|分钟)/);
    expect(rest).toHaveLength(1);
  });

  test('ends with the line that binds the code to our origin, and nothing after it', () => {
    const text = textOf(language, '048213', 5, 'signup.example.com');
    expect(text.split('\n').at(-1)).toBe('@signup.example.com #048213');
  });
});

test.each(['en', 'zh'] as const)('a notice in %s is one segment and names our host', (language) => {
  const text = noticeOf('mobile-changed', language, LONGEST.host);
  expect(segmentsOf(text)).toBe(1);
  expect(text).toContain(LONGEST.host);
});

test('one minute is one minute', () => {
  expect(textOf('en', '048213', 1, 'example.com')).toContain('in 1 minute.');
});

test.each([
  ['zh-CN', 'US', 'zh'],
  ['en-GB', 'CN', 'en'],
  ['ZH', 'US', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'US', 'zh'],
  ['fr, en;q=0.5', 'CN', 'en'],
  ['fr', 'CN', 'zh'],
  ['*', 'CN', 'zh'],
  ['', 'US', 'en'],
  [undefined, 'CN', 'zh'],
  [undefined, 'HK', 'en'],
])('who prefers %j and has a number of %s is written to in %s', (preferred, country, language) => {
  expect(languageOf(preferred, country)).toBe(language);
});
