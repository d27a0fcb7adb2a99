import everywhere from 'libphonenumber-js/mobile/metadata';
import { expect, test } from 'vitest';
import { firstCountry, guessCountry } from './guess';
import { entriesOf, matches } from './search';

test.each([
  [['zh-CN', 'zh'], 'Europe/London', 'CN'],
  [['zh-Hant-HK'], 'UTC', 'HK'],
  [['en', 'fr-FR', 'en-GB'], 'UTC', 'GB'],
  [['zh'], 'Asia/Shanghai', 'CN'],
  [['en'], 'Europe/London', 'GB'],
  [['fr-FR'], 'Europe/Paris', undefined],
  [['not a language!'], 'Asia/Hong_Kong', 'HK'],
])('a visitor of %j in %s is from %s', (languages, timeZone, country) => {
  expect(guessCountry(['CN', 'GB', 'HK'], { languages, timeZone })).toBe(country);
});

test('a number that is there already is of the country it fits', () => {
  const numbers = {
    countries: [
      { country: 'CN', callingCode: '86' },
      { country: 'GB', callingCode: '44' },
    ],
    defaultCountry: 'CN',
    metadata: everywhere,
  };
  const languages = ['en-GB'];
  expect(firstCountry('', numbers, { languages })).toBe('GB');
  expect(firstCountry('17612345678', numbers, { languages })).toBe('CN');
  expect(firstCountry('07400123456', numbers, { languages: ['zh-CN'] })).toBe('GB');
});

const CODES = { CN: '86', GB: '44', RE: '262', US: '1' };
const NAMES: Record<string, string> = { CN: '中国', GB: '英国', RE: '留尼汪', US: '美国' };
const entries = entriesOf(
  Object.entries(CODES).map(([country, callingCode]) => ({ country, callingCode })),
  (country) => NAMES[country] ?? '',
  'zh',
);

test.each([
  ['英', ['GB']],
  ['united', ['GB', 'US']],
  ['gb', ['GB']],
  ['44', ['GB']],
  ['+44', ['GB']],
  ['0044', ['GB']],
  ['reunion', ['RE']],
  ['nowhere', []],
  ['', ['CN', 'GB', 'RE', 'US']],
])('a search for %j finds %j', (search, countries) => {
  const found = entries.filter(matches(search)).map(({ country }) => country);
  expect(found.sort()).toEqual(countries);
});
