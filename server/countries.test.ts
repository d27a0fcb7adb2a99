import { AsYouType, type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/mobile/examples';
import everywhere from 'libphonenumber-js/mobile/metadata';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { allowedCountries, metadataOfAllowed } from './countries';

afterEach(() => vi.unstubAllEnvs());

/** As a browser gets it. */
function metadataFor(countries: string) {
  vi.stubEnv('ALLOWED_COUNTRIES', countries);
  return JSON.parse(JSON.stringify(metadataOfAllowed())) as typeof everywhere;
}

const parse = (text: string, defaultCountry: CountryCode, metadata: typeof everywhere) =>
  parsePhoneNumberFromString(text, { defaultCountry, extract: false }, metadata);

function asTyped(text: string, country: CountryCode, metadata: typeof everywhere): string[] {
  const typing = new AsYouType(country, metadata);
  return [...text].map((key) => typing.input(key));
}

test('countries are in the operator’s order, with their calling codes', () => {
  vi.stubEnv('ALLOWED_COUNTRIES', 'GB, CN CA');
  expect(allowedCountries()).toEqual([
    { country: 'GB', callingCode: '44' },
    { country: 'CN', callingCode: '86' },
    { country: 'CA', callingCode: '1' },
  ]);
});

describe('the metadata', () => {
  test('of CN is under 3 kB, and knows CN alone', () => {
    const metadata = metadataFor('CN');
    expect(JSON.stringify(metadata).length).toBeLessThan(3_000);
    expect(Object.keys(metadata.countries)).toEqual(['CN']);
    expect(parse('+14155552671', 'CN', metadata)).toBeUndefined();
  });

  test('takes a mobile of CN and no landline', () => {
    const metadata = metadataFor('CN');
    expect(parse('176 1234 5678', 'CN', metadata)?.isValid()).toBe(true);
    expect(parse('010 6552 9988', 'CN', metadata)?.isValid()).toBe(false);
    expect(parse('my number is 17612345678', 'CN', metadata)).toBeUndefined();
  });

  test.each(['CN', 'US', 'GB', 'CA', 'HK', 'DE', 'KZ', 'JE', 'BR'] as const)(
    'of %s reads and writes like that of the whole world',
    (country) => {
      const metadata = metadataFor(country);
      const national = examples[country] ?? '';
      const number = parse(national, country, metadata);
      const known = parse(national, country, everywhere);
      expect([number?.country, number?.isValid()]).toEqual([country, true]);
      expect(number?.formatNational()).toBe(known?.formatNational());
      expect(number?.formatInternational()).toBe(known?.formatInternational());
      for (const text of [national, number?.number ?? '']) {
        expect(asTyped(text, country, metadata).at(-1)).toBe(
          asTyped(text, country, everywhere).at(-1),
        );
      }
    },
  );

  test('of a country that shares its calling code tells the allowed ones apart', () => {
    const metadata = metadataFor('CA');
    expect(parse('+1 506 234 5678', 'CA', metadata)?.country).toBe('CA');
    expect(parse('+1 201 555 0123', 'CA', metadata)?.country).toBe('US');
    expect(metadata.country_calling_codes).toEqual({ '1': ['US', 'CA'] });
  });
});
